import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KnownRegister, planList } from '../../../broker/register/plan-list.ts';
import { rowSchemas } from '../../../broker/register/stored-rows.ts';
import { type RegisterRow, rowKeyOf } from '../../../shared/domain/register/column.ts';
import { stableRows } from '../../../shared/domain/register/list-file.ts';
import { registerTables } from '../../../shared/domain/register/tables.ts';
import { ok } from '../../../shared/domain/result.ts';
import { csvOf } from './register-rig.ts';

const table = registerTables.assets;
const header = table.columns.map((column) => column.header);
const take = { strict: false, replace: false };

function knowing(rows: readonly RegisterRow[] = []): KnownRegister {
  return {
    rows: new Map(rows.map((row) => [rowKeyOf(table, row), row])),
    school: (code) => ok(code),
    hasSite: () => true,
    fault: (row) => {
      const read = rowSchemas.assets.safeParse(row);
      return read.success ? null : { field: String(read.error.issues[0]?.path[0]), reason: 'out-of-range' };
    },
  };
}

/** The rows that a plan leads to. */
function after(before: readonly RegisterRow[], csv: string, wish = take): readonly RegisterRow[] {
  const rows = new Map(before.map((row) => [rowKeyOf(table, row), row]));
  for (const { key, row } of planList(table, csv, knowing(before), wish).entries) {
    if (row === null) rows.delete(key);
    else rows.set(key, row);
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const dong = fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: null });
const asset: fc.Arbitrary<RegisterRow> = fc.record({
  schoolCode: fc.constantFrom('A1', '0012'),
  assetCode: fc.stringMatching(/^[A-Z]{1,3}[0-9/%.-]{0,4}[0-9]$/),
  name: fc.constantFrom(null, 'Máy "tính", bàn', '-x'),
  item: fc.constantFrom(null, 'student-pc', 'printer'),
  deviceId: fc.constant(null),
  serial: fc.constantFrom(null, '0042'),
  hostname: fc.constantFrom(null, 'MAY-01'),
  purchaseYear: fc.constantFrom(null, 2019),
  purchasedOn: fc.constant(null),
  costDong: dong,
  funding: fc.constantFrom(null, 'social'),
  holder: fc.constantFrom(null, 'school', 'donated'),
  isRestricted: fc.constantFrom(null, true, false),
  hardwareFaults: fc.constantFrom(null, 0, 3),
  repairCostDong: dong,
  writtenOffOn: fc.constantFrom(null, '2026-01-31'),
});
const assets = fc.uniqueArray(asset, { selector: (row) => rowKeyOf(table, row), maxLength: 12 });

test('whatever the order of rows and columns, the same list gives the same rows, and nothing the second time', () => {
  fc.assert(
    fc.property(assets, fc.infiniteStream(fc.nat()), (rows, stream) => {
      const byChance = <T>(list: readonly T[]): T[] =>
        list
          .map((item) => [stream.next().value as number, item] as const)
          .sort(([a], [b]) => a - b)
          .map(([, item]) => item);
      const columns = byChance(header.map((_, at) => at));
      const lines = [header, ...stableRows(table, byChance(rows))];
      const csv = csvOf(lines.map((line) => columns.map((at) => line[at] ?? '')));
      const first = after([], csvOf([header, ...stableRows(table, rows)]));
      expect(after([], csv)).toEqual(first);
      expect(first).toHaveLength(rows.length);
      const again = planList(table, csv, knowing(first), { strict: true, replace: true });
      expect(again).toMatchObject({ entries: [], changes: [], problems: [], unchanged: rows.length });
    }),
  );
});

test('a cell that somebody spoiled is named, or is still read as what it says', () => {
  const spoiled = fc.oneof(
    fc.stringMatching(/^[-+=]?[\d., ]{1,12}(?:đ|E\+?\d)?$/),
    fc.integer({ min: -1e6, max: 1e17 }).map(String),
    fc.string({ maxLength: 10 }),
  );
  const at = header.indexOf('cost');
  fc.assert(
    fc.property(asset, spoiled, (row, cell) => {
      const [line = []] = stableRows(table, [row]);
      const csv = csvOf([header, line.with(at, cell)]);
      const plan = planList(table, csv, knowing(), take);
      const cost = plan.entries[0]?.row?.costDong;
      if (plan.problems.length > 0) {
        expect(plan.entries).toEqual([]);
        expect(plan.problems).toMatchObject([{ line: 2, column: 'cost' }]);
        return;
      }
      const digits = cell.replace(/[^\d]/g, '');
      expect(String(cost ?? '')).toBe(digits === '' ? '' : String(Number(digits)));
      expect(cell).toMatch(/^\W*(?:\d+|\d{1,3}(?:[^\d]\d{3})+)?\W*(?:đ)?\W*$/u);
    }),
    { numRuns: 1_000 },
  );
});

test('what a list lacks stays, and ends when the list takes the place of all', () => {
  fc.assert(
    fc.property(assets, assets, (before, next) => {
      const csv = csvOf([header, ...stableRows(table, next)]);
      const keys = (rows: readonly RegisterRow[]) => rows.map((row) => rowKeyOf(table, row)).sort();
      expect(keys(after(before, csv))).toEqual([...new Set(keys([...before, ...next]))]);
      expect(keys(after(before, csv, { strict: false, replace: true }))).toEqual(keys(next));
    }),
  );
});
