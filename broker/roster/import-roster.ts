import { randomBytes } from 'node:crypto';
import type { RegisterChange } from '../../shared/contract/plan-kinds.ts';
import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { base32, commonNameBytes } from '../../shared/domain/ids.ts';
import { rosterColumns, rosterTable } from '../../shared/domain/register/roster.ts';
import { addedChange, fieldChanges, removedChange, shownKey } from '../register/changes.ts';
import { type Aliases, currentCode } from '../register/schools.ts';
import type { OrgChange, OrgStore, RosterRow } from '../store/org-port.ts';
import { agreeingRows, rowKey } from './agree.ts';
import { faultOf, type ParsedRow, parseRoster } from './parse.ts';
import { planUnits } from './plan-units.ts';
import { problem } from './problem.ts';

/** What an import did, or a dry run would do. */
export type RosterImport = {
  readonly schools: number;
  /** Rows that are taken; none where the file is refused. */
  readonly rows: number;
  readonly added: number;
  /** New or otherwise than before. */
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly isWritten: boolean;
  readonly changes: readonly RegisterChange[];
  readonly problems: readonly RosterProblem[];
};

export type RosterWish = {
  /** One bad row refuses the whole file. */
  readonly strict: boolean;
  /** Rows that the file lacks end; then, too, one bad row refuses it. */
  readonly replace?: boolean;
  readonly isDry?: boolean;
  readonly at: number;
  readonly actor: string;
};

/** A bounded list: a file shifted by one column has a problem in every row. */
const maxProblems = 1_000;

/** New opaque id of a unit: 80 random bits. */
export function newUnitId(): string {
  return base32(randomBytes(commonNameBytes));
}

/**
 * Imports a roster: good rows become versions valid from `at`, units are made for their places, bad rows are named. Without
 * `replace` it updates and adds: a school missing from the file stays. A column missing from the file keeps its values; a blank
 * cell of a present column becomes missing. Rows under a school's old code land on its new one. The same file again writes
 * nothing.
 */
export async function importRoster(
  org: OrgStore,
  csv: string,
  wish: RosterWish,
  aliases: Aliases = new Map(),
): Promise<RosterImport> {
  const current = new Map((await org.rosterRows()).map((row) => [rowKey(row), row]));
  const replaces = wish.replace === true;
  const read = readWhole(csv, current, aliases, replaces);
  const isWhole = wish.strict || replaces;
  const isRefused = read.problems.length > 0 && (isWhole || read.rows.length === 0);
  const rows = isRefused ? [] : read.rows;
  const added = rows.filter((row) => !current.has(rowKey(row)));
  const changed = rows.filter((row) => isOther(row, current.get(rowKey(row))));
  const followers = followingRows(rows, current);
  const named = new Set(rows.map(rowKey));
  const ended = replaces && !isRefused ? [...current.values()].filter((row) => !named.has(rowKey(row))) : [];
  if (wish.isDry !== true) {
    const units = planUnits([...rows, ...followers], await org.units(), newUnitId);
    const written = [...added, ...changed, ...followers.filter((row) => !ended.includes(row))];
    await save(org, { at: wish.at, actor: wish.actor, units, rows: written, endedRows: ended });
  }
  return {
    schools: new Set(rows.map((row) => row.schoolCode)).size,
    rows: rows.length,
    added: added.length,
    changed: added.length + changed.length,
    removed: ended.length,
    unchanged: rows.length - added.length - changed.length,
    isWritten: !isRefused && wish.isDry !== true,
    changes: isRefused
      ? []
      : [
          ...read.landed,
          ...added.map((row) => addedChange(rosterTable, { ...row })),
          ...changed.flatMap((row) => fieldChanges(rosterTable, { ...current.get(rowKey(row)) }, { ...row })),
          ...ended.map((row) => removedChange(rosterTable, { ...row })),
        ],
    problems: read.problems.slice(0, maxProblems),
  };
}

/** Nobody means to end every school with a file of headers. */
function readWhole(
  csv: string,
  current: ReadonlyMap<string, RosterRow>,
  aliases: Aliases,
  replaces: boolean,
): ReturnType<typeof readRoster> {
  const read = readRoster(csv, current, aliases);
  const isBare = replaces && read.rows.length === 0 && read.problems.length === 0;
  return isBare ? { ...read, problems: [problem(1, '', 'empty', '')] } : read;
}

/** Rows that can stand: read, under today's codes, agreeing with each other and with what the file leaves as it was. */
function readRoster(
  csv: string,
  current: ReadonlyMap<string, RosterRow>,
  aliases: Aliases,
): {
  readonly rows: readonly RosterRow[];
  readonly problems: readonly RosterProblem[];
  readonly landed: readonly RegisterChange[];
} {
  const parsed = parseRoster(csv);
  const landed = underTodaysCodes(parsed.rows, current, aliases);
  const agreed = agreeingRows(landed.rows);
  const merged = agreed.rows.map(({ line, row }) => ({
    line,
    row: mergedRow(row, current.get(rowKey(row)), parsed.fields),
  }));
  const faults = merged.map(faultOf);
  return {
    rows: merged.filter((_, index) => faults[index] === null).map(({ row }) => row),
    problems: [...parsed.problems, ...agreed.problems, ...faults.filter((fault) => fault !== null)].sort(
      (a, b) => a.line - b.line,
    ),
    landed: landed.changes,
  };
}

/**
 * Rows of a code that a school had before count for the code that it has; what the school is called and where it stands is
 * told under its own code alone, whose rows come first.
 */
function underTodaysCodes(
  rows: readonly ParsedRow[],
  current: ReadonlyMap<string, RosterRow>,
  aliases: Aliases,
): { readonly rows: readonly ParsedRow[]; readonly changes: readonly RegisterChange[] } {
  const schools = new Map([...current.values()].map((row) => [row.schoolCode, row]));
  const codeOf = ({ row }: ParsedRow): string =>
    currentCode(row.schoolCode, aliases, (code) => schools.has(code));
  const isOld = (parsed: ParsedRow): boolean => codeOf(parsed) !== parsed.row.schoolCode;
  const moved = rows.filter(isOld).map((parsed) => {
    const schoolCode = codeOf(parsed);
    const { schoolName, commune, owner, area } = schools.get(schoolCode) ?? parsed.row;
    const row: RosterRow = { ...parsed.row, schoolCode, schoolName, commune, owner, area };
    return { line: parsed.line, row, before: parsed.row.schoolCode };
  });
  return {
    rows: [...rows.filter((parsed) => !isOld(parsed)), ...moved],
    changes: moved.map(({ row, before }) => ({
      ...{ change: 'changed', key: shownKey(rosterTable, { ...row }), field: 'school_code', before },
      after: row.schoolCode,
    })),
  };
}

async function save(org: OrgStore, change: OrgChange): Promise<void> {
  const { units, rows, endedRows = [] } = change;
  if (units.length + rows.length + endedRows.length > 0) await org.saveOrg(change);
}

function mergedRow(row: RosterRow, before: RosterRow | undefined, given: ReadonlySet<string>): RosterRow {
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
    return isOther(moved, row) ? [moved] : [];
  });
}

function isOther(row: RosterRow, before: RosterRow | undefined): boolean {
  return before !== undefined && rosterColumns.some(({ field }) => row[field] !== before[field]);
}
