import { describe, expect, it } from 'vitest';
import { createLineAnswers } from '../../../broker/query/line-answers.ts';
import { createProbeAnswers } from '../../../broker/query/probe-answers.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { born } from '../fleet/births.ts';
import { admit, hashOf, openRig, readingsOf, report, rules } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

const working = { name: 'HD Webcam', errorCode: 0 };
const peripherals = (facts: object): Reading =>
  ({ section: 'peripherals', facts, hash: hashOf(facts) }) as unknown as Reading;

/** Two machines in the room P1 of school A, heard just now; the first has a camera and a microphone. */
async function openRoom(resources: Resources) {
  const rig = await openRig(resources);
  const deps = { ...rig, rules };
  const { dispatch } = openQuestions(rig, { ...createLineAnswers(deps), ...createProbeAnswers(deps) });
  const devices = {
    cameras: [working],
    microphones: [{ name: 'Mic', errorCode: 28 }, { name: 'Headset' }],
  };
  const machines = [
    await admit(rig, 1, { schoolCode: 'A', room: 'P1' }),
    await admit(rig, 2, { schoolCode: 'A', room: 'P1' }),
  ];
  for (const [index, deviceId] of machines.entries()) {
    await born(rig, deviceId, index + 1, {});
    const attached = peripherals(index === 0 ? devices : { cameras: [], microphones: [] });
    await report(rig, deviceId, { seq: 1, readings: [...readingsOf(), attached] });
  }
  const ask = async (params: object = {}) =>
    (await pagesFor(dispatch, admin, 'roomReadiness', params)).flatMap(({ rows }) => rows);
  return { ...rig, dispatch, ask, machines };
}

const resultsOf = (row: { demands: readonly { code: string; result: string }[] } | undefined) =>
  Object.fromEntries((row?.demands ?? []).map(({ code, result }) => [code, result]));

describe('readiness of a room', () => {
  it('says what is there, what is short, and what nobody measured yet', async () => {
    await using resources = openResources();
    const { ask } = await openRoom(resources);
    const [conference, test] = await ask();
    expect(conference).toMatchObject({
      ...{ schoolCode: 'A', schoolName: 'Trường A', room: 'P1', purpose: 'conference' },
      ...{ verdict: 'unknown', seats: 2, machines: 2 },
    });
    expect(resultsOf(conference)).toEqual({
      ...{ camera: 'met', microphone: 'met', uplink: 'unknown', jitter: 'unknown', loss: 'unknown' },
    });
    // The largest class has 40 pupils, and nobody said how many seats the room has.
    expect(test).toMatchObject({ purpose: 'computer-test', verdict: 'not-ready', seats: 2, machines: 2 });
    expect(test?.demands[0]).toEqual({ code: 'seats', result: 'short', found: 2, needed: 40 });
  });

  it('is judged by its own seats, and by what its line was measured to carry', async () => {
    await using resources = openResources();
    const rig = await openRoom(resources);
    const { store, fleet, clock, ask, machines } = rig;
    const room = {
      schoolCode: 'A',
      room: 'P1',
      siteCode: null,
      validFrom: clock.now(),
      kind: 'lab' as const,
      seats: 2,
    };
    await store.saveRoom(room, 'test');
    await fleet.roomsChanged();
    const rates = (bitsPerSecond: number) => ({
      ...{ bitsPerSecond, bytes: 1_000_000, seconds: 4, endedBy: 'stable' as const },
    });
    await report(rig, machines[0] ?? '', {
      seq: 2,
      line: {
        lineId: 'auto-A',
        seconds: 300,
        targets: [{ kind: 'broker', method: 'tcp', sent: 10, lost: 0, p50Ms: 8, p95Ms: 12, jitterMs: 2 }],
      },
    });
    fleet.lines.register.tested('A', clock.now(), {
      ...{ leaseId: 'x', lineId: 'auto-A', server: 's', totalBytes: 2_000_000 },
      ...{ download: rates(90e6), upload: rates(40e6) },
    });
    const rows = await ask({ schoolCode: 'A' });
    expect(rows.map(({ purpose, verdict }) => [purpose, verdict])).toEqual([
      ['conference', 'ready'],
      ['computer-test', 'ready'],
    ]);
    expect(await ask({ purpose: 'conference', room: 'P1' })).toHaveLength(1);
    expect(await ask({ room: 'P9' })).toEqual([]);
  });

  it('is told within the unit only', async () => {
    await using resources = openResources();
    const { dispatch } = await openRoom(resources);
    const pages = await pagesFor(dispatch, technicianOf('c2'), 'roomReadiness', {});
    expect(pages.flatMap(({ rows }) => rows)).toEqual([]);
  });
});

describe('a speed test on demand', () => {
  it('names why there is none', async () => {
    await using resources = openResources();
    const { dispatch, fleet } = await openRoom(resources);
    const ask = (lineId: string, actor = admin) => pagesFor(dispatch, actor, 'lineTest', { lineId });
    await pagesFor(dispatch, admin, 'lineSet', {
      lineId: 'A-1',
      schoolCode: 'A',
      isp: 'VNPT',
      medium: 'fibre',
    });
    await expect(ask('none')).rejects.toThrow('SD-LINE-UNKNOWN');
    await expect(ask('A-1', technicianOf('c2'))).rejects.toThrow('SD-OUTSIDE-UNIT');
    await expect(ask('A-1')).rejects.toThrow('SD-LINE-NO-PROBER');
    fleet.lines.probes.tick();
    await fleet.lines.probes.settled();
    await expect(ask('A-1')).rejects.toThrow('SD-MEASURING-FAILED');
  });
});
