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
  const { nowMs } = frame;
  const openOf = new Map(open.map((finding) => [finding.code, finding]));
  const waitingOf = new Map(waiting.map((one) => [one.code, one]));
  const opened: NewFinding[] = [];
  const seen: FindingPlan['seen'][number][] = [];
  const ended: FindingPlan['ended'][number][] = [];
  for (const judgement of judgements) {
    const { code, verdict } = judgement;
    const held = openOf.get(code);
    if (verdict === 'found' && held !== undefined) {
      const next = { ...held, ...stateOf(judgement, frame) };
      if (!isSameState(held, next)) {
        openOf.set(code, next);
        seen.push({ id: held.id, ...stateOf(judgement, frame) });
      }
    } else if (verdict === 'found') {
      const since = waitingOf.get(code)?.since ?? nowMs;
      if (isDue(code, since, frame)) opened.push({ ...subject, code, since, ...stateOf(judgement, frame) });
      else waitingOf.set(code, { code, since });
    } else if (verdict !== 'unknown' && held !== undefined) {
      openOf.delete(code);
      ended.push({ id: held.id, at: nowMs, ending: verdict === 'clear' ? 'fixed' : 'not-applicable' });
    }
    if (verdict === 'clear' || verdict === 'not-applicable') waitingOf.delete(code);
  }
  for (const { code } of opened) waitingOf.delete(code);
  return { opened, seen, ended, kept: [...openOf.values()], waiting: [...waitingOf.values()] };
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
  const cut = text.slice(0, maxLength * 2).normalize('NFC').slice(0, maxLength);
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
