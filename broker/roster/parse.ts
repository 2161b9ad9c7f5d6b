import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { rosterFault, rosterTable } from '../../shared/domain/register/roster.ts';
import { readList } from '../register/read-list.ts';
import type { RosterRow } from '../store/org-port.ts';
import { headerOf, problem } from './problem.ts';

export type ParsedRow = { readonly line: number; readonly row: RosterRow };

/** What a roster file says: its good rows, and a problem for each refused cell or row. */
export type ParsedRoster = {
  readonly rows: readonly ParsedRow[];
  readonly problems: readonly RosterProblem[];
  /** Fields that the file has a column for; the others keep what they were. */
  readonly fields: ReadonlySet<string>;
};

export function parseRoster(csv: string): ParsedRoster {
  const { rows, problems, fields } = readList(rosterTable, csv);
  // Every field of the table is there, each read as its column holds it.
  const read = rows.map(({ line, row }) => ({ line, row: row as unknown as RosterRow }));
  const faults = read.map(faultOf);
  return {
    rows: read.filter((_, index) => faults[index] === null),
    problems: [...problems, ...faults.filter((fault) => fault !== null)],
    fields,
  };
}

/** Numbers of a row that cannot all be true, or null. */
export function faultOf({ line, row }: ParsedRow): RosterProblem | null {
  const fault = rosterFault({ ...row });
  if (fault === null) return null;
  const value = row[fault.field as keyof RosterRow];
  return problem(line, headerOf(rosterTable, fault.field), fault.reason, String(value));
}
