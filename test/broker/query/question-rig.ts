import { createAnswers } from '../../../broker/query/answers.ts';
import { createDispatch, type Dispatch } from '../../../broker/query/dispatch.ts';
import { createFindingAnswers } from '../../../broker/query/finding-answers.ts';
import type { Actor, Handler, Handlers } from '../../../broker/query/handler.ts';
import { createLicenceCommands } from '../../../broker/query/licence-commands.ts';
import { createReviewCommands } from '../../../broker/query/review-commands.ts';
import { createPlanningAnswer } from '../../../broker/snapshot/planning-answer.ts';
import type { AuditEntry } from '../../../broker/store/registry-port.ts';
import { isAudited, whyNotAsk } from '../../../broker/transport/access.ts';
import type { QueryBody, QueryKind } from '../../../shared/contract/query.ts';
import { queryKinds } from '../../../shared/contract/query-kinds.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { readSnapshotChunks } from '../../../shared/runtime/snapshot-text.ts';
import { type Rig, rules, silentLog } from '../fleet/fleet-rig.ts';

export const traffic = {
  connected: 3,
  reportsStored: 5,
  duplicates: 1,
  quarantined: 0,
  refused: { revoked: 2 },
};

/** Reading kinds over a rig; every other kind answers what it was asked. */
export function openQuestions(rig: Rig, overrides: Partial<Handlers> = {}) {
  const audited: AuditEntry[] = [];
  const echo: Handler<never> = (params) => Promise.resolve(ok([params]));
  const commands = Object.fromEntries(
    Object.keys(queryKinds).map((kind) => [kind, echo]),
  ) as unknown as Handlers;
  const answers = createAnswers({ ...rig, rules, traffic: () => traffic });
  const parts = { ...rig, rules };
  const findings = {
    ...createFindingAnswers(parts),
    ...createLicenceCommands(parts),
    ...createReviewCommands(parts),
  };
  const dispatch = createDispatch({
    handlers: { ...commands, ...answers, ...findings, planning: createPlanningAnswer(parts), ...overrides },
    access: { whyNotAsk: (actor, kind) => whyNotAsk(actor, kind, 'root'), isAudited },
    audit: (entry) => {
      audited.push(entry);
      return Promise.resolve();
    },
    clock: rig.clock,
    log: silentLog,
  });
  return { dispatch, audited };
}

export const admin: Actor = { userId: 'u-rootaaaaaaaaaaaa', name: 'Quản trị', role: 'admin', unitId: 'root' };
export const technicianOf = (unitId: string): Actor => ({ ...admin, role: 'technician', unitId });

/** All pages of an answer, each checked against the contract; throws the code of a refusal. */
export async function pagesFor<K extends QueryKind>(
  dispatch: Dispatch,
  actor: Actor,
  kind: K,
  params: unknown = {},
): Promise<QueryBody<K>[]> {
  const result = await dispatch(actor, kind, params);
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.values)}`);
  return result.value.map((page) => queryKinds[kind].body.parse(page) as QueryBody<K>);
}

/** The frozen picture that a plan is made from, as the console reads it. */
export async function snapshotFor(dispatch: Dispatch, actor: Actor, params: object = {}): Promise<Snapshot> {
  const pages = await pagesFor(dispatch, actor, 'planning', params);
  const read = readSnapshotChunks(
    pages.flatMap(({ chunks }) => chunks),
    pages[0]?.sha256 ?? '',
  );
  if (!read.ok) throw new Error(read.error);
  return read.value.snapshot;
}
