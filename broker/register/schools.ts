import { err, ok, type Result } from '../../shared/domain/result.ts';
import { downwards, isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import type { Actor } from '../query/handler.ts';
import type { RegisterStore } from '../store/register-port.ts';
import { storedRows } from './stored-rows.ts';

/** A chain of mergers is no longer than the reforms that a school lives through. */
const maxAliases = 16;

/** Codes that schools had before, with the code that followed. */
export type Aliases = ReadonlyMap<string, string>;

export async function readAliases(store: RegisterStore): Promise<Aliases> {
  const rows = await storedRows(store, 'aliases');
  return new Map([...rows.values()].map(({ oldCode, schoolCode }) => [oldCode, schoolCode]));
}

/** The code that a school has today; a code that some school has now is never an old one. */
export function currentCode(code: string, aliases: Aliases, isSchool: (code: string) => boolean): string {
  let current = code;
  for (let step = 0; step < maxAliases && !isSchool(current); step += 1) {
    const next = aliases.get(current);
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

/** Where rows may be entered by this actor. */
export function schoolsWithin(tree: UnitTree, aliases: Aliases, actor: Actor) {
  const isOverAll = isOverEverything(tree, actor);
  return {
    school: (code: string | null): Result<string | null, 'unknown-school' | 'outside-unit'> => {
      if (code === null) return isOverAll ? ok(null) : err('outside-unit');
      const current = currentCode(code, aliases, (known) => tree.schools.has(known));
      const node = tree.schools.get(current);
      if (node === undefined) return err('unknown-school');
      return isInSubtree(tree, actor.unitId, node.unit.unitId) ? ok(current) : err('outside-unit');
    },
    /** Rows of a school that left the roster belong to whoever is over everything. */
    isWithin: (code: unknown): boolean => {
      const node = typeof code === 'string' ? tree.schools.get(code) : undefined;
      return node === undefined ? isOverAll : isInSubtree(tree, actor.unitId, node.unit.unitId);
    },
    siteCodes: (schoolCode: string): ReadonlySet<string> => {
      const node = tree.schools.get(schoolCode);
      if (node === undefined) return new Set();
      const below = [...downwards(node)].filter(({ unit }) => unit.kind === 'site');
      return new Set([
        ...node.rows.flatMap(({ siteCode }) => siteCode ?? []),
        ...below.flatMap(({ unit }) => unit.code ?? []),
      ]);
    },
  };
}

export function isOverEverything(tree: UnitTree, actor: Actor): boolean {
  return actor.isLocal === true || actor.unitId === tree.root?.unit.unitId;
}
