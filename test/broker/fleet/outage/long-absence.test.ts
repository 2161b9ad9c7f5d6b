import { expect, test } from 'vitest';
import type { Fleet } from '../../../../broker/fleet/fleet.ts';
import type { SessionRow } from '../../../../broker/store/evidence-port.ts';
import { middleOf } from '../../../../shared/domain/outage/interval.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { admit, bootOf, openRig, reload, startMs } from '../fleet-rig.ts';
import { minute } from './school-life.ts';

const hour = 60 * minute;
const day = 24 * hour;
const goneAt = startMs + 2 * hour;

/** One day's connection, from eight to five. */
function workday(deviceId: string, index: number, more: Partial<SessionRow> = {}): SessionRow {
  const bornAt = startMs + index * day;
  const endedAt = bornAt + 9 * hour;
  return {
    ...{ deviceId, boot: bootOf(1_000 + index), conn: 1, bornAt, lastHeardAt: endedAt, silenceMs: 180_000 },
    ...{ endedAt, end: 'shutdown', publicAddress: '203.0.113.1', previous: null },
    ...{ processStartedAt: bornAt - minute, osStartedAt: bornAt - 2 * minute, ...more },
  };
}

async function openSchool(resources: Resources) {
  const rig = await openRig(resources);
  const ids: string[] = [];
  for (let number = 1; number <= 5; number += 1) {
    ids.push(await admit(rig, number, { schoolCode: 'A', room: number < 4 ? 'P1' : 'P2' }));
  }
  await rig.store.beginRun(startMs - day);
  const [gone = '', ...others] = ids;
  const lost = { lastHeardAt: goneAt, endedAt: goneAt + 182_000, end: 'silent' } as const;
  await rig.store.saveSessions([workday(gone, 0, lost)]);
  /** The others work each day; then another broker starts, which judges what it finds. The one before ran all the time. */
  const judgedAt = async (at: number): Promise<Fleet> => {
    for (let index = 0; startMs + index * day <= at; index += 1) {
      const isOver = startMs + index * day + 9 * hour <= at;
      const more = isOver ? {} : { endedAt: null, end: null, lastHeardAt: at };
      await rig.store.saveSessions(others.map((deviceId) => workday(deviceId, index, more)));
    }
    await rig.store.markAlive((await rig.store.brokerRuns(0)).length, at);
    const offset = at - rig.clock.now();
    const fleet = await reload(rig.store, { ...rig.clock, now: () => rig.clock.now() + offset });
    fleet.start();
    resources.defer(() => fleet.stop());
    await fleet.lines.outages.settled();
    return fleet;
  };
  const told = async () => {
    const outages = await rig.store.outages({ span: { from: 0, to: startMs * 2 } }, 100);
    return outages.map(({ outageId, cause, scope, start, end }) => ({
      ...{ outageId, cause, scope: scope.id },
      start: Math.round(middleOf(start) / minute) * minute,
      end: end === null ? null : Math.round(middleOf(end) / minute) * minute,
    }));
  };
  return { rig, gone, others, told, judgedAt };
}

test('a machine that went off stays that, however long it is gone and whatever the others do', async () => {
  await using resources = openResources();
  const { rig, gone, told, judgedAt } = await openSchool(resources);
  const expected = { cause: 'machine-off', scope: gone, end: null };
  const ids = new Set<number>();
  for (const index of [0, 1, 3, 13, 14, 16, 22]) {
    const at = startMs + index * day + 3 * hour;
    await judgedAt(at);
    const [first, ...more] = await told();
    expect([index, more]).toEqual([index, []]);
    expect([index, first]).toMatchObject([index, expected]);
    expect(Math.abs((first?.start ?? 0) - goneAt)).toBeLessThanOrEqual(minute);
    ids.add(first?.outageId ?? 0);
  }
  expect(ids.size).toBe(1);

  const back = startMs + 22 * day + 4 * hour;
  const session = { bornAt: back, processStartedAt: back - 30_000, osStartedAt: back - minute };
  await rig.store.saveSessions([
    workday(gone, 30, { ...session, endedAt: null, end: null, lastHeardAt: back }),
  ]);
  for (const at of [back + hour, back + 2 * hour, back + 28 * hour]) {
    await judgedAt(at);
    const all = await told();
    expect(all).toMatchObject([{ cause: 'machine-off', scope: gone, end: back - minute }]);
    ids.add(all[0]?.outageId ?? 0);
  }
  expect(ids.size).toBe(1);
});

test('a machine that is written off has no incident that goes on', async () => {
  await using resources = openResources();
  const { rig, gone, told, judgedAt } = await openSchool(resources);
  await judgedAt(startMs + 3 * hour);
  const at = startMs + 2 * day + 3 * hour;
  await judgedAt(at);
  expect(await told()).toMatchObject([{ cause: 'machine-off', scope: gone, end: null }]);
  const assignment = await rig.store.assignment(gone);
  if (assignment === null) throw new Error('no assignment');
  await rig.store.assign({ ...assignment, validFrom: at, state: 'retired' }, 'test');
  await judgedAt(at + hour);
  expect(await told()).toMatchObject([{ cause: 'machine-off', scope: gone, end: at + hour }]);
  await judgedAt(at + 2 * hour);
  expect(await told()).toMatchObject([{ cause: 'machine-off', end: at + hour }]);
});
