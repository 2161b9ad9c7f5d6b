import { describe, expect, it } from 'vitest';
import { shippedNormPacks } from '../../../shared/data/norms.ts';
import type { ItemCode } from '../../../shared/domain/item/item.ts';
import type { ItemRule } from '../../../shared/domain/item/item-need.ts';
import type { NormPack } from '../../../shared/domain/norm.ts';
import { packsOf } from '../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions } from '../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../shared/domain/plan/plan-of.ts';
import type { SchoolRow } from '../../../shared/domain/school.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { row, school } from '../planning-records.ts';
import { equipment, line, machine, officePc, room, snapshot } from './snapshot-records.ts';

const packs = shippedNormPacks();
const [letter] = packs;

function itemsOf(
  given: Partial<Snapshot>,
  rows: readonly SchoolRow[] = [row({ level: 'THCS', classes: 8 })],
) {
  const state = snapshot({ schools: [school('S1', ...rows)], ...given });
  const applied = packsOf(state, null) ?? packs;
  return planOf(state, applied, defaultPlanOptions).needs.schools[0]?.items ?? [];
}

function itemOf(item: ItemCode, given: Partial<Snapshot>, rows?: readonly SchoolRow[]) {
  const need = itemsOf(given, rows).find((one) => one.item === item);
  return need === undefined ? null : [need.norm, need.existing, need.usable, need.deficit, need.source];
}

const unknown = [null, null, null, 'unknown'];

describe('machines by purpose', () => {
  it('counts office PCs that work, wherever they stand', () => {
    const machines = [officePc('d1'), officePc('d2', { state: 'broken' }), machine('d3')];
    expect(itemOf('office-pc', { machines })).toEqual([2, 2, 1, 1, 'measured']);
  });

  it('does not take agents in the lab for a school without an office', () => {
    expect(itemOf('office-pc', { machines: [machine('d1')] })).toEqual([2, ...unknown]);
    const none = { machines: [machine('d1')], equipment: [equipment('office-pc', 0, null)] };
    expect(itemOf('office-pc', none)).toEqual([2, 0, 0, 2, 'declared']);
  });

  it('takes the larger of seen and declared, never their sum', () => {
    const machines = [officePc('d1')];
    const declared = (quantity: number, working: number | null) =>
      itemOf('office-pc', { machines, equipment: [equipment('office-pc', quantity, working)] });
    expect(declared(1, 1)).toEqual([2, 1, 1, 1, 'measured']);
    expect(declared(3, 2)).toEqual([2, 3, 2, 0, 'declared']);
    expect(declared(3, 0)).toEqual([2, 3, 1, 1, 'declared']);
    expect(declared(3, null)).toEqual([2, 3, null, null, 'declared']);
  });

  it('leaves open what machines of unknown purpose are', () => {
    const machines = [officePc('d1'), machine('d2', { role: 'unknown' })];
    expect(itemOf('office-pc', { machines })).toEqual([2, 1, null, null, 'measured']);
    expect(itemOf('office-pc', { machines: [...machines, officePc('d3')] })).toEqual([
      2,
      2,
      2,
      0,
      'measured',
    ]);
  });

  it('asks one shared PC of each department; a level without its number leaves it open', () => {
    const departments = (...rows: SchoolRow[]) => itemOf('department-pc', {}, rows);
    const lower = row({ level: 'THCS', departments: 4 });
    expect(departments(lower)).toEqual([4, ...unknown]);
    expect(departments(lower, row({ level: 'THCS', siteCode: 'B' }))).toEqual([4, ...unknown]);
    expect(departments(lower, row({ level: 'TH' }))).toEqual([null, ...unknown]);
    expect(departments(lower, row({ level: 'MN' }))).toEqual([4, ...unknown]);
    expect(departments(row({ level: 'TH', departments: 0 }))).toEqual([0, null, null, 0, 'unknown']);
    expect(departments(row({ level: 'MN' }))).toBeNull();
  });
});

describe('what hangs on machines', () => {
  it('takes a printer that three machines tell for one', () => {
    const machines = ['d1', 'd2', 'd3'].map((id) => officePc(id, { printers: 1 }));
    expect(itemOf('printer', { machines })).toEqual([1, 1, 1, 0, 'measured']);
  });

  it('does not know printers where no machine tells, and knows none where one does', () => {
    expect(itemOf('printer', { machines: [machine('d1')] })).toEqual([1, ...unknown]);
    expect(itemOf('printer', { machines: [machine('d1', { printers: 0 })] })).toEqual([
      1,
      0,
      0,
      1,
      'measured',
    ]);
  });

  it('wants the webcam at a machine of the office', () => {
    expect(itemOf('webcam', { machines: [machine('d1', { cameras: 1 })] })).toEqual([1, ...unknown]);
    expect(itemOf('webcam', { machines: [officePc('d1', { cameras: 1 })] })).toEqual([
      1,
      1,
      1,
      0,
      'measured',
    ]);
    const silent = officePc('d1', { cameras: 1, lastSeenMs: null });
    expect(itemOf('webcam', { machines: [silent] })).toEqual([1, 1, 0, 1, 'measured']);
  });

  it('wants a licence for each machine: seats that are valid, or machines on which one runs', () => {
    const machines = [
      officePc('d1'),
      officePc('d2', { isAntivirusLicensed: false }),
      officePc('d3', { antivirus: 'off' }),
    ];
    expect(itemOf('antivirus', { machines })).toEqual([3, 1, 1, 2, 'measured']);
    const seats = (expiresOn: string) => [{ schoolCode: 'S1', product: 'x', seats: 40, expiresOn }];
    expect(itemOf('antivirus', { machines, licences: seats('2026-09-30') })).toEqual([
      3,
      40,
      40,
      0,
      'declared',
    ]);
    expect(itemOf('antivirus', { machines, licences: seats('2026-09-29') })).toEqual([
      3,
      40,
      1,
      2,
      'declared',
    ]);
    const open = officePc('d4', { antivirus: 'unknown', isAntivirusLicensed: null });
    expect(itemOf('antivirus', { machines: [...machines, open] })).toEqual([4, 1, null, null, 'measured']);
    expect(itemOf('antivirus', {})).toEqual([null, ...unknown]);
  });
});

describe('rooms', () => {
  const online = (answers: readonly (boolean | null)[]) =>
    answers.map((wasOnline, index) => machine(`d${index}`, { wasOnline }));

  it.each([
    ['nine of ten machines online', [...Array(9).fill(true), false], [1, 1, 1, 0, 'measured']],
    ['eight of nine', [...Array(8).fill(true), false], [1, 1, 0, 1, 'measured']],
    ['those that tell decide', [true, null, null], [1, 1, 1, 0, 'measured']],
    ['none tells', [null, null], [1, 1, null, null, 'measured']],
  ])('lab online: %s', (_, answers, expected) => {
    expect(itemOf('lab-online', { rooms: [room('P1', 'lab')], machines: online(answers) })).toEqual(expected);
  });

  it('says that the share is an assumption and the rule the letter’s', () => {
    const need = itemsOf({}).find(({ item }) => item === 'lab-online');
    expect(need).toMatchObject({ status: 'guidance', enoughPercent: 90, enoughStatus: 'assumption' });
  });

  it('finds labs that only machines name', () => {
    expect(itemOf('lab-online', { machines: online([true]) })).toEqual([1, 1, 1, 0, 'measured']);
  });

  it('asks an Informatics room of lower secondary schools alone, as a norm', () => {
    expect(itemOf('lab-room', { rooms: [room('P1', 'lab')] })).toEqual([1, 1, 1, 0, 'measured']);
    expect(itemOf('lab-room', { rooms: [room('P1', 'office')] })).toEqual([1, 0, 0, 1, 'measured']);
    expect(itemOf('lab-room', { rooms: [room('P1', null)] })).toEqual([1, ...unknown]);
    expect(itemOf('lab-room', {})).toEqual([1, ...unknown]);
    expect(itemOf('lab-room', {}, [row({ level: 'TH' })])).toBeNull();
    expect(itemsOf({}).find(({ item }) => item === 'lab-room')).toMatchObject({ status: 'norm' });
  });

  it('counts studios, seen or declared', () => {
    expect(itemOf('studio-room', { rooms: [room('P9', 'studio')] })).toEqual([1, 1, 1, 0, 'measured']);
    expect(itemOf('studio-room', { equipment: [equipment('studio-room', 1, 1)] })).toEqual([
      1,
      1,
      1,
      0,
      'declared',
    ]);
  });

  it('asks projection of each classroom; blank classrooms leave it open', () => {
    const rows = [row({ level: 'THCS', classrooms: 2 })];
    const rooms = [room('A', 'classroom'), room('B', 'classroom')];
    const projecting = (a: boolean | null, b: boolean | null) => [
      machine('d1', { room: 'A', roomKind: 'classroom', hasProjection: a }),
      machine('d2', { room: 'B', roomKind: 'classroom', hasProjection: b }),
    ];
    const at = (a: boolean | null, b: boolean | null) =>
      itemOf('projection', { rooms, machines: projecting(a, b) }, rows);
    expect(at(true, false)).toEqual([2, 1, 1, 1, 'measured']);
    expect(at(true, null)).toEqual([2, 1, null, null, 'measured']);
    expect(at(null, null)).toEqual([2, ...unknown]);
    expect(itemOf('projection', { equipment: [equipment('projection', 3, 2)] }, rows)).toEqual([
      2,
      3,
      2,
      0,
      'declared',
    ]);
    expect(itemOf('projection', {})).toEqual([null, ...unknown]);
  });
});

describe('lines and Wi-Fi', () => {
  const sites = [row({ level: 'THCS', classes: 8 }), row({ level: 'THCS', siteCode: 'B', classes: 2 })];

  it('wants fibre at every site with classes', () => {
    expect(itemOf('fibre-line', { lines: [line('L1')] }, sites)).toEqual([2, 1, 1, 1, 'declared']);
    const three = [line('L1'), line('L2'), line('L3')];
    expect(itemOf('fibre-line', { lines: three }, sites)).toEqual([2, 3, 1, 1, 'declared']);
    const closed = [sites[0] ?? row({ level: 'THCS' }), row({ level: 'TH', siteCode: 'B', classes: 0 })];
    expect(itemOf('fibre-line', { lines: [line('L1')] }, closed)).toEqual([1, 1, 1, 0, 'declared']);
  });

  it('knows nothing of a school outside the register, nor of a medium nobody named', () => {
    expect(itemOf('fibre-line', {})).toEqual([1, ...unknown]);
    expect(itemOf('fibre-line', { lines: [line('L1', { medium: null })] })).toEqual([1, ...unknown]);
    expect(itemOf('fibre-line', { lines: [line('L1', { medium: '4g' })] })).toEqual([1, 0, 0, 1, 'declared']);
  });

  it('encourages several providers and calls none missing', () => {
    const lines = [line('L1'), line('L2', { isp: ' vnpt' })];
    expect(itemOf('provider', { lines })).toEqual([2, 1, 1, 0, 'declared']);
    expect(itemsOf({ lines }).find(({ item }) => item === 'provider')).toMatchObject({ isRequired: false });
    const open = [line('L1'), line('L2', { isp: null })];
    expect(itemOf('provider', { lines: open })).toEqual([2, 1, null, null, 'declared']);
  });

  it('takes an access point at a site for Wi-Fi there', () => {
    const wifi = (...rows: Snapshot['equipment']) => itemOf('wifi', { equipment: rows }, sites);
    expect(wifi()).toEqual([2, ...unknown]);
    expect(wifi(equipment('access-point', 4, 4))).toEqual([2, 1, 1, 1, 'declared']);
    expect(wifi(equipment('access-point', 4, null), equipment('access-point', 1, 1, 'B'))).toEqual([
      2,
      2,
      null,
      null,
      'declared',
    ]);
  });
});

describe('packs that apply', () => {
  const rule = (change: Partial<ItemRule>): ItemRule => ({
    ...{ item: 'scanner', per: 'school', quantity: 3, levels: null, enoughPercent: 100 },
    ...{ enoughStatus: 'norm', isRequired: true, purpose: 'management', status: 'norm', basis: 'x' },
    ...change,
  });
  const own = (change: Partial<NormPack>): NormPack => ({
    ...letter,
    id: 'TINH-1',
    province: 'Hưng Yên',
    items: [rule({})],
    ...change,
  });
  const idsOf = (
    normPacks: readonly NormPack[],
    given: Partial<Snapshot> = {},
    normSet: string | null = null,
  ) => packsOf(snapshot({ normPacks, ...given }), normSet)?.map(({ id }) => id);
  const unit = { unitId: 'u', parentId: null, kind: 'province', name: 'Tỉnh Hưng Yên', code: null };

  it('are the chosen one, then those in force here', () => {
    expect(idsOf(packs)).toEqual(['QN-1568-2018', 'BGD-4267-2022', 'BGD-13-2020']);
    expect(idsOf([own({}), ...packs])).toEqual(['TINH-1', 'BGD-4267-2022', 'BGD-13-2020']);
    expect(idsOf([...packs, own({})])).not.toContain('TINH-1');
    expect(idsOf([...packs, own({})], { units: [unit] })).toContain('TINH-1');
    expect(idsOf([...packs, own({ province: null, validFrom: '2026-10-01' })])).not.toContain('TINH-1');
    expect(idsOf([...packs, own({ province: null, validUntil: '2026-09-29' })])).not.toContain('TINH-1');
    expect(idsOf(packs, {}, 'BGD-13-2020')?.[0]).toBe('BGD-13-2020');
    expect(idsOf(packs, {}, 'NONE')).toBeUndefined();
  });

  it('give one line an item: the first that speaks', () => {
    const normPacks = [own({ items: [rule({ item: 'office-pc', quantity: 5 })] }), ...packs];
    expect(itemOf('office-pc', { normPacks })?.[0]).toBe(5);
    expect(
      itemOf('scanner', { normPacks: [own({}), ...packs], equipment: [equipment('scanner', 1, 1)] }),
    ).toEqual([3, 1, 1, 2, 'declared']);
  });

  it('leave a ratio that only another pack has unknown', () => {
    const schools = [school('S1', row({ level: 'THCS', informaticsStudents: 480, declaredStudentPcs: 1 }))];
    const state = snapshot({ schools });
    const asked = packsOf(state, 'BGD-4267-2022') ?? packs;
    expect(planOf(state, asked, defaultPlanOptions).needs.schools[0]).toMatchObject({
      normNeed: null,
      levels: [{ problem: 'no-norm' }],
    });
  });
});
