import { expect, test } from 'vitest';
import { createFleetSync, type Link } from '../../console/state/fleet-sync.ts';
import type { Picture } from '../../console/state/picture.ts';
import { ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { sampleFleet, sampleUnit } from './sample-fleet.ts';
import { createScriptedSource } from './scripted-source.ts';

const epoch = '0123456789abcdef';
const online = { kind: 'online', address: 'x:1' } as const;

function openSync() {
  const clock = createManualClock(0);
  const { devices, schools, totals } = sampleFleet();
  const broker = { rev: 5 };
  const scripted = createScriptedSource({
    view: () =>
      ok({
        head: { epoch, rev: broker.rev, at: 0, unit: sampleUnit, totals, schools },
        devices: [...devices.values()],
      }),
  });
  const links: Link['kind'][] = [];
  const pictures: Picture[] = [];
  const sync = createFleetSync(scripted.source, clock, {
    onPicture: (picture) => pictures.push(picture),
    onLink: (link) => links.push(link.kind),
    onRefusal: () => {},
  });
  sync.start();
  const head = (rev: number) => {
    broker.rev = rev;
    const view = { v: 1 as const, epoch, at: 0, revs: { [sampleUnit.unitId]: rev } };
    scripted.handlers().onView({ kind: 'head', view });
  };
  return { clock, scripted, links, pictures, sync, head };
}

test('asks once when connected, and follows the unit that the answer names', async () => {
  const { clock, scripted, pictures } = openSync();
  scripted.handlers().onLink(online);
  await clock.advance(0);
  expect(scripted.asked).toEqual([{ kind: 'view', params: {} }]);
  expect(scripted.followed).toEqual(['root']);
  expect(pictures.at(-1)?.snapshot?.rev).toBe(5);
});

test('a head that is ahead asks again, once for many heads', async () => {
  const { clock, scripted, pictures, head } = openSync();
  scripted.handlers().onLink(online);
  await clock.advance(6_000);
  head(5);
  await clock.advance(6_000);
  expect(scripted.asked).toHaveLength(1);
  for (const rev of [7, 8, 9]) head(rev);
  await clock.advance(6_000);
  expect(scripted.asked).toHaveLength(2);
  expect(pictures.at(-1)?.snapshot?.rev).toBe(9);
});

test('a stream of gaps neither puts the question off for ever nor asks more than every 5 s', async () => {
  const { clock, scripted, head } = openSync();
  scripted.handlers().onLink(online);
  await clock.advance(0);
  for (let rev = 10; rev < 310; rev += 1) {
    head(rev);
    await clock.advance(100);
  }
  expect(scripted.asked.length).toBeGreaterThanOrEqual(5);
  expect(scripted.asked.length).toBeLessThanOrEqual(8);
});

test('15 s without a head is stale; the next head is online again', async () => {
  const { clock, scripted, links, head } = openSync();
  scripted.handlers().onLink(online);
  await clock.advance(14_999);
  expect(links).toEqual(['online']);
  await clock.advance(1);
  expect(links).toEqual(['online', 'stale']);
  head(5);
  expect(links).toEqual(['online', 'stale', 'online']);
});

test('a lost link keeps the picture, and refreshing then tries to connect', async () => {
  const { clock, scripted, links, pictures, sync } = openSync();
  scripted.handlers().onLink(online);
  await clock.advance(0);
  const problem = appError('SD-BROKER-UNREACHABLE', { address: 'x:1', reason: 'lost' });
  scripted.handlers().onLink({ kind: 'waiting', problem, retryAtMs: 9 });
  sync.refresh();
  await clock.advance(60_000);
  expect(links).toEqual(['online', 'disconnected']);
  expect(scripted.reconnects()).toBe(1);
  expect(scripted.asked).toHaveLength(1);
  expect(pictures.at(-1)?.snapshot?.rev).toBe(5);
});
