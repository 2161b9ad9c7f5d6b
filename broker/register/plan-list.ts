import type { RegisterChange } from '../../shared/contract/plan-kinds.ts';
import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { type RegisterRow, type RegisterTable, rowKeyOf } from '../../shared/domain/register/column.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { headerOf, problem, type RowReason } from '../roster/problem.ts';
import { addedChange, fieldChanges, removedChange, shownKey } from './changes.ts';
import { type ListedRow, readList } from './read-list.ts';

/** What is known where a list is imported, as far as the actor reaches. */
export type KnownRegister = {
  /** Rows by key. */
  readonly rows: ReadonlyMap<string, RegisterRow>;
  /** The school that a code names today, or why its rows may not be entered here; null is no school. */
  readonly school: (code: string | null) => Result<string | null, 'unknown-school' | 'outside-unit'>;
  readonly hasSite: (schoolCode: string, siteCode: string) => boolean;
  /** What is wrong with a whole row: its field and why. */
  readonly fault: (row: RegisterRow) => { readonly field: string; readonly reason: RowReason } | null;
};

export type RegisterEntryPlan = { readonly key: string; readonly row: RegisterRow | null };

/** What a list would do. */
export type RegisterPlan = {
  /** Rows that are taken; none where the list is refused. */
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly entries: readonly RegisterEntryPlan[];
  readonly changes: readonly RegisterChange[];
  readonly problems: readonly RosterProblem[];
};

type Planned = {
  readonly key: string;
  readonly before: RegisterRow | null;
  readonly after: RegisterRow;
  /** The old code under which the file names its school. */
  readonly oldCode: string | null;
};

/**
 * Plans the import of a list. Rows are matched by their key: a known one is changed, another one added. A column that the
 * file lacks keeps its values; a blank cell of a present column becomes unknown. Bad rows are named and left out; with `strict`
 * one refuses the list, as it does with `replace`, under which rows that the list lacks end. The same list again plans nothing.
 */
export function planList(
  table: RegisterTable,
  csv: string,
  known: KnownRegister,
  wish: { readonly strict: boolean; readonly replace: boolean },
): RegisterPlan {
  const read = readList(table, csv);
  const planned = withoutRepeats(
    table,
    read.rows.map((listed) => ({ line: listed.line, plan: planRow(table, listed, read.fields, known) })),
  );
  const problems = [...read.problems, ...planned.problems].sort((a, b) => a.line - b.line);
  const { rows } = planned;
  const isRefused = problems.length > 0 && (wish.strict || wish.replace || rows.length === 0);
  if (isRefused) return { ...nothing, problems };
  const removed = wish.replace ? rowsBut(known.rows, new Set(rows.map(({ key }) => key))) : [];
  const added = rows.filter(({ before }) => before === null);
  if (known.rows.size + added.length - removed.length > table.maxRows) {
    return { ...nothing, problems: [problem(1, '', 'too-many-rows', String(table.maxRows))] };
  }
  const told = rows.map((row) => ({ ...row, fields: fieldsOf(table, row) }));
  const changed = told.filter(({ before, fields }) => before !== null && fields.length > 0);
  return {
    rows: rows.length,
    added: added.length,
    changed: changed.length,
    removed: removed.length,
    unchanged: rows.length - added.length - changed.length,
    entries: [
      ...[...added, ...changed].map(({ key, after }) => ({ key, row: after })),
      ...removed.map(([key]) => ({ key, row: null })),
    ],
    changes: [
      ...told.flatMap((row) => [...landing(table, row), ...row.fields]),
      ...removed.map(([, row]) => removedChange(table, row)),
    ],
    problems,
  };
}

const nothing: RegisterPlan = {
  ...{ rows: 0, added: 0, changed: 0, removed: 0, unchanged: 0 },
  ...{ entries: [], changes: [], problems: [] },
};

function planRow(
  table: RegisterTable,
  { line, row: read }: ListedRow,
  fields: ReadonlySet<string>,
  known: KnownRegister,
): Result<Planned, RosterProblem> {
  const refused = (field: string, reason: RowReason, value: unknown) =>
    err(problem(line, headerOf(table, field), reason, typeof value === 'string' ? value : ''));
  const placed = placedRow(table, read, known);
  if (!placed.ok) return refused('schoolCode', placed.error, read.schoolCode);
  const key = rowKeyOf(table, placed.value.row);
  const before = known.rows.get(key) ?? null;
  const after = mergedRow(table, placed.value.row, before, fields);
  const { schoolCode, siteCode } = after;
  if (
    typeof schoolCode === 'string' &&
    typeof siteCode === 'string' &&
    !known.hasSite(schoolCode, siteCode)
  ) {
    return refused('siteCode', 'unknown-site', siteCode);
  }
  const fault = table.fault?.(after) ?? known.fault(after);
  if (fault !== null) return refused(fault.field, fault.reason, String(after[fault.field] ?? ''));
  return ok({ key, before, after, oldCode: placed.value.oldCode });
}

/** The row under the code that its school has today. */
function placedRow(
  { columns }: RegisterTable,
  row: RegisterRow,
  known: KnownRegister,
): Result<{ readonly row: RegisterRow; readonly oldCode: string | null }, 'unknown-school' | 'outside-unit'> {
  if (!columns.some(({ field }) => field === 'schoolCode')) return ok({ row, oldCode: null });
  const code = typeof row.schoolCode === 'string' ? row.schoolCode : null;
  const school = known.school(code);
  if (!school.ok) return school;
  const isOld = school.value !== code;
  return ok({ row: isOld ? { ...row, schoolCode: school.value } : row, oldCode: isOld ? code : null });
}

function mergedRow(
  { columns, complete }: RegisterTable,
  row: RegisterRow,
  before: RegisterRow | null,
  fields: ReadonlySet<string>,
): RegisterRow {
  const kept =
    before === null
      ? []
      : columns
          .filter(({ field }) => !fields.has(field))
          .map(({ field }) => [field, before[field] ?? null] as const);
  const merged = { ...row, ...Object.fromEntries(kept) };
  return complete === undefined ? merged : complete(merged);
}

/** Each row once: the first holds. */
function withoutRepeats(
  table: RegisterTable,
  read: readonly { readonly line: number; readonly plan: Result<Planned, RosterProblem> }[],
): { readonly rows: readonly Planned[]; readonly problems: readonly RosterProblem[] } {
  const lineOf = new Map<string, number>();
  const rows: Planned[] = [];
  const problems: RosterProblem[] = [];
  for (const { line, plan } of read) {
    const first = plan.ok ? lineOf.get(plan.value.key) : undefined;
    if (!plan.ok) problems.push(plan.error);
    else if (first !== undefined) {
      problems.push(problem(line, headerOf(table, table.key[0] ?? ''), 'repeated-row', String(first)));
    } else {
      lineOf.set(plan.value.key, line);
      rows.push(plan.value);
    }
  }
  return { rows, problems };
}

function rowsBut(rows: ReadonlyMap<string, RegisterRow>, kept: ReadonlySet<string>) {
  return [...rows].filter(([key]) => !kept.has(key));
}

/** The row is new, or which of its fields are otherwise. */
function fieldsOf(table: RegisterTable, { before, after }: Planned): readonly RegisterChange[] {
  return before === null ? [addedChange(table, after)] : fieldChanges(table, before, after);
}

/** The file names the school by a code that it had before. */
function landing(table: RegisterTable, { after, oldCode }: Planned): readonly RegisterChange[] {
  if (oldCode === null) return [];
  const place = { key: shownKey(table, after), field: 'school_code' };
  return [{ change: 'changed', ...place, before: oldCode, after: String(after.schoolCode) }];
}
