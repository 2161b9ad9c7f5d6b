import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { rosterColumns } from '../../shared/domain/register/roster.ts';
import type { RosterRow } from '../store/org-port.ts';
import type { ParsedRow } from './parse.ts';
import { problem } from './problem.ts';

type SharedField = 'schoolName' | 'commune' | 'owner' | 'area' | 'siteName';
const ofSchool: readonly SharedField[] = ['schoolName', 'commune', 'owner', 'area'];

type Said = { readonly line: number; readonly value: string };

/**
 * Rows that can stand together: one per school, level and site, all rows of a school agreeing on its name and place.
 * The first row holds; a later one that repeats or contradicts it is refused, naming the first one's line.
 * What one row of a school leaves blank is taken from its other rows.
 */
export function agreeingRows(parsed: readonly ParsedRow[]): {
  readonly rows: readonly ParsedRow[];
  readonly problems: readonly RosterProblem[];
} {
  const lineOfRow = new Map<string, number>();
  const said = new Map<string, Said>();
  const problems: RosterProblem[] = [];
  const kept: ParsedRow[] = [];
  for (const { line, row } of parsed) {
    const key = rowKey(row);
    const first = lineOfRow.get(key);
    const refusals =
      first === undefined
        ? contradictions(said, line, row)
        : [problem(line, 'level', 'duplicate', String(first))];
    problems.push(...refusals);
    if (refusals.length > 0) continue;
    lineOfRow.set(key, line);
    for (const [subject, value] of statements(row)) {
      if (!said.has(subject)) said.set(subject, { line, value });
    }
    kept.push({ line, row });
  }
  return { rows: kept.map(({ line, row }) => ({ line, row: completed(said, row) })), problems };
}

/** What identifies a roster row. */
export function rowKey({ schoolCode, level, siteCode }: RosterRow): string {
  return `${schoolCode}/${level}/${siteCode ?? ''}`;
}

function contradictions(said: ReadonlyMap<string, Said>, line: number, row: RosterRow): RosterProblem[] {
  return statements(row).flatMap(([subject, value, field]) => {
    const before = said.get(subject);
    if (before === undefined || before.value === value) return [];
    const header = rosterColumns.find((column) => column.field === field)?.header ?? field;
    return [problem(line, header, 'contradicts', String(before.line))];
  });
}

/** What a row says of its school and site: subject, value and field. */
function statements(row: RosterRow): (readonly [string, string, SharedField])[] {
  const fields: readonly SharedField[] = [...ofSchool, 'siteName'];
  return fields.flatMap((field) => {
    const value = row[field];
    return value === null ? [] : [[subjectOf(row, field), value, field] as const];
  });
}

function subjectOf(row: RosterRow, field: SharedField): string {
  return field === 'siteName'
    ? `${row.schoolCode}/${row.siteCode ?? ''}/${field}`
    : `${row.schoolCode}//${field}`;
}

function completed(said: ReadonlyMap<string, Said>, row: RosterRow): RosterRow {
  const value = (field: SharedField): string | null => said.get(subjectOf(row, field))?.value ?? null;
  return {
    ...row,
    commune: value('commune'),
    owner: value('owner'),
    area: value('area'),
    siteName: value('siteName'),
  };
}
