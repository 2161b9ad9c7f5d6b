import { setImmediate } from 'node:timers/promises';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Picture } from '../fleet/picture.ts';
import type { UnitTree } from '../fleet/unit-tree.ts';
import { type MatchedRow, matchMachines, parseMachines } from '../roster/import-machines.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { reassigned } from './reassigned.ts';
import { schoolWithin } from './within.ts';

export type ImportDeps = {
  readonly store: Pick<RegistryStore, 'assignment' | 'assign'>;
  readonly clock: Clock;
  readonly fleet: {
    readonly picture: Pick<Picture, 'tree' | 'devices'>;
    readonly assignmentChanged: (deviceId: string) => Promise<void>;
  };
};

/** A bounded list: a file of another school has a problem in every row. */
const maxProblems = 1_000;

/** An officer's list of machines: where each stands, what it is for and how it is. */
export function createDeviceImport(deps: ImportDeps): Pick<Handlers, 'deviceImport'> {
  const { fleet } = deps;
  const deviceImport: Handler<'deviceImport'> = async ({ csv, strict, schoolCode }, actor) => {
    const school = importedSchool(fleet.picture.tree(), actor, schoolCode);
    if (!school.ok) return school;
    const parsed = parseMachines(csv);
    const matched = matchMachines(parsed.rows, machinesOf(fleet.picture, school.value));
    const found = [...parsed.problems, ...matched.problems].sort((a, b) => a.line - b.line);
    const isWritten = found.length === 0 || (!strict && matched.rows.length > 0);
    const rows = isWritten ? matched.rows : [];
    let changed = 0;
    for (const row of rows) {
      changed += (await assign(deps, actor, row)) ? 1 : 0;
      // Whoever waits for an acknowledgement goes first.
      await setImmediate();
    }
    const done = { machines: rows.length, changed, unchanged: rows.length - changed, isWritten };
    const pages = pagesOf({ problems: found.slice(0, maxProblems) });
    return ok(pages.map(({ problems }) => ({ ...done, problems })));
  };
  return { deviceImport };
}

/** The school that is named, else the actor's own. */
function importedSchool(tree: UnitTree, actor: Actor, wished: string | undefined): Result<string, AppError> {
  const own = tree.nodes.get(actor.unitId)?.unit;
  const code = wished ?? (own?.kind === 'school' ? own.code : null);
  if (code === null) return wrongValue('schoolCode', 'missing');
  const school = schoolWithin(tree, actor, code);
  return school.ok ? ok(code) : school;
}

function machinesOf({ devices }: Pick<Picture, 'devices'>, schoolCode: string) {
  return [...devices()]
    .filter((device) => device.schoolCode === schoolCode)
    .map(({ deviceId, facts, state }) => ({ deviceId, hostname: facts.system.hostname, state }));
}

/** Whether the row says anything new; "found good" always is, since it says when. */
async function assign(
  { store, clock, fleet }: ImportDeps,
  actor: Actor,
  { deviceId, row }: MatchedRow,
): Promise<boolean> {
  const now = await store.assignment(deviceId);
  const next = now === null ? null : reassigned(now, row, clock.now());
  if (next === null) return false;
  await store.assign(next, actor.userId);
  await fleet.assignmentChanged(deviceId);
  return true;
}
