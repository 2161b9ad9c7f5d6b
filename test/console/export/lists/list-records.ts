import type { ExportFormat, ExportInput, ExportScope } from '../../../../console/export/export-kind.ts';
import { listKinds } from '../../../../console/export/lists/list-kinds.ts';
import type { AllocationLine, Transfer } from '../../../../shared/domain/allocation/allocation.ts';
import type { Plan } from '../../../../shared/domain/plan/plan.ts';
import type { SnapshotMachine } from '../../../../shared/domain/snapshot/machine.ts';
import type { Snapshot } from '../../../../shared/domain/snapshot/snapshot.ts';
import { createText } from '../../../../shared/text/create-text.ts';
import type { Language } from '../../../../shared/text/text.ts';
import {
  asset,
  equipment,
  gib,
  line,
  machine,
  officePc,
  room,
} from '../../../domain/item/snapshot-records.ts';
import { row, school } from '../../../domain/planning-records.ts';
import { planFor } from '../../../domain/statistics/plan-records.ts';

const wholeScope: ExportScope = { schoolCode: null, room: null, period: 'mid-year' };

/** What a list is made from, of a plan. */
export function inputOf(
  what: string,
  plan: Plan,
  { language = 'vi', scope = {} }: { language?: Language; scope?: Partial<ExportScope> } = {},
): ExportInput {
  return {
    ...{ what, plan, settings: {}, code: 'SD-ABCD-2345', text: createText(language) },
    asked: { snapshot: plan.snapshot, sha256: '0'.repeat(64), isWhole: true, confirmations: [] },
    scope: { ...wholeScope, ...scope },
    csv: { separator: ';', bom: false },
  };
}

/** The bytes of a list. */
export async function listBytes(input: ExportInput, format: ExportFormat): Promise<Uint8Array> {
  const render = listKinds.find(({ what }) => what === input.what)?.formats[format];
  if (render === undefined) throw new Error(`no list ${input.what} as ${format}`);
  return await render(input);
}

export async function listText(input: ExportInput, format: 'csv' | 'json'): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await listBytes(input, format));
}

const seven = { os: 'Windows 7 Professional', isOsSupported: false, osSupportEnds: '2020-01-14' } as const;

function machines(): SnapshotMachine[] {
  return [
    machine('d-0001', {
      ...{ hostname: 'PM1-01', seat: '1', serial: 'SN-1', assetCode: 'TS-1', model: 'OptiPlex 3080' },
      ...{ cpuModel: 'Intel Core i3-10100', os: 'Windows 11 Pro', wasOnline: true, biosDate: '2021-03-02' },
    }),
    machine('d-0002', { hostname: 'PM1-02', seat: '2', state: 'broken', assetCode: 'TS-2', wasOnline: true }),
    machine('d-0003', { hostname: '=cmd()', seat: '10', ...seven, memoryBytes: 2 * gib, antivirus: 'off' }),
    officePc('d-0004', { hostname: 'VP-01', printers: 1, cameras: 1, antivirus: 'unknown' }),
    machine('d-0005', { schoolCode: '0123', room: 'Tin', hostname: 'TIN-5', assetCode: '000017' }),
  ];
}

const transfer: Transfer = {
  ...{ fromSchool: 'S1', toSchool: '0123', deviceIds: ['d-0001', 'd-0002'], distanceKm: 4.5 },
  ...{ isSameCommune: false, isCrossOwner: true },
};

/** Two schools in which every list has something to say. */
export function listScene(given: Partial<Snapshot> = {}): Plan {
  const plan = planFor({
    units: [
      { unitId: 'p', parentId: null, kind: 'province', name: 'Tỉnh Quảng Ngãi', code: null },
      { unitId: 'c', parentId: 'p', kind: 'commune', name: 'Xã Tịnh Khê', code: null },
    ],
    schools: [
      {
        ...school(
          'S1',
          row({
            ...{ level: 'TH', students: 500, informaticsStudents: 300, classes: 15, largestClass: 35 },
            ...{ classrooms: 15, declaredStudentPcs: 3 },
          }),
        ),
        commune: 'Xã Tịnh Khê',
      },
      school('0123', row({ level: 'TH', students: 90 }), row({ level: 'THCS', students: 120 })),
    ],
    machines: machines(),
    rooms: [{ ...room('P1', 'lab'), seats: 3 }],
    lines: [line('L1', { contractDownMbps: 200, measuredDownMbps: 180.5, availabilityPercent: 99.2 })],
    equipment: [equipment('projection', 2, 2)],
    sites: [
      {
        ...{ schoolCode: 'S1', siteCode: null, latitude: 15.2, longitude: 108.9 },
        ...{ hasElectricity: true, address: 'Thôn Trường Định' },
      },
    ],
    assets: [
      asset('TS-1', { purchasedOn: '2021-04-01', costDong: 14_000_000, name: 'Máy tính để bàn' }),
      asset('TS-2', { purchaseYear: 2012, costDong: 9_500_000 }),
      asset('TS-9', { purchaseYear: 2010, costDong: 8_000_000, writtenOffOn: '2025-12-31' }),
    ],
    yearFacts: [
      {
        ...{ schoolCode: 'S1', findingsOpened: 7, findingsFixed: 4, findingsOpen: 3, medianFixDays: 2.5 },
        ...{ lineOutages: 2, lineOutageMinutes: 95, servicesReachablePercent: 98.5 },
      },
    ],
    checklist: [
      { schoolCode: 'S1', document: 'Quy chế sử dụng phòng máy', number: '05/QC', issuedOn: '2025-09-05' },
    ],
    ...given,
  });
  const lines: AllocationLine[] = [];
  return { ...plan, allocation: { ...plan.allocation, transfers: [transfer], lines } };
}
