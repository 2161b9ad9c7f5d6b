import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../../shared/domain/calendar.ts';
import { antivirusStates, deviceStates, roles, schoolLevels } from '../../../shared/domain/device.ts';
import { holdingsOf } from '../../../shared/domain/item/holdings.ts';
import type { ItemNeed } from '../../../shared/domain/item/item-need.ts';
import { itemNeedsOf } from '../../../shared/domain/item/item-needs.ts';
import { judgeMachines } from '../../../shared/domain/item/judge-machines.ts';
import { actionReasons } from '../../../shared/domain/item/machine-plan.ts';
import { roomKinds } from '../../../shared/domain/school.ts';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { chassisForms, usableReasons } from '../../../shared/domain/usable.ts';
import { row, school } from '../planning-records.ts';
import { asAtMs, asset, gib, line, machine, snapshot } from './snapshot-records.ts';

const packs = shippedNormPacks();
const [pack] = packs;
const frame = { asAtMs, calendar: createSchoolCalendar(shippedCalendar()), pack };

const unknownOr = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const flag = unknownOr(fc.boolean());
const roomName = fc.constantFrom('P1', 'P2', 'P3');

const anyMachine: fc.Arbitrary<Partial<SnapshotMachine>> = fc.record({
  schoolCode: fc.constantFrom('S1', 'S2'),
  room: roomName,
  role: fc.constantFrom(...roles),
  state: fc.constantFrom(...deviceStates),
  chassis: unknownOr(fc.constantFrom(...chassisForms)),
  isVirtual: flag,
  lastSeenMs: unknownOr(fc.integer({ min: asAtMs - 1e10, max: asAtMs })),
  memoryBytes: unknownOr(fc.constantFrom(gib, 4 * gib, 16 * gib)),
  systemDiskFreeBytes: unknownOr(fc.constantFrom(gib, 50 * gib)),
  assetCode: unknownOr(fc.constantFrom('A1', 'A2', 'A3')),
  antivirus: fc.constantFrom(...antivirusStates),
  ...{ isOsSupported: flag, canRunSuccessor: flag, isAntivirusLicensed: flag, isDiskFailing: flag },
  ...{ wasOnline: flag, hasProjection: flag, printers: unknownOr(fc.nat(2)), cameras: unknownOr(fc.nat(2)) },
});

const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    machines: fc.array(anyMachine, { maxLength: 25 }),
    kinds: fc.uniqueArray(fc.tuple(roomName, unknownOr(fc.constantFrom(...roomKinds))), {
      selector: ([name]) => name,
    }),
    rows: fc.array(
      fc.record({
        level: fc.constantFrom(...schoolLevels),
        siteCode: fc.constantFrom(null, 'B'),
        classes: unknownOr(fc.nat(3)),
        departments: unknownOr(fc.nat(3)),
        classrooms: unknownOr(fc.nat(3)),
      }),
      { maxLength: 4 },
    ),
    lines: fc.array(
      fc.record({
        siteCode: fc.constantFrom(null, 'B'),
        isp: unknownOr(fc.constantFrom('VNPT', 'FPT')),
        medium: unknownOr(fc.constantFrom('fibre', '4g')),
      }),
      { maxLength: 3 },
    ),
    holders: fc.array(unknownOr(fc.constantFrom('school', 'private', 'leased')), { maxLength: 3 }),
    declared: fc.array(
      fc.record({
        schoolCode: fc.constantFrom('S1', 'S2'),
        siteCode: fc.constantFrom(null, 'B'),
        item: fc.constantFrom('office-pc', 'printer', 'projection', 'access-point', 'lab-room'),
        quantity: fc.nat(4),
        working: unknownOr(fc.nat(4)),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ machines, kinds, rows, lines, holders, declared }) =>
    snapshot({
      schools: ['S1', 'S2'].map((code) => school(code, ...rows.map(row))),
      machines: machines.map((given, index) => machine(`d${index}`, given)),
      rooms: kinds.map(([name, kind]) => ({
        schoolCode: 'S1',
        room: name,
        siteCode: null,
        kind,
        seats: null,
      })),
      lines: lines.map((given, index) => line(`L${index}`, given)),
      assets: holders.map((holder, index) =>
        asset(`A${index + 1}`, { holder, costDong: 7, purchaseYear: 2020 }),
      ),
      equipment: declared,
    }),
  );

function judged(state: Snapshot) {
  return judgeMachines(state, frame, { pack, retireAgeYears: null });
}

function itemsOf(state: Snapshot): readonly (readonly ItemNeed[])[] {
  return holdingsOf(state, judged(state)).map((held) => itemNeedsOf(held, { packs, day: '2026-09-30' }));
}

function deficitByColumns({ norm, usable, isRequired }: ItemNeed): number | null {
  if (norm === 0) return 0;
  if (norm === null || usable === null) return null;
  return isRequired ? Math.max(0, norm - usable) : 0;
}

describe('any machines', () => {
  it('each count, or have exactly one reason why not', () => {
    fc.assert(
      fc.property(anySnapshot, (state) => {
        const plans = judged(state);
        expect(plans).toHaveLength(state.machines.length);
        for (const { countsAs, uncounted, verdict, isWorking } of plans) {
          expect(countsAs === null).toBe(uncounted !== null);
          expect(uncounted === null || usableReasons.includes(uncounted)).toBe(true);
          expect(verdict.counts).toBe(countsAs === 'student-pc');
          expect(isWorking || countsAs === null).toBe(true);
        }
      }),
    );
  });

  it('have listed reasons and whole costs; only a machine that does not count can gain a seat, only one that does can move', () => {
    fc.assert(
      fc.property(anySnapshot, (state) => {
        for (const { verdict, isUsableAfter, isMovable, reasons, costDong, age } of judged(state)) {
          expect(isUsableAfter && verdict.counts).toBe(false);
          expect(isMovable && !verdict.counts).toBe(false);
          expect(actionReasons).toEqual(expect.arrayContaining([...reasons]));
          expect(costDong === null || Number.isSafeInteger(costDong)).toBe(true);
          expect(age.years === null || Number.isInteger(age.years)).toBe(true);
        }
      }),
    );
  });

  it('stand in one order whatever the order of the rows', () => {
    fc.assert(
      fc.property(anySnapshot, (state) => {
        const turned = { ...state, machines: state.machines.toReversed(), assets: state.assets.toReversed() };
        expect(JSON.stringify(judged(turned))).toBe(JSON.stringify(judged(state)));
      }),
    );
  });
});

describe('any holdings', () => {
  it('give whole numbers that are not negative, and a deficit that the columns explain', () => {
    fc.assert(
      fc.property(anySnapshot, (state) => {
        for (const need of itemsOf(state).flat()) {
          const { norm, existing, usable, deficit, source } = need;
          for (const number of [norm, existing, usable, deficit]) {
            expect(number === null || (Number.isInteger(number) && number >= 0)).toBe(true);
          }
          expect(source === 'unknown').toBe(existing === null);
          expect(deficit).toBe(deficitByColumns(need));
          expect((usable ?? 0) <= (existing ?? 0)).toBe(true);
        }
      }),
    );
  });

  it('do not depend on the order of schools, rows, machines, rooms, lines and declarations', () => {
    fc.assert(
      fc.property(anySnapshot, (state) => {
        const turned = {
          ...state,
          schools: state.schools.map((one) => ({ ...one, rows: one.rows.toReversed() })),
          machines: state.machines.toReversed(),
          rooms: state.rooms.toReversed(),
          lines: state.lines.toReversed(),
          equipment: state.equipment.toReversed(),
        };
        expect(itemsOf(turned)).toEqual(itemsOf(state));
        expect(itemsOf({ ...state, schools: state.schools.toReversed() })).toEqual(
          itemsOf(state).toReversed(),
        );
      }),
    );
  });

  it('are never less by one more office PC that works', () => {
    fc.assert(
      fc.property(anySnapshot, (state) => {
        const more = { ...state, machines: [...state.machines, machine('d99', { role: 'office' })] };
        const office = (items: readonly ItemNeed[]) => items.find(({ item }) => item === 'office-pc');
        const before = office(itemsOf(state)[0] ?? []);
        const after = office(itemsOf(more)[0] ?? []);
        expect(after?.existing ?? 0).toBeGreaterThanOrEqual(before?.existing ?? 0);
        // A list of which enough machines report now is measured, and may turn out worse than it was declared.
        const isAsBefore = before?.source === after?.source;
        if (isAsBefore && before?.deficit != null && after?.deficit != null) {
          expect(after.deficit).toBeLessThanOrEqual(before.deficit);
        }
      }),
    );
  });

  it('know nothing of a school of which nobody said or saw anything', () => {
    const blank = snapshot({ schools: [school('S1', ...schoolLevels.map((level) => row({ level })))] });
    for (const need of itemsOf(blank).flat()) {
      expect(need).toMatchObject({ existing: null, usable: null, deficit: null, source: 'unknown' });
    }
  });
});
