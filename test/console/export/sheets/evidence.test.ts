import { expect, test } from 'vitest';
import type { PlanOptions } from '../../../../shared/domain/plan/plan.ts';
import type { Snapshot } from '../../../../shared/domain/snapshot/snapshot.ts';
import { districtSnapshot } from '../../../tools/district/district.ts';
import {
  type ReadCell,
  type ReadRow,
  type ReadSheet,
  readCsv,
  readWorkbook,
  sheetNamed,
} from './read-back.ts';
import { exported, inputOf, smallSnapshot } from './sample-export.ts';

/** A planner's own arithmetic, from the evidence alone: no code of the product, only the rules as the sheets state them. */
type Figures = {
  readonly registered: number;
  readonly usable: number;
  readonly needed: number | null;
  readonly deficit: number | null;
};

const number = (cell: ReadCell | undefined): number | null => (typeof cell === 'number' ? cell : null);
const total = (rows: readonly ReadRow[], label: string): number =>
  rows.reduce((sum, row) => sum + (number(row[label]) ?? 0), 0);

function recomputed(sheets: readonly ReadSheet[]): ReadonlyMap<string, Figures> {
  const machines = Map.groupBy(sheetNamed(sheets, 'Bằng chứng').rows, (row) => String(row['Mã trường']));
  const roster = Map.groupBy(sheetNamed(sheets, 'Bằng chứng - học sinh').rows, (row) =>
    String(row['Mã trường']),
  );
  const rules = sheetNamed(sheets, 'Bằng chứng - quy tắc').rows;
  const meta = sheetNamed(sheets, '_meta').rows;
  const firstPack = String(meta.find((row) => row.Mã === 'normPack')?.['Nội dung']).split(' — ')[0];
  const threshold =
    number(Number(meta.find((row) => row.Mã === 'coverageThresholdPercent')?.['Nội dung'])) ?? 0;
  const ratioOf = (level: string): number | null =>
    number(
      rules.find(
        (rule) =>
          rule['Bộ định mức'] === firstPack &&
          rule['Quy tắc'] === 'Học sinh/máy' &&
          rule['Áp dụng cho'] === level,
      )?.['Giá trị'],
    );
  return new Map(
    [...roster].map(([code, rows]) => {
      const own = machines.get(code) ?? [];
      const [registered, usable] = [total(own, 'Đăng ký (1/0)'), total(own, 'Dùng được (1/0)')];
      const needed = neededOf(rows, ratioOf);
      const declared = rows.some((row) => row['Máy học sinh khai báo'] !== null)
        ? total(rows, 'Máy học sinh khai báo')
        : null;
      return [
        code,
        {
          registered,
          usable,
          needed,
          deficit: deficitOf({ registered, usable, needed, declared, threshold }),
        },
      ];
    }),
  );
}

/** The ratio of each level divides its pupils over all sites, rounded up; a level with a blank number is left out. */
function neededOf(rows: readonly ReadRow[], ratioOf: (level: string) => number | null): number | null {
  let needed: number | null = null;
  for (const [level, of] of Map.groupBy(rows, (row) => String(row['Cấp học']))) {
    const pupils = of.map((row) => number(row['HS tính định mức']));
    if (pupils.includes(null)) continue;
    const sum = pupils.reduce<number>((all, one) => all + (one ?? 0), 0);
    const ratio = ratioOf(level);
    if (sum > 0 && ratio === null) continue;
    needed = (needed ?? 0) + (sum === 0 ? 0 : Math.ceil(sum / (ratio ?? 1)));
  }
  return needed;
}

function deficitOf(figures: {
  readonly registered: number;
  readonly usable: number;
  readonly needed: number | null;
  readonly declared: number | null;
  readonly threshold: number;
}): number | null {
  const { registered, usable, needed, declared, threshold } = figures;
  if (needed === null || declared === null) return null;
  const isMeasured = !(declared === 0 && registered === 0) && registered * 100 >= declared * threshold;
  return Math.max(0, needed - (isMeasured ? usable : declared));
}

/** What the file itself says, against the evidence in it. */
function expectTraceable(sheets: readonly ReadSheet[]): void {
  const own = recomputed(sheets);
  const schools = sheetNamed(sheets, 'Theo trường').rows.filter((row) => row.STT !== null);
  expect(schools.length).toBe(own.size);
  for (const school of schools) {
    expect.soft(own.get(String(school['Mã trường'])), String(school['Tên trường'])).toEqual({
      registered: school['Đăng ký'],
      usable: school['Dùng được'],
      needed: school['Cần có'],
      deficit: school['Còn thiếu'],
    });
  }
  const lines = sheetNamed(sheets, 'Nhu cầu').rows;
  const allocation = sheetNamed(sheets, 'Bằng chứng - phân bổ').rows;
  const spent = allocation.reduce(
    (sum, row) =>
      sum +
      (number(row['Đơn giá (đồng)']) === null
        ? (number(row['Thành tiền (đồng)']) ?? 0)
        : (number(row['Số lượng']) ?? 0) * (number(row['Đơn giá (đồng)']) ?? 0)),
    0,
  );
  expect(lines.find((row) => row['Tên trường'] === 'Tổng cộng')?.['Thành tiền (đồng)']).toBe(spent);
  const listed = lines.filter((row) => row.STT !== null);
  expect(total(listed, 'Thành tiền (đồng)')).toBe(spent);
  const deficits = [...own.values()].reduce((sum, { deficit }) => sum + (deficit ?? 0), 0);
  const student = listed.filter((row) => row['Danh mục thiết bị'] === 'Máy tính học sinh');
  expect(total(student, 'Còn thiếu')).toBe(deficits);
}

const scenes: readonly (readonly [string, Snapshot, Partial<PlanOptions>])[] = [
  ['three schools', smallSnapshot(), {}],
  ['a district', { ...districtSnapshot({ seed: 7 }), name: 'Quận' }, {}],
  ['a district, all pupils', { ...districtSnapshot({ seed: 8 }), name: 'Quận' }, { denominator: 'enrolled' }],
  ['a district with estimates', { ...districtSnapshot({ seed: 9 }), name: 'Quận' }, { estimate: true }],
];

test.each(scenes)(
  'every total of the workbook is recomputed from its evidence: %s',
  async (_, snapshot, options) => {
    expectTraceable(await readWorkbook(await exported(inputOf(snapshot, { options }), 'xlsx')));
  },
);

test.each(scenes)(
  'every total of the CSV is recomputed from its evidence: %s',
  async (_, snapshot, options) => {
    expectTraceable(readCsv(await exported(inputOf(snapshot, { options }), 'csv'), 'Nhu cầu'));
  },
);

test.each(scenes)(
  'every total of the JSON is recomputed from its evidence: %s',
  async (_, snapshot, options) => {
    const document = JSON.parse(
      Buffer.from(await exported(inputOf(snapshot, { options }), 'json')).toString(),
    );
    const usable = Map.groupBy<string, { schoolCode: string; counts: number; registered: number }>(
      document.evidence.machines,
      ({ schoolCode }) => schoolCode,
    );
    for (const school of document.schools) {
      const own = usable.get(school.schoolCode) ?? [];
      expect(school.usable).toBe(own.filter(({ counts }) => counts === 1).length);
      expect(school.registered).toBe(own.filter(({ registered }) => registered === 1).length);
    }
    const amounts = (rows: readonly { amountDong?: number; amount?: number }[]) =>
      rows.reduce((sum, row) => sum + (row.amountDong ?? row.amount ?? 0), 0);
    expect(amounts(document.lines)).toBe(amounts(document.evidence.allocation));
    expect(document.totals.deficit + document.totals.deficitDeclared).toBe(
      document.schools.reduce(
        (sum: number, { deficit }: { deficit: number | null }) => sum + (deficit ?? 0),
        0,
      ),
    );
  },
);
