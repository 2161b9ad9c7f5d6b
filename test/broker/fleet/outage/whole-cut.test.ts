import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../../../shared/contract/codec.ts';
import { alertsView } from '../../../../shared/contract/view.ts';
import { middleOf } from '../../../../shared/domain/outage/interval.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { addUser, admit, openRig, type Rig, reload, report, startMs } from '../fleet-rig.ts';
import {
  connect,
  cut,
  disconnect,
  goodbye,
  heartbeat,
  type Living,
  lineLog,
  living,
  minute,
  storedOutages,
} from './school-life.ts';

const cutAt = startMs + 20 * minute + 20_000;
const backAt = startMs + 34 * minute + 40_000;

type School = { readonly rig: Rig; readonly machines: readonly Living[]; readonly server: Living };

/** A school with a server that probes its one line, and machines in two rooms. */
async function openSchool(resources: Resources): Promise<School> {
  const rig = await openRig(resources);
  await addUser(rig.store, 'c1');
  await rig.fleet.orgChanged();
  const line = { lineId: 'A-1', schoolCode: 'A', isp: 'VNPT', medium: 'fibre', duty: 'main' } as const;
  await rig.store.saveLines([line], startMs, 'test');
  await rig.fleet.lines.linesChanged(new Set(['A']));
  const machines: Living[] = [];
  for (let number = 1; number <= 7; number += 1) {
    const placing = { schoolCode: 'A', room: number % 2 === 0 ? 'P1' : 'P2', role: 'student' } as const;
    const deviceId = await admit(rig, number, number === 7 ? { schoolCode: 'A', role: 'server' } : placing);
    machines.push(living(deviceId, startMs));
  }
  rig.fleet.start();
  resources.defer(() => rig.fleet.stop());
  for (const machine of machines) await connect(rig, machine);
  return { rig, machines, server: machines.at(-1) ?? machines[0] ?? living('', 0) };
}

async function until(rig: Rig, at: number): Promise<void> {
  await rig.clock.advance(at - rig.clock.now());
}

/** All fall silent at the cut; the broker notices when their keep-alives run out. */
async function liveTheCut({ rig, machines }: School): Promise<void> {
  for (const [index, machine] of machines.entries()) machine.heardAt = cutAt - 5_000 - index * 9_000;
  for (const machine of machines.toReversed()) {
    await until(rig, machine.heardAt + 182_000);
    disconnect(rig, machine, 'silent');
    await goodbye(rig, machine, 'lost');
  }
}

/** What they tell once the line is back, in any order. */
function backfill({ machines, server }: School): { readonly deviceId: string; readonly report: object }[] {
  const told = machines.flatMap((machine, index) =>
    [24, 29, 34].map((after) => {
      const at = startMs + after * minute + index * 3_000;
      return { deviceId: machine.deviceId, report: heartbeat(machine, at) };
    }),
  );
  const at = startMs + 35 * minute;
  const good = lineLog(at, { from: startMs + 16 * minute, to: startMs + 20 * minute });
  const bad = lineLog(at, { from: startMs + 20 * minute + 50_000, to: startMs + 34 * minute }, cut);
  const again = lineLog(at, { from: startMs + 34 * minute + 50_000, to: at });
  const line = { lineId: 'A-1', seconds: 300, log: [good, bad, again] };
  return [...told, { deviceId: server.deviceId, report: heartbeat(server, at, { line }) }];
}

async function comeBack({ rig, machines }: School): Promise<void> {
  for (const [index, machine] of machines.entries()) {
    await until(rig, backAt + index * 500);
    await connect(rig, machine);
  }
  await until(rig, startMs + 35 * minute);
}

/** Without what follows from the order in which it was learned. */
const wordOf = (outages: Awaited<ReturnType<typeof storedOutages>>) =>
  outages.map(({ outageId: _, revision: __, ...word }) => word);

test('a cut is open while all are silent, and known to the minute once they told of it', async () => {
  await using resources = openResources();
  const school = await openSchool(resources);
  const { rig } = school;
  await liveTheCut(school);
  await until(rig, startMs + 26 * minute);
  const [open, ...others] = await storedOutages(rig);
  expect(others).toEqual([]);
  expect(open).toMatchObject({ cause: 'line', scope: { kind: 'line', id: 'A-1' }, end: null });
  expect(open?.confidence).toBeLessThanOrEqual(0.5);
  expect(rig.fleet.lines.outages.openOf('A').map(({ outageId }) => outageId)).toEqual([open?.outageId]);
  expect(rig.fleet.lines.outages.standingOf('A', 'A-1')?.state).toBe('down');
  const alerts = () => {
    const view = decode(
      rig.recorder.retained.get('drum/1/_view/unit/c1/alerts') ?? Buffer.alloc(0),
      alertsView,
    );
    return view.ok ? view.value.alerts.map(({ outageId, cause }) => ({ outageId, cause })) : null;
  };
  expect(alerts()).toEqual([{ outageId: open?.outageId, cause: 'line' }]);

  await comeBack(school);
  for (const { deviceId, report: content } of backfill(school)) {
    await report(rig, deviceId, content as Parameters<typeof report>[2]);
  }
  await rig.fleet.lines.outages.settled();
  await rig.clock.advance(2_000);
  const [known, ...more] = await storedOutages(rig);
  expect(more).toEqual([]);
  expect(known).toMatchObject({
    outageId: open?.outageId,
    cause: 'line',
    scope: { kind: 'line', id: 'A-1' },
  });
  expect(Math.abs(middleOf(known?.start ?? { from: 0, to: 0 }) - cutAt)).toBeLessThanOrEqual(minute);
  expect(Math.abs(middleOf(known?.end ?? { from: 0, to: 0 }) - backAt)).toBeLessThanOrEqual(minute);
  expect(known?.confidence).toBeGreaterThan(0.8);
  expect(known?.witnesses.length).toBe(7);
  const versions = await rig.store.outageVersions(open?.outageId ?? 0);
  expect(versions.length).toBe(known?.revision);
  expect(versions.at(-1)?.end).toBeNull();
  expect(versions[0]?.end).toEqual(known?.end);
  expect(alerts()).toEqual([]);
  expect(rig.fleet.lines.outages.standingOf('A', 'A-1')).toBeNull();
});

test('whatever the order in which it is told, the store says the same in the end', async () => {
  const outcomes = new Set<string>();
  const orders = fc.sample(fc.shuffledSubarray([...Array(22).keys()], { minLength: 22 }), {
    numRuns: 4,
    seed: 7,
  });
  for (const order of orders) {
    await using resources = openResources();
    const school = await openSchool(resources);
    await liveTheCut(school);
    await comeBack(school);
    const told = backfill(school);
    expect(told.length).toBe(22);
    for (const index of order) {
      const one = told[index];
      if (one !== undefined)
        await report(school.rig, one.deviceId, one.report as Parameters<typeof report>[2]);
      await school.rig.clock.advance(700);
    }
    await until(school.rig, startMs + 40 * minute);
    await school.rig.fleet.lines.outages.settled();
    outcomes.add(JSON.stringify(wordOf(await storedOutages(school.rig))));
  }
  expect(outcomes.size).toBe(1);
  expect(JSON.parse([...outcomes][0] ?? '[]')).toHaveLength(1);
});

test('a broker that starts anew knows the same incidents, and goes on with them', async () => {
  await using resources = openResources();
  const school = await openSchool(resources);
  const { rig } = school;
  await liveTheCut(school);
  await until(rig, startMs + 26 * minute);
  const before = await storedOutages(rig);
  expect(before).toHaveLength(1);
  // The first one is not stopped: it is gone.
  const again = await reload(rig.store, rig.clock);
  again.start();
  resources.defer(() => again.stop());
  await rig.clock.advance(15_000);
  await again.lines.outages.settled();
  expect(again.lines.outages.open().map(({ outageId }) => outageId)).toEqual([before[0]?.outageId]);
  expect(wordOf(await storedOutages(rig))).toEqual(wordOf(before));
});

test('word of an old cut that comes days later opens no other incident', async () => {
  await using resources = openResources();
  const school = await openSchool(resources);
  const { rig, machines } = school;
  await liveTheCut(school);
  await comeBack(school);
  for (const { deviceId, report: content } of backfill(school).slice(3)) {
    await report(rig, deviceId, content as Parameters<typeof report>[2]);
  }
  await rig.fleet.lines.outages.settled();
  const [before, ...others] = await storedOutages(rig);
  expect(others).toEqual([]);

  const days = 5 * 24 * 60 * minute;
  await rig.store.markAlive(1, rig.clock.now() + days);
  const again = await reload(rig.store, { ...rig.clock, now: () => rig.clock.now() + days });
  again.start();
  resources.defer(() => again.stop());
  await again.lines.outages.settled();
  const [late] = machines;
  const at = startMs + 27 * minute;
  const proof = { deviceId: late?.deviceId ?? '', at, boot: late?.boot ?? '', gatewayReachable: true };
  const evidence = { proofs: [proof], runs: [], samples: [], checks: [], speeds: [] };
  await rig.store.save({ boots: [], sections: [], outcomes: [], events: [], unread: [], evidence });
  const told = { deviceId: proof.deviceId, boot: proof.boot, seq: 99, readings: [], outcomes: [] };
  const times = { receivedAt: rig.clock.now() + days, measuredAt: at, timeQuality: 'anchored' } as const;
  again.applyReports([{ ...told, ...times }]);
  await again.lines.outages.settled();
  const after = await rig.store.outages({ span: { from: 0, to: startMs + 60 * minute } }, 10);
  expect(after.map(({ outageId, cause }) => ({ outageId, cause }))).toEqual([
    { outageId: before?.outageId, cause: 'line' },
  ]);
  expect(after[0]?.end).toEqual(before?.end);
});

test('a school that says goodbye in the evening has no incident', async () => {
  await using resources = openResources();
  const { rig, machines } = await openSchool(resources);
  await until(rig, startMs + 60 * minute);
  for (const machine of machines) {
    machine.heardAt = rig.clock.now();
    await goodbye(rig, machine, 'shutdown');
    disconnect(rig, machine, 'closed');
  }
  await until(rig, startMs + 180 * minute);
  await rig.fleet.lines.outages.settled();
  expect(await storedOutages(rig)).toEqual([]);
});
