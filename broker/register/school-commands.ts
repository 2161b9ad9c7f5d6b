import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Turn } from '../enrol/turn.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Actor, Handlers } from '../query/handler.ts';
import type { SchoolMove } from '../store/school-port.ts';
import type { Store } from '../store/store.ts';
import { movedRegisters, type Renamed } from './moved-rows.ts';
import { planMove } from './school-move.ts';
import { currentCode, readAliases } from './schools.ts';

type Deps = { readonly fleet: Fleet; readonly store: Store; readonly clock: Clock };

/** Vietnam has no daylight saving: a decision holds from the day on which it is entered there. */
const utcOffsetMs = 7 * 3_600_000;

/** A school becomes part of another, or gets another code. Each is written whole; asked again, it is done already. */
export function createSchoolCommands(
  deps: Deps,
  inTurn: Turn,
): Pick<Handlers, 'schoolMerge' | 'schoolRecode'> {
  return {
    schoolMerge: ({ from, into, basis }, actor) =>
      inTurn(async () => {
        const machines = await merge(deps, from, into, basis, actor);
        return machines.ok ? ok([{ from, into, machines: machines.value }]) : machines;
      }),
    schoolRecode: ({ schoolCode, newCode, basis }, actor) =>
      inTurn(async () => {
        const machines = await recode(deps, schoolCode, newCode, basis, actor);
        return machines.ok ? ok([{ schoolCode: newCode, machines: machines.value }]) : machines;
      }),
  };
}

/** How many machines followed. */
type Moved = Promise<Result<number, AppError>>;

async function merge(deps: Deps, from: string, into: string, basis: string | undefined, actor: Actor): Moved {
  if (from === into) return wrongValue('into', 'same');
  if (!isSchool(deps, into)) return unknownSchool(into);
  if (await isDone(deps, from, into)) return ok(0);
  if (!isSchool(deps, from)) return unknownSchool(from);
  return ok(await move(deps, renamedAs(deps, from, into, basis), true, actor));
}

async function recode(deps: Deps, from: string, to: string, basis: string | undefined, actor: Actor): Moved {
  if (from === to) return wrongValue('newCode', 'same');
  if (await isDone(deps, from, to)) return ok(0);
  if (!isSchool(deps, from)) return unknownSchool(from);
  if (isSchool(deps, to) || (await isOfAnother(deps, from, to))) return wrongValue('newCode', 'in-use');
  return ok(await move(deps, renamedAs(deps, from, to, basis), false, actor));
}

function isSchool({ fleet }: Deps, code: string): boolean {
  return fleet.picture.tree().schools.has(code);
}

/** A code that led to another school stays its own: an old list that names it must not land here. */
async function isOfAnother(deps: Deps, from: string, code: string): Promise<boolean> {
  const current = currentCode(code, await readAliases(deps.store), (known) => isSchool(deps, known));
  return current !== code && current !== from;
}

/** The same was done before: the old code is no school any more and leads to the new one. */
async function isDone(deps: Deps, from: string, to: string): Promise<boolean> {
  const isGone = !isSchool(deps, from) && isSchool(deps, to);
  return isGone && (await readAliases(deps.store)).get(from) === to;
}

function renamedAs({ clock }: Deps, from: string, to: string, basis: string | undefined): Renamed {
  const since = new Date(clock.now() + utcOffsetMs).toISOString().slice(0, 10);
  return { from, to, since, basis: basis ?? null };
}

async function move(deps: Deps, renamed: Renamed, isMerge: boolean, actor: Actor): Promise<number> {
  const { store, clock } = deps;
  const { from, to } = renamed;
  const planned = planMove(
    {
      ...{ from, to, isMerge },
      units: await store.units(),
      roster: await store.rosterRows(),
      assignments: await store.assignments(),
      rooms: await store.rooms(),
      lines: (await store.lines()).map(({ entry }) => entry),
      licences: await store.licences(),
      registers: await movedRegisters(store, renamed),
    },
    { at: clock.now(), actor: actor.userId },
  );
  await store.moveSchool(planned);
  await follow(deps, planned);
  return planned.assignments.length;
}

/** The live picture as the store has it now. */
async function follow({ fleet }: Deps, { from, to, assignments, lines }: SchoolMove): Promise<void> {
  await fleet.orgChanged();
  await fleet.roomsChanged();
  for (const { deviceId } of assignments) await fleet.assignmentChanged(deviceId);
  if (lines.length > 0) await fleet.lines.linesChanged(new Set([from, to]));
  await fleet.findings.registerChanged(from, to);
}

function unknownSchool(school: string): Result<never, AppError> {
  return err(appError('SD-SCHOOL-UNKNOWN', { school }));
}
