import { ok } from '../../shared/domain/result.ts';
import { isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';

export type AuditDeps = {
  readonly store: Pick<RegistryStore, 'auditLog' | 'users'>;
  readonly tree: () => UnitTree;
};

type Entries = Awaited<ReturnType<RegistryStore['auditLog']>>;

/** Lines looked through at once and in all for those of one unit's people. */
const chunk = 1_000;
const maxScanned = 100_000;

/**
 * The audit log, newest first. Over the whole installation every line; over a smaller unit the lines of the people whose
 * grant lies within it, since what others did may concern anybody.
 */
export function createAuditAnswers(deps: AuditDeps): Pick<Handlers, 'auditList'> {
  const auditList: Handler<'auditList'> = async ({ beforeId, limit }, actor) => {
    const entries = await visibleEntries(deps, actor, { beforeId, limit });
    const rows = entries.map(({ subject = null, detail = null, ...entry }) => ({
      ...entry,
      subject,
      detail,
    }));
    return ok(pagesOf({ entries: rows }));
  };
  return { auditList };
}

async function visibleEntries(
  { store, tree }: AuditDeps,
  actor: Actor,
  { beforeId, limit }: { readonly beforeId: number | undefined; readonly limit: number },
): Promise<Entries> {
  const units = tree();
  if (actor.isLocal === true || actor.unitId === units.root?.unit.unitId) {
    return store.auditLog({ beforeId, limit });
  }
  const people = new Set(
    (await store.users())
      .filter((user) => isInSubtree(units, actor.unitId, user.unitId))
      .map(({ userId }) => userId),
  );
  const found: Entries[number][] = [];
  let before = beforeId;
  for (let scanned = 0; scanned < maxScanned && found.length < limit; scanned += chunk) {
    const lines = await store.auditLog({ beforeId: before, limit: chunk });
    found.push(...lines.filter((line) => people.has(line.actor)));
    before = lines.at(-1)?.id;
    if (lines.length < chunk) break;
  }
  return found.slice(0, limit);
}
