import { type RegisterRow, rowKeyOf } from '../../shared/domain/register/column.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import type { RegisterEntry } from '../store/register-port.ts';
import type { SchoolMove } from '../store/school-port.ts';
import type { Store } from '../store/store.ts';
import { storedRows } from './stored-rows.ts';

/** Registers of schools that are kept as rows, and follow a school to its new code. */
const followers = ['sites', 'assets', 'equipment', 'priorities', 'checklist', 'delivered'] as const;
type Follower = (typeof followers)[number];

/** A school's new code, since which day and by which decision. */
export type Renamed = {
  readonly from: string;
  readonly to: string;
  /** YYYY-MM-DD. */
  readonly since: string;
  readonly basis: string | null;
};

/** Rows of every register that follow the school, and its old code as an alias of the new one. */
export async function movedRegisters(store: Store, renamed: Renamed): Promise<SchoolMove['registers']> {
  const moved = await Promise.all(
    followers.map(async (register) => ({
      register,
      entries: movedRows(register, [...(await storedRows(store, register)).values()], renamed),
    })),
  );
  return [...moved, { register: 'aliases', entries: await aliasEntries(store, renamed) }];
}

function movedRows(register: Follower, rows: readonly object[], { from, to }: Renamed): RegisterEntry[] {
  const table = registerTables[register];
  const all = rows.map((row): RegisterRow => ({ ...row }));
  const there = new Map(
    all.filter(({ schoolCode }) => schoolCode === to).map((row) => [rowKeyOf(table, row), row]),
  );
  return all
    .filter(({ schoolCode }) => schoolCode === from)
    .flatMap((row) => {
      const next = { ...row, schoolCode: to };
      const other = there.get(rowKeyOf(table, next));
      const kept = other === undefined ? next : joined(register, next, other, from);
      const ended = { key: rowKeyOf(table, row), row: null };
      return kept === null ? [ended] : [ended, { key: rowKeyOf(table, kept), row: kept }];
    });
}

/** Of two rows under one key: things are added up, assets keep apart, of anything else what the other school said holds. */
function joined(register: Follower, row: RegisterRow, other: RegisterRow, from: string): RegisterRow | null {
  if (register === 'assets') return { ...row, assetCode: `${from}-${String(row.assetCode)}`.slice(0, 64) };
  if (register !== 'equipment' && register !== 'delivered') return null;
  const quantity = sum(row.quantity, other.quantity);
  return register === 'equipment'
    ? { ...other, quantity, working: sum(row.working, other.working) }
    : { ...other, quantity };
}

/** Unknown and something is unknown. */
function sum(a: unknown, b: unknown): number | null {
  return typeof a === 'number' && typeof b === 'number' ? a + b : null;
}

/** The old code leads to the new one, as do the codes that led to the old one; a code in use is nobody's old one. */
async function aliasEntries(store: Store, { from, to, since, basis }: Renamed): Promise<RegisterEntry[]> {
  const aliases = [...(await storedRows(store, 'aliases')).values()];
  const followed = aliases
    .filter(({ oldCode, schoolCode }) => schoolCode === from && oldCode !== to)
    .map((alias) => ({ key: alias.oldCode, row: { ...alias, schoolCode: to } }));
  const taken = aliases.filter(({ oldCode }) => oldCode === to);
  const own = { oldCode: from, schoolCode: to, validFrom: since, basis };
  return [...followed, ...taken.map(({ oldCode }) => ({ key: oldCode, row: null })), { key: from, row: own }];
}
