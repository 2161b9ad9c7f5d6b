import { normPackFileSchema } from '../../shared/contract/norm-pack.ts';
import type { RegisterChange } from '../../shared/contract/plan-kinds.ts';
import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import template from '../../shared/data/norms/province-template.json' with { type: 'json' };
import { shippedNormPacks } from '../../shared/data/norms.ts';
import type { NormPackFile } from '../../shared/domain/norm.ts';
import { err, type Result } from '../../shared/domain/result.ts';
import { checkValue } from '../../shared/runtime/problem.ts';
import { problem, type RowReason } from '../roster/problem.ts';
import type { RegisterEntry } from '../store/register-port.ts';
import type { HomeDeps, Stamp } from './home.ts';
import { type ImportDone, type ImportWish, refused } from './outcome.ts';
import { storedRows } from './stored-rows.ts';

/** More packs than a province decides on in a century. */
const maxPacks = 100;
const maxShown = 300;

type Leaf = string | number | boolean | null;

/**
 * Imports one norm pack, the JSON of a file: what it states takes the place of the pack of the same id. Packs that ship with the
 * product are never replaced. With `replace`, other packs that were entered end.
 */
export async function importNorms({ store }: HomeDeps, wish: ImportWish, stamp: Stamp): Promise<ImportDone> {
  const read = readPack(wish.csv);
  if (!read.ok) return { ...refused, problems: [read.error] };
  const plan = planned(read.value, await storedRows(store, 'norms'), wish.replace);
  const { entries, ...done } = plan;
  if (!wish.isDry && entries.length > 0) await store.saveRegister({ register: 'norms', ...stamp, entries });
  return { ...done, isWritten: done.rows > 0 && !wish.isDry };
}

function planned(
  pack: NormPackFile,
  known: ReadonlyMap<string, NormPackFile>,
  isReplaced: boolean,
): Omit<ImportDone, 'isWritten'> & { readonly entries: readonly RegisterEntry[] } {
  const before = known.get(pack.id) ?? null;
  const ended = isReplaced ? [...known.keys()].filter((id) => id !== pack.id) : [];
  const counts = { rows: 1, added: 0, changed: 0, removed: ended.length, unchanged: 0, problems: [] };
  const endings = ended.map((key) => ({ key, row: null }));
  const written = [{ key: pack.id, row: pack }, ...endings];
  if (before === null) {
    if (known.size - ended.length >= maxPacks) {
      return { ...refused, entries: [], problems: [problem(1, '', 'too-many-rows', String(maxPacks))] };
    }
    return { ...counts, added: 1, changes: [added(pack), ...ended.map(removed)], entries: written };
  }
  const fields = fieldChanges(pack.id, before, pack);
  const changes = [...fields, ...ended.map(removed)];
  return fields.length === 0
    ? { ...counts, unchanged: 1, changes, entries: endings }
    : { ...counts, changed: 1, changes, entries: written };
}

function readPack(text: string): Result<NormPackFile, RosterProblem> {
  const bad = (field: string, reason: RowReason, value: string) => err(problem(1, field, reason, value));
  const json = parsed(text);
  if (json === undefined) return bad('', 'bad-json', '');
  const read = checkValue(normPackFileSchema, json);
  if (!read.ok) {
    const { field, reason, ...limits } = read.error;
    return err({ ...problem(1, field, 'bad-norm', reason), limits });
  }
  const { id } = read.value;
  if (shippedNormPacks().some((pack) => pack.id === id)) return bad('id', 'code-in-use', id);
  return id === template.id ? bad('id', 'example-row', id) : read;
}

function added({ id, legalBasis }: NormPackFile): RegisterChange {
  return { change: 'added', key: id, field: null, before: null, after: legalBasis.slice(0, maxShown) };
}

function removed(key: string): RegisterChange {
  return { change: 'removed', key, field: null, before: null, after: null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** One change for each value that is otherwise, by its path. */
function fieldChanges(key: string, before: object, after: object): RegisterChange[] {
  const [was, is] = [new Map(leaves('', before)), new Map(leaves('', after))];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
    const [from, to] = [was.get(path) ?? null, is.get(path) ?? null];
    if (from === to) return [];
    return [
      { change: 'changed' as const, key, field: path.slice(0, 64), before: shown(from), after: shown(to) },
    ];
  });
}

function leaves(path: string, value: unknown): (readonly [string, Leaf])[] {
  if (typeof value !== 'object' || value === null) return [[path, value as Leaf]];
  return Object.entries(value).flatMap(([name, part]) =>
    leaves(path === '' ? name : `${path}.${name}`, part),
  );
}

function shown(value: Leaf): string | null {
  return value === null ? null : String(value).slice(0, maxShown);
}
