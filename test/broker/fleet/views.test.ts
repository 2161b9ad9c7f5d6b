import { describe, expect, it } from 'vitest';
import { decode } from '../../../shared/contract/codec.ts';
import { maxWireBytes } from '../../../shared/contract/limits.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import { parseTopic } from '../../../shared/contract/topics.ts';
import {
  alertsView,
  type DeviceRow,
  devicesView,
  headView,
  summaryView,
} from '../../../shared/contract/view.ts';
import { openResources } from '../../support/resources.ts';
import {
  addUser,
  admit,
  hashOf,
  type Message,
  openRig,
  type Rig,
  readingsOf,
  report,
  rosterRowOf,
  startMs,
} from './fleet-rig.ts';

const minute = 60_000;

/** A view with its unit and rev, whichever it is. */
function viewOf({ topic, payload }: Pick<Message, 'topic' | 'payload'>) {
  const parsed = parseTopic(topic);
  if (parsed?.kind !== 'summary' && parsed?.kind !== 'devices' && parsed?.kind !== 'alerts') return null;
  if (payload.length === 0) return null;
  const schemas = { summary: summaryView, devices: devicesView, alerts: alertsView };
  const view = decode<{ rev: number; devices?: DeviceRow[] }>(payload, schemas[parsed.kind]);
  if (!view.ok) throw new Error(`${topic}: ${view.error.detail}`);
  return { unitId: parsed.unitId, kind: parsed.kind, rev: view.value.rev, devices: view.value.devices ?? [] };
}

const viewsSent = ({ recorder }: Rig) => recorder.sent.flatMap((message) => viewOf(message) ?? []);

function retainedRows({ recorder }: Rig, unitId: string): DeviceRow[] {
  return [...recorder.retained]
    .flatMap(([topic, payload]) => viewOf({ topic, payload }) ?? [])
    .filter((view) => view.unitId === unitId)
    .flatMap(({ devices }) => devices)
    .sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

function summaryOf({ recorder }: Rig, unitId: string) {
  const payload = recorder.retained.get(`drum/1/_view/unit/${unitId}/summary`);
  const view = payload === undefined ? null : decode(payload, summaryView);
  if (view?.ok !== true) throw new Error(`no summary of ${unitId}`);
  return view.value;
}

async function startedRig(
  resources: ReturnType<typeof openResources>,
  grants: readonly string[],
  machines: number,
) {
  const rig = await openRig(resources);
  for (const unitId of grants) await addUser(rig.store, unitId);
  await rig.fleet.orgChanged();
  for (let number = 1; number <= machines; number += 1) {
    const deviceId = await admit(rig, number, { schoolCode: ['A', 'B', 'C'][number % 3] ?? 'A' });
    await report(rig, deviceId, { seq: 1, readings: readingsOf({ hostname: `LAB-${number}` }) });
  }
  rig.fleet.start();
  resources.defer(() => rig.fleet.stop());
  await rig.clock.advance(100);
  return rig;
}

const idsOf = (rows: readonly DeviceRow[]) => rows.map(({ deviceId }) => deviceId);

describe('views', () => {
  it('reassemble to every machine of each granted unit, and of no other', async () => {
    await using resources = openResources();
    const rig = await startedRig(resources, ['root', 'c1', 'sc'], 95);
    const rows = [...rig.fleet.picture.devices()].map(({ standing }) => standing.row);
    expect(retainedRows(rig, 'root')).toEqual(rows.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1)));
    const ofC = rows.filter(({ schoolCode }) => schoolCode === 'C');
    expect(idsOf(retainedRows(rig, 'sc'))).toEqual(idsOf(ofC).sort());
    expect(retainedRows(rig, 'c1').length).toBe(rows.length - ofC.length);
    expect([...rig.recorder.retained.keys()].some((topic) => topic.includes('/c2/'))).toBe(false);
    expect(summaryOf(rig, 'c1')).toMatchObject({
      totals: { schools: 2, devices: rows.length - ofC.length },
      schools: [
        { schoolCode: 'A', declared: 20, students: 400, level: 'THCS', commune: 'Xã Một' },
        { schoolCode: 'B' },
      ],
      isTruncated: false,
      unit: { unitId: 'c1', parentId: null },
    });
  });

  it('number every publication of a unit one after the other, and the head names the last', async () => {
    await using resources = openResources();
    const rig = await startedRig(resources, ['root', 'c1'], 30);
    for (const deviceId of [...rig.fleet.picture.devices()].map((device) => device.deviceId)) {
      await report(rig, deviceId, { seq: 2, readings: readingsOf({ hostname: `NEW-${deviceId}` }) });
      await rig.clock.advance(300);
    }
    await rig.clock.advance(5_000);
    const heads = rig.recorder.sent.filter(({ topic }) => topic === 'drum/1/_view/head');
    expect(heads.some(({ retain }) => retain)).toBe(false);
    for (const unitId of ['root', 'c1']) {
      const revs = viewsSent(rig)
        .filter((view) => view.unitId === unitId)
        .map(({ rev }) => rev);
      expect(revs).toEqual(Array.from({ length: revs.length }, (_, index) => index + 1));
      const head = decode(heads.at(-1)?.payload ?? Buffer.alloc(0), headView);
      expect(head.ok && head.value.revs[unitId]).toBe(revs.length);
      expect(head.ok && head.value.epoch).toBe(rig.fleet.views.epoch);
    }
  });

  it('publish the first change at once, the next after a second, nothing without a change', async () => {
    await using resources = openResources();
    const rig = await startedRig(resources, ['root'], 3);
    await rig.clock.advance(minute);
    const [device] = [...rig.fleet.picture.devices()];
    const rename = (seq: number, hostname: string) =>
      report(rig, device?.deviceId ?? '', { seq, readings: readingsOf({ hostname }) });
    const pagesAfter = async (ms: number): Promise<number> => {
      const before = viewsSent(rig).length;
      await rig.clock.advance(ms);
      return viewsSent(rig).slice(before).length;
    };
    await rename(2, 'X');
    expect(await pagesAfter(50)).toBe(1);
    await rename(3, 'Y');
    expect(await pagesAfter(500)).toBe(0);
    expect(await pagesAfter(500)).toBe(1);
    rig.fleet.picture.refresh(device as never);
    expect(await pagesAfter(2 * minute)).toBe(0);
  });

  it('refresh what was merely heard again at most once a minute', async () => {
    await using resources = openResources();
    const rig = await startedRig(resources, ['root'], 3);
    const before = viewsSent(rig).length;
    const [device] = [...rig.fleet.picture.devices()];
    for (let seq = 2; seq < 32; seq += 1) {
      await rig.clock.advance(10_000);
      await report(rig, device?.deviceId ?? '', { seq });
    }
    await rig.clock.advance(minute);
    const pages = viewsSent(rig).slice(before);
    expect(pages.every(({ kind }) => kind === 'devices')).toBe(true);
    expect(pages.length).toBe(6);
    expect(retainedRows(rig, 'root').find(({ deviceId }) => deviceId === device?.deviceId)?.lastSeen).toBe(
      startMs + 100 + 300_000,
    );
  });

  it('show a moved machine in its new unit alone', async () => {
    await using resources = openResources();
    const rig = await startedRig(resources, ['root', 'c1', 'c2'], 25);
    const device = [...rig.fleet.picture.devices()].find(({ schoolCode }) => schoolCode === 'A');
    const pageBefore = retainedRows(rig, 'root').length;
    const assignment = await rig.store.assignment(device?.deviceId ?? '');
    if (assignment === null) throw new Error('no assignment');
    await rig.store.assign({ ...assignment, validFrom: startMs + 1, schoolCode: 'C' }, 'test');
    await rig.fleet.assignmentChanged(assignment.deviceId);
    await rig.clock.advance(2_000);
    expect(idsOf(retainedRows(rig, 'c1'))).not.toContain(assignment.deviceId);
    expect(idsOf(retainedRows(rig, 'c2'))).toContain(assignment.deviceId);
    expect(retainedRows(rig, 'root').length).toBe(pageBefore);
  });

  it('are cleared when the grant ends, and start anew where the unit moved', async () => {
    await using resources = openResources();
    const rig = await startedRig(resources, ['root', 'sa', 'c1'], 30);
    const topicsOf = (unitId: string) =>
      [...rig.recorder.retained.keys()].filter((topic) => topic.includes(`/unit/${unitId}/`));
    expect(topicsOf('c1').length).toBe(3);
    const rev = rig.fleet.views.revOf('sa');
    await rig.store.revokeUser('u-c1aaaaaaaaaaaaaa', startMs);
    const moved = { unitId: 'sa', parentId: 'c2', kind: 'school' as const, name: 'Trường A', code: 'A' };
    await rig.store.saveOrg({ at: startMs + 1, actor: 'test', units: [moved], rows: [] });
    const before = rig.recorder.sent.length;
    await rig.fleet.orgChanged();
    await rig.clock.advance(2_000);
    expect(topicsOf('c1')).toEqual([]);
    expect(rig.fleet.views.revOf('c1')).toBe(0);
    const ofMoved = rig.recorder.sent.slice(before).filter(({ topic }) => topic.includes('/unit/sa/'));
    expect(ofMoved.map(({ payload }) => payload.length > 0)).toEqual([
      ...[false, false, false],
      ...[true, true, true],
    ]);
    expect(rig.fleet.views.revOf('sa')).toBe(rev + 3);
    expect(retainedRows(rig, 'sa').length).toBe(10);
  });

  it('fit one message with the longest names that machines may send', async () => {
    await using resources = openResources();
    const rig = await startedRig(resources, ['root'], 0);
    const worst = '\ud800"\u{10ffff}ễ'.repeat(100);
    const system = {
      section: 'system',
      facts: {
        hostname: worst.slice(0, 253),
        osName: worst.slice(0, 128),
        osVersion: worst.slice(0, 64),
        osBuild: worst.slice(0, 64),
      },
    };
    const reading = { ...system, hash: hashOf(system) } as unknown as Reading;
    for (let number = 1; number <= 25; number += 1) {
      const deviceId = await admit(rig, number, { schoolCode: 'A', room: 'ễ'.repeat(64) });
      await report(rig, deviceId, { seq: 1, readings: [reading] });
    }
    await rig.clock.advance(2_000);
    expect(rig.recorder.sent.every(({ payload }) => payload.length <= maxWireBytes)).toBe(true);
    expect(retainedRows(rig, 'root').length).toBe(25);
  });

  it('leave out schools that do not fit a summary, and say so', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    await addUser(rig.store, 'root');
    const codes = Array.from({ length: 200 }, (_, number) => `S${number}`);
    await rig.store.saveOrg({
      at: startMs + 1,
      actor: 'test',
      units: codes.map((code) => ({
        unitId: code.toLowerCase(),
        parentId: 'c2',
        kind: 'school',
        name: code,
        code,
      })),
      rows: codes.map(rosterRowOf),
    });
    await rig.fleet.orgChanged();
    rig.fleet.start();
    await rig.clock.advance(100);
    await rig.fleet.stop();
    const summary = summaryOf(rig, 'root');
    expect(summary.isTruncated).toBe(true);
    expect(summary.totals.schools).toBe(203);
    expect(summary.schools.length).toBeGreaterThan(100);
  });
});
