import { expect, it } from 'vitest';
import { createNewestLessons, lessonDaysOf } from '../../../broker/query/lesson-days.ts';
import type { LineRunRow } from '../../../broker/store/evidence-port.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, openRig, rules, startMs } from '../fleet/fleet-rig.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const line = { lineId: 'A-1', schoolCode: 'A' };

/** A school with a line, on a Monday at 08:00, and a way to say how its line was from then. */
async function openSchool(resources: Resources) {
  const rig = await openRig(resources);
  const { fleet, store, clock } = rig;
  const deviceId = await admit(rig, 1, { schoolCode: 'A', role: 'server' });
  const watched = async (from: number, to: number, quality: 'good' | 'bad'): Promise<void> => {
    const run: LineRunRow = {
      ...{ deviceId, lineId: 'A-1', from: startMs + from, to: startMs + to, publicAddress: null, quality },
      ...{ gateway: 'ok', firstHop: 'ok', broker: 'ok', internet: 'ok', dns: 'ok' },
    };
    const nothing = { boots: [], sections: [], outcomes: [], events: [], unread: [] };
    const evidence = { proofs: [], samples: [], checks: [], speeds: [], runs: [run] };
    expect((await store.save({ ...nothing, evidence })).ok).toBe(true);
  };
  const deps = { fleet, store, clock, rules };
  const newestOf = createNewestLessons(deps);
  return {
    clock,
    watched,
    newest: async () => (await newestOf([line])).get('A-1'),
    all: () => lessonDaysOf(deps, line),
  };
}

it('the newest day with lessons is told, and replaced by a newer one', async () => {
  await using resources = openResources();
  const { clock, watched, newest, all } = await openSchool(resources);
  expect(await newest()).toBeNull();
  // Of two hours of lessons one was too bad to work with.
  await watched(0, hour - minute, 'good');
  await watched(hour, 2 * hour - minute, 'bad');
  await clock.advance(3 * hour);
  expect(await newest()).toMatchObject({ day: '2026-10-05', minutes: 120, badMinutes: 60 });
  // Next morning before lessons.
  await clock.advance(20 * hour);
  expect(await newest()).toMatchObject({ day: '2026-10-05' });
  await watched(day, day + 30 * minute, 'good');
  await clock.advance(2 * hour);
  expect(await newest()).toMatchObject({ day: '2026-10-06', badMinutes: 0 });
  expect((await all()).map((each) => each.day)).toEqual(['2026-10-06', '2026-10-05']);
});

it('a list that is asked again at once reads nothing, and knows what came meanwhile after five minutes', async () => {
  await using resources = openResources();
  const { clock, watched, newest } = await openSchool(resources);
  await watched(0, 20 * minute, 'good');
  await clock.advance(30 * minute);
  const first = await newest();
  await watched(20 * minute, 30 * minute, 'good');
  expect(await newest()).toEqual(first);
  await clock.advance(6 * minute);
  expect((await newest())?.minutes).toBeGreaterThan(first?.minutes ?? 0);
});

it('nights, days off and weeks ago say nothing of lessons', async () => {
  await using resources = openResources();
  const { clock, watched, newest } = await openSchool(resources);
  // 20:00 to 22:00, and the Sunday after.
  await watched(12 * hour, 14 * hour, 'bad');
  await watched(6 * day, 6 * day + 2 * hour, 'bad');
  await clock.advance(6 * day + 5 * hour);
  expect(await newest()).toBeNull();
});
