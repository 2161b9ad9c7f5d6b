import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../../shared/domain/calendar.ts';
import { judgeMachines } from '../../../shared/domain/item/judge-machines.ts';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import type { Asset, Price } from '../../../shared/domain/snapshot/register.ts';
import { asAtMs, asset, gib, machine, officePc, snapshot } from './snapshot-records.ts';

const [pack] = shippedNormPacks();
const frame = { asAtMs, calendar: createSchoolCalendar(shippedCalendar()), pack };

function price(item: Price['item'], unitPriceDong: number, given: Partial<Price> = {}): Price {
  return {
    ...{ item, unitPriceDong, leasePerYearDong: null, isVatIncluded: null },
    ...{ pricedOn: '2026-01-01', source: 'x', kind: 'given' },
    ...given,
  };
}

const prices = [
  price('student-pc', 15_000_000),
  price('repair', 1_000_000),
  price('memory', 500_000),
  price('ssd', 600_000),
  price('system-licence', 3_000_000),
];

function judge(given: Partial<SnapshotMachine>, book?: Partial<Asset>, retireAgeYears: number | null = null) {
  const machines = [machine('d1', { assetCode: book === undefined ? null : 'A1', ...given })];
  const assets = book === undefined ? [] : [asset('A1', book)];
  const [plan] = judgeMachines(snapshot({ machines, assets, prices }), frame, { pack, retireAgeYears });
  return plan;
}

const old = { purchaseYear: 2017 };
const young = { purchaseYear: 2023 };

describe('what is proposed for a machine', () => {
  it.each([
    ['keeps a good old one: depreciated is not unusable', {}, old, 'keep', [], 0],
    [
      'replaces past its life below the minimum',
      { memoryBytes: 2 * gib },
      old,
      'replace',
      ['past-useful-life', 'below-minimum'],
      15_000_000,
    ],
    [
      'replaces past its life with two faults',
      {},
      { ...old, hardwareFaults: 2 },
      'replace',
      ['past-useful-life', 'hardware-faults'],
      15_000_000,
    ],
    [
      'counts a failing disk as a fault',
      { isDiskFailing: true },
      { ...old, hardwareFaults: 1 },
      'replace',
      ['past-useful-life', 'hardware-faults'],
      15_000_000,
    ],
    [
      'replaces one that runs no supported system',
      { isOsSupported: false, canRunSuccessor: false },
      old,
      'replace',
      ['past-useful-life', 'cannot-run-supported-system'],
      15_000_000,
    ],
    [
      'keeps a young one that runs no supported system',
      { isOsSupported: false, canRunSuccessor: false },
      young,
      'keep',
      [],
      0,
    ],
    ['repairs a young broken one', { state: 'broken' }, young, 'repair', ['broken'], 1_000_000],
    [
      'repairs by the estimate of the book',
      { state: 'in-repair' },
      { ...young, repairCostDong: 4_500_000 },
      'repair',
      ['in-repair'],
      4_500_000,
    ],
    [
      'replaces where the repair is above 30 % of a new one',
      { state: 'broken' },
      { ...young, repairCostDong: 4_500_001 },
      'replace',
      ['broken', 'repair-too-dear'],
      15_000_000,
    ],
    [
      'replaces an old broken one',
      { state: 'broken' },
      old,
      'replace',
      ['past-useful-life', 'broken'],
      15_000_000,
    ],
    ['adds memory', { memoryBytes: 4 * gib }, young, 'upgrade', ['memory-low'], 500_000],
    ['asks the modules first', { memoryBytes: 6 * gib, installedMemoryBytes: 8 * gib }, young, 'keep', [], 0],
    [
      'adds memory and disk',
      { memoryBytes: 4 * gib, systemDisk: 'hdd' },
      young,
      'upgrade',
      ['memory-low', 'disk-slow'],
      1_100_000,
    ],
    ['puts no parts into a machine of nine years', { systemDisk: 'hdd' }, old, 'keep', [], 0],
    [
      'puts no parts into one that has no successor',
      { systemDisk: 'hdd', canRunSuccessor: false },
      young,
      'keep',
      [],
      0,
    ],
    [
      'lets a system without support go on',
      { isOsSupported: false },
      young,
      'licence',
      ['system-unsupported'],
      3_000_000,
    ],
    [
      'names antivirus without licence, paid each year elsewhere',
      { isAntivirusLicensed: false },
      young,
      'licence',
      ['antivirus-unlicensed'],
      0,
    ],
    [
      'asks nothing of what is unknown',
      {
        isOsSupported: null,
        canRunSuccessor: null,
        systemDisk: null,
        memoryBytes: null,
        isAntivirusLicensed: null,
      },
      young,
      'keep',
      [],
      0,
    ],
    [
      'does not spend on a written-off one',
      { memoryBytes: 4 * gib },
      { ...young, writtenOffOn: '2026-01-01' },
      'keep',
      ['written-off'],
      0,
    ],
    [
      'does not spend on a private one',
      { memoryBytes: 4 * gib },
      { ...young, holder: 'private' },
      'keep',
      [],
      0,
    ],
    [
      'does not spend on one that is long silent',
      { memoryBytes: 4 * gib, lastSeenMs: null },
      young,
      'keep',
      [],
      0,
    ],
  ] as const)('%s', (_, given, book, action, reasons, costDong) => {
    expect(judge(given, book)).toMatchObject({ action, reasons, costDong });
  });

  it('repairs and upgrades where the age is unknown', () => {
    expect(judge({ state: 'broken' })).toMatchObject({ action: 'repair', age: { years: null } });
    expect(judge({ systemDisk: 'hdd' })).toMatchObject({ action: 'upgrade' });
  });

  it('replaces whatever is older than the age that was set, and only that', () => {
    expect(judge({}, young, 2)).toMatchObject({ action: 'replace', reasons: ['past-retire-age'] });
    expect(judge({}, young, 3)).toMatchObject({ action: 'keep' });
    expect(judge({}, undefined, 2)).toMatchObject({ action: 'keep' });
  });

  it('has no cost without a price', () => {
    const machines = [machine('d1', { systemDisk: 'hdd' })];
    const [plan] = judgeMachines(snapshot({ machines }), frame, { pack, retireAgeYears: null });
    expect(plan).toMatchObject({ action: 'upgrade', costDong: null });
  });

  it('takes a given price before a reference, then the latest', () => {
    const machines = [machine('d1', { systemDisk: 'hdd' })];
    const ssd = [
      price('ssd', 700_000, { pricedOn: '2026-06-01', kind: 'reference' }),
      price('ssd', 650_000, { pricedOn: '2026-03-01' }),
      price('ssd', 600_000),
    ];
    for (const order of [ssd, ssd.toReversed()]) {
      const [plan] = judgeMachines(snapshot({ machines, prices: order }), frame, {
        pack,
        retireAgeYears: null,
      });
      expect(plan?.costDong).toBe(650_000);
    }
  });
});

describe('counted or not, and why', () => {
  it.each([
    ['a lab PC', {}, 'student-pc', null],
    ['a student PC elsewhere', { roomKind: 'office' }, null, 'room-not-lab'],
    ['an office PC', { role: 'office', roomKind: 'office' }, 'office-pc', null],
    ['an office PC that broke', { role: 'office', state: 'broken' }, null, 'state-broken'],
    ['a teacher PC', { role: 'teacher' }, 'teacher-pc', null],
    ['a department PC', { role: 'department' }, 'department-pc', null],
    ['a server', { role: 'server' }, null, 'server'],
    ['a machine of unknown purpose', { role: 'unknown' }, null, 'role-unknown'],
  ] as const)('%s', (_, given, countsAs, uncounted) => {
    expect(judge(given)).toMatchObject({ countsAs, uncounted });
  });

  it('never counts a private machine, nor registers it', () => {
    expect(judge({}, { holder: 'private' })).toMatchObject({
      isRegistered: false,
      verdict: { counts: false, reason: 'private' },
      countsAs: null,
      uncounted: 'private',
      isMovable: false,
    });
  });

  it('gains a seat only by a repair or upgrade after which the machine counts', () => {
    const gains = (given: Partial<SnapshotMachine>) => judge(given, young)?.isUsableAfter;
    expect(gains({ state: 'broken', lastSeenMs: null })).toBe(true);
    expect(gains({ memoryBytes: 2 * gib })).toBe(true);
    expect(gains({ systemDiskFreeBytes: gib })).toBe(true);
    expect(gains({ memoryBytes: 4 * gib })).toBe(false);
    expect(gains({ state: 'broken', roomKind: 'office' })).toBe(false);
    expect(gains({ state: 'broken', memoryBytes: 2 * gib })).toBe(false);
    expect(gains({ state: 'stored' })).toBe(false);
  });

  it.each([
    ['of five years', { purchaseYear: 2021 }, true],
    ['of six years', { purchaseYear: 2020 }, false],
    ['of unknown age', {}, false],
    ['that was given', { ...young, holder: 'donated' }, true],
    ['that was given for this school', { ...young, holder: 'donated', isRestricted: true }, false],
    ['that is rented', { ...young, holder: 'leased' }, false],
    ['that is written off', { ...young, writtenOffOn: '2026-05-01' }, false],
  ] as const)('may move one %s: %s %s', (_, book, isMovable) => {
    expect(judge({}, book)?.isMovable).toBe(isMovable);
  });

  it('does not move one that does not count', () => {
    expect(judge({ state: 'broken' }, young)?.isMovable).toBe(false);
  });

  it('has the book of its own school only', () => {
    const machines = [officePc('d1', { assetCode: 'A1' })];
    const assets = [asset('A1', { schoolCode: 'S2', holder: 'private', costDong: 1 })];
    const [plan] = judgeMachines(snapshot({ machines, assets }), frame, { pack, retireAgeYears: null });
    expect(plan).toMatchObject({ book: null, countsAs: 'office-pc' });
  });
});
