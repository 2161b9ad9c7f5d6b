import { expect, test } from 'vitest';
import { openResources } from '../../../support/resources.ts';
import { admit, bootOf, openRig, reload, report, startMs } from '../fleet-rig.ts';
import {
  connect,
  disconnect,
  goodbye,
  heartbeat,
  type Living,
  living,
  minute,
  storedOutages,
} from './school-life.ts';

test('of a broker that was killed the last sign of life is known, and nobody was lost with it', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const machines: Living[] = [];
  for (let number = 1; number <= 4; number += 1) {
    machines.push(living(await admit(rig, number, { schoolCode: 'A', room: 'P1' }), startMs));
  }
  rig.fleet.start();
  resources.defer(() => rig.fleet.stop());
  for (const machine of machines) await connect(rig, machine);
  await rig.clock.advance(30 * minute + 7_000);
  const [run] = await rig.store.brokerRuns(0);
  expect(run).toMatchObject({ startedAt: startMs, aliveAt: startMs + 30 * minute, stoppedAt: null });
  const killedAt = rig.clock.now();

  // Another process over the same file, ten minutes later; the machines come back within five.
  const later = { now: () => rig.clock.now() + 10 * minute };
  const clock = { ...rig.clock, ...later };
  const fleet = await reload(rig.store, clock);
  const second = { ...rig, fleet, clock };
  fleet.start();
  resources.defer(() => fleet.stop());
  await rig.clock.advance(1_000);
  const orphans = await rig.store.sessionsOf(machines[0]?.deviceId ?? '', { from: 0, to: clock.now() });
  expect(orphans).toMatchObject([{ end: 'broker', endedAt: startMs + 30 * minute }]);
  expect(await rig.store.openSessions()).toEqual([]);
  for (const machine of machines) {
    await rig.clock.advance(40_000);
    fleet.connected(machine.deviceId, 'f'.repeat(64), machine.address);
    machine.conn += 1;
    fleet.applyBirth({
      ...{ deviceId: machine.deviceId, receivedAt: clock.now(), isNewBoot: false, isForeign: false },
      ...{ isReturn: false, bootNoStep: null },
      birth: {
        ...{ v: 1, kind: 'birth', boot: machine.boot, conn: machine.conn, at: clock.now(), fingerprint: {} },
        ...{ up: (clock.now() - machine.startedAt) / 1000, keyId: bootOf(0) },
        versions: { agent: '0.1.0', node: 'v24', platform: 'linux', contract: [1] },
      },
    });
  }
  await rig.clock.advance(minute);
  await fleet.lines.outages.settled();
  const outages = await storedOutages(second);
  expect(outages.map(({ cause, scope }) => ({ cause, scope }))).toEqual([
    { cause: 'broker', scope: { kind: 'service', id: 'broker' } },
  ]);
  expect(outages[0]?.start.from).toBeLessThanOrEqual(killedAt);
  expect(outages[0]?.start.to).toBeGreaterThanOrEqual(startMs + 30 * minute);
});

test('a broker that was stopped says when', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  rig.fleet.start();
  await rig.clock.advance(5_000);
  await rig.fleet.stop();
  expect(await rig.store.brokerRuns(0)).toEqual([
    { startedAt: startMs, aliveAt: startMs + 5_000, stoppedAt: startMs + 5_000 },
  ]);
});

test('of a command without a running broker nothing is written', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const fleet = await reload(rig.store, rig.clock);
  await fleet.stop();
  expect(await rig.store.brokerRuns(0)).toEqual([]);
});

test('of a machine that belongs to one person nothing is kept that would tell where it was', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A', role: 'teacher' });
  rig.fleet.start();
  resources.defer(() => rig.fleet.stop());
  const laptop = living(deviceId, startMs);
  await connect(rig, laptop);
  const log = [{ fromAgo: 60, toAgo: 0, checks: 2, gateway: 'ok', firstHop: 'ok', broker: 'ok' }].map(
    (run) => ({
      ...run,
      ...({ internet: 'ok', dns: 'ok', quality: 'good', publicAddress: '203.0.113.77' } as const),
    }),
  );
  const line = { lineId: 'A-1', seconds: 300, log } as never;
  const services = [{ service: 'csdl', ago: 1, stage: 'ok' as const }];
  await rig.clock.advance(10 * minute);
  await report(rig, deviceId, heartbeat(laptop, startMs + 60_000, { line, services }));
  await goodbye(rig, laptop, 'shutdown');
  disconnect(rig, laptop, 'closed');
  await rig.clock.advance(minute);
  await rig.fleet.lines.outages.settled();
  const span = { from: 0, to: rig.clock.now() };
  expect(await rig.store.sessionsOf(deviceId, span)).toEqual([]);
  expect(await rig.store.proofsOf(deviceId, span)).toEqual([]);
  expect(await rig.store.runsOf(deviceId, span)).toEqual([]);
  expect(await rig.store.checksOf(deviceId, span)).toEqual([]);
  expect(rig.stored.at(-1)).toMatchObject({ deviceId, seq: 1 });
  expect(rig.stored.at(-1)).not.toHaveProperty('line');
});
