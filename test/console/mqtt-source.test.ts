import { expect, test } from 'vitest';
import { createMqttSource } from '../../console/mqtt-source.ts';
import { createFleetSync, type Link } from '../../console/state/fleet-sync.ts';
import { fleetOf, type Picture } from '../../console/state/picture.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { eventually } from '../support/eventually.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { openFleetBroker } from './fleet-broker.ts';

const deps = { clock: createSystemClock(), random: () => 0 };

/** A console's live half on a real connection. */
async function openWatching(resources: Resources) {
  const broker = resources.closing(await openFleetBroker());
  const source = createMqttSource(broker.profile, deps);
  const seen: { picture: Picture | undefined; link: Link | undefined } = {
    picture: undefined,
    link: undefined,
  };
  const sync = createFleetSync(source, deps.clock, {
    onPicture: (picture) => {
      seen.picture = picture;
    },
    onLink: (link) => {
      seen.link = link;
    },
    onRefusal: () => {},
  });
  resources.defer(() => source.stop());
  resources.defer(() => sync.stop());
  sync.start();
  const presenceOf = (index: number) => {
    const id = broker.devices()[index]?.deviceId ?? '';
    return seen.picture === undefined ? undefined : fleetOf(seen.picture)?.devices.get(id)?.presence;
  };
  // The unit is known after the first answer and followed from the second connection on.
  await eventually(
    () =>
      (broker.asked().filter((kind) => kind === 'view').length >= 2 && presenceOf(1) !== undefined) ||
      undefined,
  );
  return { broker, source, seen, presenceOf };
}

test('shows the fleet, then each change as it is published', async () => {
  await using resources = openResources();
  const { broker, seen, presenceOf } = await openWatching(resources);
  expect(seen.link?.kind).toBe('online');
  await broker.change(1, { presence: 'missing' });
  await eventually(() => presenceOf(1) === 'missing' || undefined);
});

test('a change that was dropped is there after the head has told of it', async () => {
  await using resources = openResources();
  const { broker, presenceOf } = await openWatching(resources);
  await broker.change(30, { presence: 'silent' }, true);
  await broker.head();
  await eventually(() => presenceOf(30) === 'silent' || undefined);
});

test('after a cut it connects, follows and asks again by itself', async () => {
  await using resources = openResources();
  const { broker, presenceOf } = await openWatching(resources);
  await broker.change(5, { presence: 'missing' }, true);
  broker.cut();
  await eventually(() => presenceOf(5) === 'missing' || undefined);
  await broker.change(5, { presence: 'quiet' });
  await eventually(() => presenceOf(5) === 'quiet' || undefined);
});

test('a question to nobody fails at once and says why', async () => {
  await using resources = openResources();
  const broker = await openFleetBroker();
  await broker.close();
  const source = createMqttSource(broker.profile, deps);
  resources.defer(() => source.stop());
  source.start({ onLink: () => {}, onView: () => {} });
  const answer = await source.ask('units', {});
  expect(answer).toMatchObject({
    ok: false,
    error: { code: 'SD-BROKER-UNREACHABLE', values: { reason: 'ECONNREFUSED' } },
  });
});

test('a broker of another authority is refused before anything is sent', async () => {
  await using resources = openResources();
  const [broker, other] = [
    resources.closing(await openFleetBroker()),
    resources.closing(await openFleetBroker()),
  ];
  const source = createMqttSource({ ...broker.profile, ca: other.profile.ca }, deps);
  resources.defer(() => source.stop());
  source.start({ onLink: () => {}, onView: () => {} });
  expect(await source.ask('units', {})).toMatchObject({ ok: false, error: { code: 'SD-BROKER-NOT-OURS' } });
});
