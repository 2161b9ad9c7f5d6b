import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import type { DeviceState, Role } from '../../shared/domain/device.ts';
import { tidy } from '../../shared/domain/register/fold.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type Line, readTable, strayCells, type Table } from './csv-table.ts';
import { conditionNamed, type MachineColumn, machineColumns, roleNamed } from './machine-columns.ts';
import { problem } from './problem.ts';

/** What one row says of one machine; what is left out stays as it is. */
export type MachineRow = {
  readonly line: number;
  /** Its host name or its device id, as written. */
  readonly machine: string;
  readonly room?: string;
  readonly seat?: string;
  readonly role?: Role;
  readonly state?: DeviceState;
  readonly confirmGood?: boolean;
};

/** A machine that a row may mean. */
export type KnownMachine = {
  readonly deviceId: string;
  readonly hostname: string | null;
  readonly state: DeviceState;
};

export type MatchedRow = { readonly deviceId: string; readonly row: MachineRow };

type Outcome<T> = { readonly rows: readonly T[]; readonly problems: readonly RosterProblem[] };

const maxLength = { machine: 253, room: 64, seat: 16 };

/** Reads a list of machines. A blank cell says nothing: the machine keeps what it has. */
export function parseMachines(csv: string): Outcome<MachineRow> {
  const table = readTable(csv, machineColumns);
  if (!table.ok) return { rows: [], problems: table.error };
  return split(table.value.lines.map((line) => readRow(table.value.header, line)));
}

/**
 * Finds the machine of each row by host name, whatever its case, or by device id. A name that several machines carry is the
 * one's that is not written off, else nobody's; each machine is named once.
 */
export function matchMachines(
  rows: readonly MachineRow[],
  machines: readonly KnownMachine[],
): Outcome<MatchedRow> {
  const byId = new Map(machines.map((machine) => [machine.deviceId, machine]));
  const byName = Map.groupBy(machines, ({ hostname }) => nameKey(hostname ?? ''));
  const lineOf = new Map<string, number>();
  return split(
    rows.map((row) => {
      const refused = (reason: 'unknown-machine' | 'ambiguous-machine' | 'repeated-machine', value: string) =>
        err([problem(row.line, 'machine', reason, value)]);
      const known = byId.get(row.machine.toLowerCase());
      const named = known === undefined ? (byName.get(nameKey(row.machine)) ?? []) : [known];
      const inUse = named.filter(({ state }) => state !== 'retired');
      const [found, another] = inUse.length > 0 ? inUse : named;
      if (found === undefined) return refused('unknown-machine', row.machine);
      if (another !== undefined) return refused('ambiguous-machine', row.machine);
      const before = lineOf.get(found.deviceId);
      if (before !== undefined) return refused('repeated-machine', String(before));
      lineOf.set(found.deviceId, row.line);
      return ok({ deviceId: found.deviceId, row });
    }),
  );
}

function split<T>(read: readonly Result<T, readonly RosterProblem[]>[]): Outcome<T> {
  return {
    rows: read.flatMap((one) => (one.ok ? [one.value] : [])),
    problems: read.flatMap((one) => (one.ok ? [] : one.error)),
  };
}

function readRow(
  header: Table<MachineColumn>['header'],
  { line, cells }: Line,
): Result<MachineRow, readonly RosterProblem[]> {
  const problems = strayCells(header, { line, cells });
  let row: Omit<MachineRow, 'machine'> & { readonly machine?: string } = { line };
  header.forEach((column, index) => {
    const cell = tidy(cells[index] ?? '');
    if (column === null || (cell === '' && column.isRequired !== true)) return;
    const read = readCell(column.field, cell);
    if (read.ok) row = { ...row, ...read.value };
    else problems.push(problem(line, column.header, read.error, cell));
  });
  const { machine } = row;
  return machine === undefined || problems.length > 0 ? err(problems) : ok({ ...row, machine });
}

type CellFailure = 'missing' | 'too-long' | 'unknown-role' | 'unknown-state';

function readCell(
  field: MachineColumn['field'],
  cell: string,
): Result<Partial<Omit<MachineRow, 'line'>>, CellFailure> {
  if (field === 'role') {
    const role = roleNamed(cell);
    return role === null ? err('unknown-role') : ok({ role });
  }
  if (field === 'state') {
    const condition = conditionNamed(cell);
    return condition === null ? err('unknown-state') : ok(condition);
  }
  if (cell === '') return err('missing');
  return cell.length > maxLength[field] ? err('too-long') : ok({ [field]: cell });
}

function nameKey(name: string): string {
  return name.normalize('NFC').toLocaleLowerCase('vi');
}
