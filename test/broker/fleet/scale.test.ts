import { expect, it } from 'vitest';
import { pageSize } from '../../../broker/fleet/pages.ts';
import type { StoredReport } from '../../../broker/ingest/stored.ts';
import { parseTopic } from '../../../shared/contract/topics.ts';
import { openResources } from '../../support/resources.ts';
import { addUser, bootOf, certificateOf, deviceIdOf, openRig, readingsOf, startMs } from './fleet-rig.ts';

const machines = 5_000;

/** By counts, never by the clock on the wall: what a district costs is bounded whatever the machine. */
it('5,000 machines that report every five minutes stay cheap', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  await addUser(rig.store, 'root');
  await rig.fleet.orgChanged();
  const assignment = {
    validFrom: startMs,
    room: null,
    seat: null,
    role: 'student',
    state: 'approved',
    confirmedGoodAt: null,
  } as const;
  for (let number = 0; number < machines; number += 1) {
    const deviceId = deviceIdOf(number);
    const schoolCode = ['A', 'B', 'C'][number % 3] ?? 'A';
    rig.fleet.listener.onJoined({
      device: {
        deviceId,
        joinedAt: startMs,
        tokenId: null,
        fingerprint: {},
        isWeakIdentity: false,
        originKeyId: null,
        mergedInto: null,
        leftAt: null,
      },
      assignment: { ...assignment, deviceId, schoolCode },
      certificate: certificateOf(deviceId, number, startMs),
    });
    rig.fleet.connected(deviceId, 'c', '203.0.113.1');
  }
  const reportOf = (number: number, seq: number): StoredReport => ({
    deviceId: deviceIdOf(number),
    boot: bootOf(1),
    seq,
    receivedAt: rig.clock.now(),
    measuredAt: rig.clock.now(),
    timeQuality: 'anchored',
    readings: seq === 1 ? readingsOf({ hostname: `LAB-${number}` }) : readingsOf().slice(3, 4),
    outcomes: [],
  });
  for (let number = 0; number < machines; number += 1) rig.fleet.applyReports([reportOf(number, 1)]);
  rig.fleet.start();
  resources.defer(() => rig.fleet.stop());
  await rig.clock.advance(2_000);
  const pagesBefore = rig.recorder.retained.size - 2;
  expect(pagesBefore).toBe(machines / pageSize);

  const start = rig.recorder.sent.length;
  const seconds = 300;
  for (let second = 0; second < seconds; second += 1) {
    const first = Math.floor((second * machines) / seconds);
    const end = Math.floor(((second + 1) * machines) / seconds);
    for (let number = first; number < end; number += 1) rig.fleet.applyReports([reportOf(number, 2)]);
    await rig.clock.advance(1_000);
  }
  const sent = rig.recorder.sent.slice(start).map(({ topic }) => parseTopic(topic)?.kind);
  const countOf = (kind: string): number => sent.filter((one) => one === kind).length;
  // Every page was heard of in this time, none more than once a minute, and nothing else was said.
  expect(countOf('devices')).toBeGreaterThanOrEqual(machines / pageSize);
  expect(countOf('devices')).toBeLessThanOrEqual((machines / pageSize) * (seconds / 60 + 1));
  expect(countOf('summary')).toBe(0);
  expect(countOf('head')).toBe(seconds / 5);
  expect(rig.fleet.picture.tree().root?.tally).toMatchObject({ devices: machines, usable: machines });
});
