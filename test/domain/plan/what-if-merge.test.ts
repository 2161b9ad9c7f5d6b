import { expect, test } from 'vitest';
import { packsOf } from '../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import { applySettings, type Settings } from '../../../shared/domain/plan/what-if.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { labMachine, labMachines, rosterSchool, sceneSnapshot } from '../../support/planning-scene.ts';

const th = { level: 'TH', students: 40, informaticsStudents: 25, classes: 2, largestClass: 20 } as const;

const scene: Snapshot = sceneSnapshot({
  units: [
    { unitId: 'root', parentId: null, kind: 'province', name: 'Tỉnh A', code: null },
    { unitId: 'uA', parentId: 'root', kind: 'school', name: 'A', code: 'A' },
    { unitId: 'uB', parentId: 'root', kind: 'school', name: 'B', code: 'B' },
    { unitId: 'uA1', parentId: 'uA', kind: 'site', name: 'A1', code: null },
  ],
  schools: [
    rosterSchool('A', [
      { ...th, declaredStudentPcs: 2 },
      { ...th, siteCode: 'A1', declaredStudentPcs: 0 },
    ]),
    rosterSchool('B', [{ ...th, declaredStudentPcs: 5 }], { owner: 'UBND xã B' }),
    rosterSchool('C', [{ ...th, declaredStudentPcs: 0 }]),
  ],
  rooms: [
    { schoolCode: 'A', room: 'PM1', siteCode: null, kind: 'lab', seats: 20 },
    { schoolCode: 'B', room: 'PM1', siteCode: null, kind: 'lab', seats: 30 },
  ],
  machines: [
    ...labMachines('A', 1),
    labMachine('d-A-x', 'A', { siteCode: 'A1', assetCode: 'TS1' }),
    ...labMachines('B', 5),
  ],
  assets: [
    {
      ...{ assetCode: 'TS1', schoolCode: 'A', name: null, item: null, deviceId: 'd-A-x', serial: null },
      ...{
        hostname: null,
        purchaseYear: 2020,
        purchasedOn: null,
        costDong: null,
        funding: null,
        holder: null,
      },
      ...{ isRestricted: null, hardwareFaults: null, repairCostDong: null, writtenOffOn: null },
    },
  ],
  licences: [{ schoolCode: 'A', product: 'X', seats: 3, expiresOn: null }],
  yearFacts: ['A', 'B'].map((schoolCode) => ({
    ...{ schoolCode, findingsOpened: 2, findingsFixed: 1, findingsOpen: 1, medianFixDays: 3 },
    ...{ lineOutages: 4, lineOutageMinutes: 50, servicesReachablePercent: 99 },
  })),
  priorities: [{ schoolCode: 'A', weightPercent: 150, reason: null }],
  checklist: [
    { schoolCode: 'A', document: 'Quy chế', number: '1', issuedOn: null },
    { schoolCode: null, document: 'Kế hoạch', number: '2', issuedOn: null },
  ],
});

function merged(settings: Settings): Snapshot {
  const result = applySettings(scene, defaultPlanOptions, settings);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.snapshot;
}

function needsOf(snapshot: Snapshot) {
  const packs = packsOf(snapshot, null);
  if (packs === null) throw new Error('no pack');
  return planOf(snapshot, packs, { ...defaultPlanOptions, policy: 'teachable' }).needs;
}

test('a merged school leaves nothing behind under its own code', () => {
  const { aliases: _, ...after } = merged({ 'merge.A': 'B' });
  expect(JSON.stringify(after)).not.toContain('"schoolCode":"A"');
  expect(after.schools.map(({ schoolCode }) => schoolCode)).toEqual(['B', 'C']);
  expect(after.schools[0]).toMatchObject({
    owner: 'UBND xã B',
    rows: [{ siteCode: null }, { siteCode: 'A' }, { siteCode: 'A.A1' }],
  });
  expect(after.rooms).toMatchObject([
    { schoolCode: 'B', room: 'A PM1', siteCode: 'A' },
    { schoolCode: 'B', room: 'PM1', siteCode: null },
  ]);
  expect(after.machines.slice(0, 2)).toMatchObject([
    { schoolCode: 'B', room: 'A PM1', siteCode: 'A' },
    { schoolCode: 'B', room: 'A PM1', siteCode: 'A.A1', assetCode: 'A TS1' },
  ]);
  expect(after.assets).toMatchObject([{ schoolCode: 'B', assetCode: 'A TS1' }]);
  expect(after.units).toMatchObject([
    { unitId: 'root' },
    { unitId: 'uB' },
    { unitId: 'uA1', parentId: 'uB' },
  ]);
  expect(after.licences).toMatchObject([{ schoolCode: 'B', seats: 3 }]);
  expect(after.priorities).toEqual([]);
  expect(after.checklist).toMatchObject([{ document: 'Kế hoạch' }]);
  expect(after.yearFacts).toMatchObject([
    { schoolCode: 'B', findingsOpened: 4, lineOutageMinutes: 100, medianFixDays: null },
  ]);
});

test('pupils are divided once, machines add up, and buildings keep their own seat floors', () => {
  const [before, after] = [needsOf(scene), needsOf(merged({ 'merge.A': 'B' }))];
  // A: ceil(50/24) = 3, B: ceil(25/24) = 2; together ceil(75/24) = 4.
  expect(before.schools.map(({ normNeed }) => normNeed)).toEqual([3, 2, 2]);
  expect(after.schools.map(({ normNeed }) => normNeed)).toEqual([4, 2]);
  expect(after.schools[0]).toMatchObject({
    seatFloor: 30,
    declared: 7,
    registered: 7,
    usable: 7,
    basis: 'measured',
  });
  expect(after.totals.usable).toBe(before.totals.usable);
});

test('a chain of mergers ends where it ends, in whatever order it was typed', () => {
  const one = merged({ 'merge.A': 'B', 'merge.B': 'C' });
  expect(one).toEqual(merged({ 'merge.B': 'C', 'merge.A': 'B' }));
  expect(one.schools).toHaveLength(1);
  expect(one.schools[0]?.rows.map(({ siteCode }) => siteCode)).toEqual([null, 'A', 'A.A1', 'B']);
  expect(one.machines.every(({ schoolCode }) => schoolCode === 'C')).toBe(true);
});
