import { expect, it } from 'vitest';
import { parseTopic } from '../../../shared/contract/topics.ts';
import { openResources } from '../../support/resources.ts';
import { addUser, certificateOf, deviceIdOf, openRig, reload, startMs } from './fleet-rig.ts';
import { machineReadings, readingOf } from './judged-machine.ts';

const machines = 5_000;
const packages = Array.from({ length: 80 }, (_, index) => ({
  name: `Phần mềm số ${index}`,
  version: `${index}.0.1`,
  vendor: 'Nhà cung cấp',
}));

/** By counts, never by the clock on the wall; what it cost is printed. */
it('5,000 machines are judged one after the other, and a restart judges none', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  await addUser(rig.store, 'root');
  await rig.fleet.orgChanged();
  const { fleet, store } = rig;
  const state = {
    room: null,
    seat: null,
    role: 'student',
    state: 'approved',
    confirmedGoodAt: null,
  } as const;
  for (let number = 0; number < machines; number += 1) {
    const deviceId = deviceIdOf(number);
    const device = {
      ...{ deviceId, joinedAt: startMs, tokenId: 'aaaaaaaa', fingerprint: {}, isWeakIdentity: false },
      ...{ originKeyId: null, mergedInto: null, leftAt: null },
    };
    const schoolCode = ['A', 'B', 'C'][number % 3] ?? 'A';
    const assignment = { ...state, deviceId, validFrom: startMs, schoolCode };
    const certificate = certificateOf(deviceId, number, startMs);
    await store.admit({ device, assignment, certificate, tokenId: 'aaaaaaaa', at: startMs });
    fleet.listener.onJoined({ device, assignment, certificate });
    const isBad = number % 2 === 1;
    const readings = machineReadings({ firewall: !isBad, uacEnabled: isBad ? 0 : 1 }).filter(
      ({ section }) => section !== 'software',
    );
    const held = [...readings, readingOf('software', { packages })].map((reading) => {
      return { deviceId, measuredAt: startMs, seq: 1, timeQuality: 'anchored' as const, reading };
    });
    await store.saveReadings(held);
    fleet.picture.heard(deviceId, startMs);
  }
  fleet.start();
  resources.defer(() => fleet.stop());
  const sentBefore = rig.recorder.sent.length;
  const start = process.cpuUsage();
  await fleet.findings.settled();
  const { user, system } = process.cpuUsage(start);
  const cpuMs = (user + system) / 1_000;
  const root = fleet.picture.tree().root?.tally;
  expect(root).toMatchObject({ devices: machines, atRisk: machines / 2 });
  await rig.clock.advance(5_000);
  const pages = rig.recorder.sent
    .slice(sentBefore)
    .filter(({ topic }) => parseTopic(topic)?.kind === 'devices').length;
  process.stdout.write(
    `judged ${machines} machines: ${Math.round(cpuMs)} ms CPU, ${(cpuMs / machines).toFixed(2)} ms each, ${pages} pages published\n`,
  );
  // Each page once or twice, not once a machine.
  expect(pages).toBeLessThanOrEqual((machines / 20) * 6);

  let judged = 0;
  const { saveFindings } = store;
  Object.assign(store, {
    saveFindings: (...changes: Parameters<typeof saveFindings>) => {
      judged += changes[0].judged.length;
      return saveFindings(...changes);
    },
  });
  const again = await reload(store, rig.clock);
  await again.findings.settled();
  expect(judged).toBe(0);
  expect(again.picture.tree().root?.tally.atRisk).toBe(machines / 2);
}, 120_000);
