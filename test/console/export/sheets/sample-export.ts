import type { ExportFormat, ExportInput } from '../../../../console/export/export-kind.ts';
import { exportKinds } from '../../../../console/export/registry.ts';
import type { ConfirmationRow } from '../../../../shared/contract/snapshot.ts';
import { packsOf } from '../../../../shared/domain/plan/packs.ts';
import { defaultPlanOptions, type PlanOptions } from '../../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../../shared/domain/plan/plan-of.ts';
import type { Snapshot } from '../../../../shared/domain/snapshot/snapshot.ts';
import { createText } from '../../../../shared/text/create-text.ts';
import type { Language } from '../../../../shared/text/text.ts';
import {
  labMachine,
  labMachines,
  rosterSchool,
  sceneNowMs,
  sceneSnapshot,
} from '../../../support/planning-scene.ts';

/** Three schools: one measured, one that only declares, one of which nobody knows enough. */
export function smallSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  const th = { level: 'TH', students: 500, informaticsStudents: 300, classes: 15, largestClass: 35 } as const;
  const thcs = {
    level: 'THCS',
    students: 480,
    informaticsStudents: 480,
    classes: 12,
    largestClass: 44,
  } as const;
  return sceneSnapshot({
    ...{ name: 'Đầu năm 2026', kind: 'school-year-start' },
    schools: [
      rosterSchool('0101', [{ ...th, declaredStudentPcs: 8 }], { schoolName: 'TH Ỷ Tý', commune: 'Xã Ỷ Tý' }),
      rosterSchool('0102', [{ ...thcs, declaredStudentPcs: 20 }], {
        schoolName: 'THCS Lê Lợi',
        commune: 'Xã Ỷ Tý',
      }),
      rosterSchool('0103', [{ level: 'TH' }], { schoolName: 'TH Đắk Plao', commune: 'Xã Đắk Plao' }),
    ],
    machines: [
      ...labMachines('0101', 6),
      labMachine('d-0101-6', '0101', { state: 'broken' }),
      labMachine('d-0101-7', '0101', { role: 'office', room: 'VP' }),
      labMachine('d-0102-0', '0102'),
    ],
    prices: [
      {
        ...{ item: 'student-pc', unitPriceDong: 15_000_000, leasePerYearDong: null, isVatIncluded: true },
        ...{ pricedOn: '2026-08-01', source: 'Báo giá 12/BG', kind: 'given' },
      },
    ],
    ...changes,
  });
}

const confirmations: readonly ConfirmationRow[] = [
  { schoolCode: '0101', state: 'confirmed', role: 'school', at: sceneNowMs, remarks: [] },
];

export function inputOf(
  snapshot: Snapshot,
  more: {
    readonly what?: string;
    readonly language?: Language;
    readonly options?: Partial<PlanOptions>;
  } = {},
): ExportInput {
  const packs = packsOf(snapshot, null);
  if (packs === null) throw new Error('no norm pack');
  return {
    what: more.what ?? 'needs',
    plan: planOf(snapshot, packs, { ...defaultPlanOptions, ...more.options }),
    asked: { snapshot, sha256: 'ab'.repeat(32), isWhole: true, confirmations },
    scope: { schoolCode: null, room: null, period: 'mid-year' },
    ...{ settings: {}, code: 'SD-ABCD-2345', text: createText(more.language ?? 'vi') },
    csv: { separator: ';', bom: true },
  };
}

/** The bytes of an export in one format. */
export async function exported(input: ExportInput, format: ExportFormat): Promise<Uint8Array> {
  const render = exportKinds.find(({ what }) => what === input.what)?.formats[format];
  if (render === undefined) throw new Error(`no ${input.what} as ${format}`);
  return await render(input);
}
