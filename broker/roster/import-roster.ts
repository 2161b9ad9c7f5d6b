import { randomBytes } from 'node:crypto';
import type { QueryBody } from '../../shared/contract/query.ts';
import { base32, commonNameBytes } from '../../shared/domain/ids.ts';
import { rosterColumns } from '../../shared/domain/register/roster.ts';
import type { OrgStore, RosterRow } from '../store/org-port.ts';
import { agreeingRows, rowKey } from './agree.ts';
import { parseRoster } from './parse.ts';
import { planUnits } from './plan-units.ts';

export type RosterImport = QueryBody<'rosterImport'>;

/** A bounded list: a file shifted by one column has a problem in every row. */
const maxProblems = 1_000;

/** New opaque id of a unit: 80 random bits. */
export function newUnitId(): string {
  return base32(randomBytes(commonNameBytes));
}

/**
 * Imports a roster: good rows become versions valid from `at`, units are made for their places, bad rows are named.
 * With `strict`, one bad row refuses the whole file. An import updates and adds, it never removes: a school missing from
 * the file stays. A column missing from the file keeps its values; a blank cell of a present column becomes missing.
 * The same file again writes nothing.
 */
export async function importRoster(
  org: OrgStore,
  csv: string,
  wish: { readonly strict: boolean; readonly at: number; readonly actor: string },
): Promise<RosterImport> {
  const parsed = parseRoster(csv);
  const agreed = agreeingRows(parsed.rows);
  const problems = [...parsed.problems, ...agreed.problems]
    .sort((a, b) => a.line - b.line)
    .slice(0, maxProblems);
  const isRefused = problems.length > 0 && (wish.strict || agreed.rows.length === 0);
  const rows = isRefused ? [] : agreed.rows;

  const current = new Map((await org.rosterRows()).map((row) => [rowKey(row), row]));
  const merged = rows.map((row) => mergedRow(row, current.get(rowKey(row)), parsed.fields));
  const changed = merged.filter((row) => !isSameRow(row, current.get(rowKey(row))));
  const followers = followingRows(merged, current);
  const units = planUnits([...merged, ...followers], await org.units(), newUnitId);
  if (changed.length + followers.length + units.length > 0) {
    await org.saveOrg({ at: wish.at, actor: wish.actor, units, rows: [...changed, ...followers] });
  }
  return {
    schools: new Set(rows.map((row) => row.schoolCode)).size,
    rows: rows.length,
    changed: changed.length,
    unchanged: rows.length - changed.length,
    isWritten: !isRefused,
    problems,
  };
}

function mergedRow(
  row: RosterRow,
  before: RosterRow | undefined,
  given: ReadonlySet<keyof RosterRow>,
): RosterRow {
  if (before === undefined) return row;
  const kept = rosterColumns
    .filter(({ field }) => !given.has(field))
    .map(({ field }) => [field, before[field]]);
  return { ...row, ...Object.fromEntries(kept) };
}

/** Rows of an imported school that the file does not name: its new name and place hold for them too. */
function followingRows(imported: readonly RosterRow[], current: ReadonlyMap<string, RosterRow>): RosterRow[] {
  const named = new Set(imported.map(rowKey));
  const bySchool = new Map(imported.map((row) => [row.schoolCode, row]));
  return [...current.values()].flatMap((row) => {
    const school = named.has(rowKey(row)) ? undefined : bySchool.get(row.schoolCode);
    if (school === undefined) return [];
    const { schoolName, commune, owner, area } = school;
    const moved = { ...row, schoolName, commune, owner, area };
    return isSameRow(moved, row) ? [] : [moved];
  });
}

function isSameRow(row: RosterRow, before: RosterRow | undefined): boolean {
  return before !== undefined && rosterColumns.every(({ field }) => row[field] === before[field]);
}
