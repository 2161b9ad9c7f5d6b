import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readIdentity, stateFiles } from '../../agent/identity.ts';
import { type ImageJoinOptions, joinFromImage } from '../../agent/image-join.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { createManualClock, type ManualClock } from '../../shared/runtime/clock.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { advanceUntil } from '../support/agent-world.ts';
import { labMachine } from '../support/lab-machine.ts';
import { openRecordedHost } from '../support/recorded-host.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { openSmallDoor, type SmallDoor, type SmallDoorBehaviour } from '../support/small-door.ts';

type Copy = {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly behaviour: SmallDoorBehaviour;
  readonly door: SmallDoor;
  readonly start: (over?: Partial<ImageJoinOptions>) => ReturnType<typeof joinFromImage>;
};

/** A copy of a prepared image, before its first start; the machine has just been switched on. */
async function openCopy(resources: Resources): Promise<Copy> {
  const behaviour: SmallDoorBehaviour = {};
  const door = await openSmallDoor(resources, behaviour);
  const folder = await resources.folder();
  await writeFile(stateFiles(folder).joinToken, `${door.token()}\n`, { mode: 0o600 });
  const machine = { ...labMachine(3), facts: { uptimeSeconds: 30 } };
  const host = resources.closing(await openRecordedHost(machine));
  const clock = createManualClock(Date.UTC(2026, 8, 7));
  const log = createLog('test', 'error', { write: () => {} });
  return {
    ...{ folder, clock, behaviour, door },
    start: (over = {}) =>
      joinFromImage({ clock, host, log, random: () => 0.5 }, { folder, isAtOnce: true, ...over }),
  };
}

async function settled<T>(clock: ManualClock, stepMs: number, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const ended = work.finally(() => {
    isSettled = true;
  });
  await advanceUntil(clock, stepMs, () => isSettled || undefined);
  return ended;
}

test('the first start of a copy joins, and removes the token', async () => {
  await using resources = openResources();
  const copy = await openCopy(resources);
  expect(await settled(copy.clock, 1, copy.start())).toEqual(ok('joined'));
  expect(readIdentity(copy.folder)).toMatchObject({ ok: true, value: { schoolCode: 'S1' } });
  expect(existsSync(stateFiles(copy.folder).joinToken)).toBe(false);
  expect(await copy.start()).toEqual(ok('nothing'));
});

test('machines that were switched on together do not ask together', async () => {
  await using resources = openResources();
  const copy = await openCopy(resources);
  expect(await settled(copy.clock, 1_000, copy.start({ isAtOnce: false }))).toEqual(ok('joined'));
  expect(copy.clock.monotonicMs()).toBeGreaterThanOrEqual(60_000);
});

test('a broker that is busy is asked until it answers, with the same key', async () => {
  await using resources = openResources();
  const copy = await openCopy(resources);
  let asked = 0;
  copy.behaviour.answer = (response) => {
    asked += 1;
    return asked < 4 ? err(appError('SD-JOIN-UNAVAILABLE')) : ok(response);
  };
  expect(await settled(copy.clock, 500, copy.start())).toEqual(ok('joined'));
  expect(asked).toBe(4);
  expect(new Set(copy.door.requests.map(({ csr }) => csr)).size).toBe(1);
  expect(copy.clock.monotonicMs()).toBeGreaterThanOrEqual(3_500);
});

test('a token that is refused ends it, and says the same at the next start', async () => {
  await using resources = openResources();
  const copy = await openCopy(resources);
  copy.behaviour.terms = err(appError('SD-JOIN-TOKEN-SPENT'));
  for (let start = 0; start < 2; start += 1) {
    const refused = await settled(copy.clock, 1, copy.start());
    expect(refused).toMatchObject({ ok: false, error: { code: 'SD-JOIN-TOKEN-SPENT' } });
  }
  expect(existsSync(stateFiles(copy.folder).joinToken)).toBe(true);
});

test('a machine that is switched off while it waits goes on at its next start', async () => {
  await using resources = openResources();
  const copy = await openCopy(resources);
  const switchOff = new AbortController();
  const waiting = copy.start({ isAtOnce: false, signal: switchOff.signal });
  switchOff.abort();
  expect(await waiting).toEqual(ok('stopped'));
  expect(await settled(copy.clock, 1, copy.start())).toEqual(ok('joined'));
});

test('without a token there is nothing to do', async () => {
  await using resources = openResources();
  const copy = await openCopy(resources);
  expect(await copy.start({ folder: await resources.folder() })).toEqual(ok('nothing'));
});
