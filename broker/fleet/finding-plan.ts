import { isDeepStrictEqual } from 'node:util';
import type { FindingCode, FindingStatus, Judgement } from '../../shared/domain/finding.ts';
import type { FindingRules } from '../../shared/domain/risk.ts';
import type {
  FindingChanges,
  FindingRecord,
  FindingState,
  FindingSubject,
  JudgedResult,
  NewFinding,
} from '../store/finding-port.ts';

const dayMs = 86_400_000;

/** Of one finding that goes on, the day of its last sighting is kept up to date; not every hour of it. */
const sightingMs = dayMs / 2;

/** What is known of a machine's or school's findings before it is judged again. */
export type Before = {
  readonly subject: FindingSubject;
  readonly open: readonly FindingRecord[];
  readonly waiting: JudgedResult['waiting'];
};

export type FindingFrame = {
  readonly nowMs: number;
  /** Until when the facts are known to hold. */
  readonly asOfMs: number;
  readonly rules: FindingRules;
};

export type FindingPlan = Omit<FindingChanges, 'judged'> & {
  /** Those that stay open, as they are now; what is opened is not among them. */
  readonly kept: readonly FindingRecord[];
  readonly waiting: JudgedResult['waiting'];
};

/**
 * What new judgements make of open findings. Found: opened, once it has been found for longer than its rule's grace, or seen
 * again. Clear, or not applicable any more: ended, for that is proof. Unknown: nothing; what is not known neither opens nor
 * fixes. Findings of codes that were not judged stay as they are.
 */
export function planFindings(
  { subject, open, waiting }: Before,
  judgements: readonly Judgement[],
  frame: FindingFrame,
): FindingPlan {
  const heldOf = new Map(open.map((finding) => [finding.code, finding]));
  const waitingOf = new Map(waiting.map((one) => [one.code, one]));
  const plan: PlanInMaking = { subject, opened: [], seen: [], ended: [], heldOf, waitingOf };
  for (const judgement of judgements) {
    if (judgement.verdict === 'found') takeFound(plan, judgement, frame);
    else if (judgement.verdict !== 'unknown') takeGone(plan, judgement, frame);
  }
  const { opened, seen, ended } = plan;
  return { opened, seen, ended, kept: [...heldOf.values()], waiting: [...waitingOf.values()] };
}

type PlanInMaking = {
  readonly subject: FindingSubject;
  readonly opened: NewFinding[];
  readonly seen: FindingPlan['seen'][number][];
  readonly ended: FindingPlan['ended'][number][];
  readonly heldOf: Map<FindingCode, FindingRecord>;
  readonly waitingOf: Map<FindingCode, FindingPlan['waiting'][number]>;
};

function takeFound(plan: PlanInMaking, judgement: Judgement, frame: FindingFrame): void {
  const { code } = judgement;
  const state = stateOf(judgement, frame);
  const held = plan.heldOf.get(code);
  if (held !== undefined) {
    if (isSameState(held, state)) return;
    plan.heldOf.set(code, { ...held, ...state });
    plan.seen.push({ id: held.id, ...state });
    return;
  }
  const since = plan.waitingOf.get(code)?.since ?? frame.nowMs;
  if (isDue(code, since, frame)) {
    plan.waitingOf.delete(code);
    plan.opened.push({ ...plan.subject, code, since, ...state });
  } else plan.waitingOf.set(code, { code, since });
}

function takeGone(plan: PlanInMaking, { code, verdict }: Judgement, { nowMs }: FindingFrame): void {
  plan.waitingOf.delete(code);
  const held = plan.heldOf.get(code);
  if (held === undefined) return;
  plan.heldOf.delete(code);
  plan.ended.push({ id: held.id, at: nowMs, ending: verdict === 'clear' ? 'fixed' : 'not-applicable' });
}

function isDue(code: FindingCode, since: number, { nowMs, rules }: FindingFrame): boolean {
  const { graceDays } = rules[code];
  return graceDays === 0 || nowMs - since > graceDays * dayMs;
}

function stateOf({ severity, evidence, explainedBy }: Judgement, { asOfMs }: FindingFrame): FindingState {
  return { severity, evidence: evidence.slice(0, maxEvidence).map(clean), explainedBy, lastFoundAt: asOfMs };
}

/** As many as the contract takes. */
const maxEvidence = 16;

/** Evidence is what a machine said: bounded, composed, without control characters or half a surrogate pair. */
function clean({ fact, value }: Judgement['evidence'][number]): Judgement['evidence'][number] {
  return { fact: cleanText(fact, 100), value: cleanText(value, 200) };
}

function cleanText(text: string, maxLength: number): string {
  const cut = text
    .slice(0, maxLength * 2)
    .normalize('NFC')
    .slice(0, maxLength);
  return cut.toWellFormed().replace(/\p{Cc}/gu, ' ');
}

function isSameState(held: FindingState, next: FindingState): boolean {
  return (
    next.lastFoundAt - held.lastFoundAt < sightingMs &&
    held.severity === next.severity &&
    held.explainedBy === next.explainedBy &&
    isDeepStrictEqual(held.evidence, next.evidence)
  );
}

/** How a finding stands now: an acceptance ends on its day, and the finding is open again. */
export function statusOf({ endedAt, decision }: FindingRecord, nowMs: number): FindingStatus {
  if (endedAt !== null) return 'fixed';
  if (decision === null) return 'open';
  const isOver = decision.status === 'accepted' && (decision.acceptedUntil ?? 0) <= nowMs;
  return isOver ? 'open' : decision.status;
}
