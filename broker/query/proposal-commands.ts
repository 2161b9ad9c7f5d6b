import type { ProposalRow } from '../../shared/contract/query-rows.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { ProposalRecord } from '../store/identity-port.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { type IdentityCommandDeps, mergeWithin } from './identity-commands.ts';
import { pagesOf } from './paginate.ts';
import { assignmentWithin, isSchoolWithin } from './within.ts';

/** Two ids that may be one machine: the broker proposes, a person decides. */
export function createProposalCommands(
  deps: IdentityCommandDeps,
): Pick<Handlers, 'proposalList' | 'proposalDecide'> {
  return {
    proposalList: async ({ state }, actor) => {
      const schools = new Map(
        (await deps.store.assignments()).map(({ deviceId, schoolCode }) => [deviceId, schoolCode]),
      );
      const rows = (await deps.store.proposals()).flatMap((record) => {
        const schoolCode = schools.get(record.deviceId);
        const isShown = schoolCode !== undefined && isSchoolWithin(deps.tree(), actor, schoolCode);
        return isShown && (state === undefined || state === record.state) ? [rowOf(record, schoolCode)] : [];
      });
      return ok(pagesOf({ proposals: rows }));
    },
    // One decision at a time: two people may decide the same.
    proposalDecide: (params, actor) => deps.turn(() => decide(deps, params, actor)),
  };
}

type Decision = Parameters<Handler<'proposalDecide'>>[0];

const decided = { accept: 'accepted', reject: 'rejected', undo: 'undone' } as const;

async function decide(
  deps: IdentityCommandDeps,
  { id, decision }: Decision,
  actor: Actor,
): ReturnType<Handler<'proposalDecide'>> {
  const { store, clock } = deps;
  const found = (await store.proposals()).find((one) => one.id === id);
  if (found === undefined) return err(appError('SD-PROPOSAL-UNKNOWN', { id: String(id) }));
  const assignment = await assignmentWithin(deps, actor, found.deviceId);
  if (!assignment.ok) return assignment;
  const done = await carryOut(deps, actor, found, decision);
  if (!done.ok) return done;
  const record = await store.decideProposal(id, {
    state: decided[decision],
    at: clock.now(),
    by: actor.userId,
  });
  return record === null
    ? err(appError('SD-PROPOSAL-UNKNOWN', { id: String(id) }))
    : ok([{ proposal: rowOf(record, assignment.value.schoolCode) }]);
}

/** An open proposal is accepted or rejected; an accepted one may be undone. */
async function carryOut(
  deps: IdentityCommandDeps,
  actor: Actor,
  proposal: ProposalRecord,
  decision: Decision['decision'],
): Promise<Result<void, AppError>> {
  const { id, deviceId, otherId, state } = proposal;
  if (state !== (decision === 'undo' ? 'accepted' : 'open')) {
    return err(appError('SD-PROPOSAL-DECIDED', { id: String(id), state }));
  }
  if (decision === 'accept') return mergeWithin(deps, actor, { deviceId, otherId });
  const other = await assignmentWithin(deps, actor, otherId);
  if (!other.ok) return other;
  if (decision === 'undo') await deps.fleet.identity.unmerge(otherId, actor.userId);
  return ok(undefined);
}

function rowOf(record: ProposalRecord, schoolCode: string): ProposalRow {
  return { ...record, schoolCode };
}
