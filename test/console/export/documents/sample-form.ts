import type { ExportInput } from '../../../../console/export/export-kind.ts';
import { shippedCalendar } from '../../../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../../../shared/data/norms.ts';
import type { ItemCode } from '../../../../shared/domain/item/item.ts';
import { unitOfItem } from '../../../../shared/domain/item/item.ts';
import type { SchoolNeed } from '../../../../shared/domain/need-school.ts';
import { defaultPlanOptions } from '../../../../shared/domain/plan/plan.ts';
import { planOf } from '../../../../shared/domain/plan/plan-of.ts';
import type { ProcurementLine } from '../../../../shared/domain/plan/procurement-line.ts';
import type { PlanningSchool } from '../../../../shared/domain/school.ts';
import type { PrintHeader } from '../../../../shared/domain/snapshot/register.ts';
import type { Snapshot } from '../../../../shared/domain/snapshot/snapshot.ts';
import { createText } from '../../../../shared/text/create-text.ts';
import type { Language } from '../../../../shared/text/text.ts';

export const sampleOwner = 'Xã Phú Thượng';
export const sampleCode = 'SD-ABCD-2345';

export const sampleHeader: PrintHeader = {
  owner: sampleOwner,
  authority: 'ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI',
  unit: 'ỦY BAN NHÂN DÂN XÃ PHÚ THƯỢNG',
  place: 'Phú Thượng',
  legalBases: ['Căn cứ Luật Ngân sách nhà nước;', 'Căn cứ Công văn số 1568/SGDĐT-GDTrH ngày 15/10/2018;'],
  signatures: [],
};

function sampleSchool(index: number, name: string): PlanningSchool {
  const level = index % 2 === 0 ? 'TH' : 'THCS';
  return {
    schoolCode: String(index + 1).padStart(3, '0'),
    schoolName: name,
    commune: sampleOwner,
    owner: sampleOwner,
    rows: [
      {
        ...{
          siteCode: null,
          siteName: null,
          level,
          students: 520,
          informaticsStudents: 312,
          classes: 18,
          largestClass: 34,
        },
        ...{ practicePupilsPerPc: null, sessions: 2, departments: 3, classrooms: 18, declaredStudentPcs: 15 },
      },
    ],
  };
}

function sampleSnapshot(names: readonly string[], changes: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{ format: 1, name: 'Dau nam hoc 2026-2027', kind: 'school-year-start' },
    ...{ asAtMs: Date.UTC(2026, 8, 30, 16, 59, 59), takenAtMs: Date.UTC(2026, 9, 1, 2) },
    ...{ units: [], rooms: [], machines: [], lines: [], licences: [], yearFacts: [], sites: [], assets: [] },
    ...{ equipment: [], prices: [], budgets: [], priorities: [], checklist: [], aliases: [], deadlines: [] },
    ...{
      normPacks: [...shippedNormPacks()],
      calendar: shippedCalendar(),
      isBuiltInAntivirusLicensed: true,
      gaps: [],
    },
    headers: [sampleHeader],
    schools: names.map((name, index) => sampleSchool(index, name)),
    ...changes,
  };
}

/** What an export is made of, for schools of these names; every other one confirmed. */
export function sampleInput(
  names: readonly string[],
  {
    language = 'vi',
    snapshot = {},
  }: { readonly language?: Language; readonly snapshot?: Partial<Snapshot> } = {},
): ExportInput {
  const frozen = sampleSnapshot(names, snapshot);
  const [first, ...others] = frozen.normPacks;
  if (first === undefined) throw new Error('no norm pack');
  const plan = planOf(frozen, [first, ...others], defaultPlanOptions);
  const confirmations = frozen.schools.map(({ schoolCode }, index) => ({
    ...{ schoolCode, state: index % 2 === 0 ? 'confirmed' : 'draft', role: 'school', at: null, remarks: [] },
  })) as ExportInput['asked']['confirmations'];
  return {
    ...{ what: 'needs', plan, settings: {}, code: sampleCode, text: createText(language) },
    asked: { snapshot: frozen, sha256: 'ab'.repeat(32), isWhole: true, confirmations },
    scope: { schoolCode: null, room: null, period: 'mid-year' },
    csv: { separator: ';', bom: true },
  };
}

const items: readonly (readonly [ItemCode, number])[] = [
  ['student-pc', 15_000_000],
  ['office-pc', 14_500_000],
  ['printer', 4_200_000],
  ['webcam', 900_000],
  ['department-pc', 15_000_000],
  ['projection', 18_000_000],
  ['access-point', 2_500_000],
  ['fibre-line', 3_960_000],
  ['antivirus', 290_000],
  ['repair', 350_000],
];

/** `perSchool` lines of each school, as a plan would propose them; the first school's webcams have no price. */
export function sampleLines({ plan }: ExportInput, perSchool: number): ProcurementLine[] {
  return plan.needs.schools.flatMap((need, school) =>
    items
      .slice(0, perSchool)
      .map(([item, price], index) =>
        lineOf(need, item, (school + index) % 4, school === 0 && item === 'webcam' ? null : price),
      ),
  );
}

function lineOf(
  need: SchoolNeed,
  item: ItemCode,
  buy: number,
  unitPriceDong: number | null,
): ProcurementLine {
  const { schoolCode, schoolName, level, commune, owner } = need;
  const isYearly = item === 'fibre-line' || item === 'antivirus';
  const isStudent = item === 'student-pc';
  const isUnknown = item === 'projection';
  return {
    ...{ schoolCode, schoolName, level, commune, owner, siteCode: null, item, unit: unitOfItem[item] },
    ...{
      needed: 13,
      existing: 12,
      usable: isUnknown ? null : 9,
      deficit: isUnknown ? null : buy,
      buy,
      unitPriceDong,
    },
    amountDong: unitPriceDong === null ? null : buy * unitPriceDong,
    normBasis: isStudent ? 'TH 24; 1568/SGDĐT-GDTrH §II.3.c' : '1568/SGDĐT-GDTrH §II.3.d',
    ...{ normStatus: 'guidance', pupilsCounted: isStudent ? 312 : null },
    ...{ toRepair: 1, toUpgrade: 2, toReplace: 0, transferIn: 0, transferOut: 0 },
    ...{ funding: 'state-budget', year: 2027, priority: 1, purpose: 'informatics' },
    group: isYearly ? 'maintain' : 'add',
    reasons: isYearly ? ['yearly'] : ['below-need', 'cut-by-budget'],
  };
}

export function sampleNames(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `Trường ${index % 2 === 0 ? 'Tiểu học' : 'THCS'} Nghĩa Hòa số ${index + 1}`,
  );
}
