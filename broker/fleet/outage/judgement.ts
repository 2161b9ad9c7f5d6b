import type { SchoolCalendar } from '../../../shared/domain/calendar.ts';
import { schoolDaysBetween } from '../../../shared/domain/calendar.ts';
import type { JudgedSchool, OutageContext } from '../../../shared/domain/outage/evidence.ts';
import { joinOutages } from '../../../shared/domain/outage/join-outages.ts';
import { judgedSchool } from '../../../shared/domain/outage/judge-school.ts';
import { type OutageChanges, reconcile } from '../../../shared/domain/outage/reconcile.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { createBreathing } from '../../breathing.ts';
import type { OutageRecord, OutageStore } from '../../store/outage-port.ts';
import type { Board } from './board.ts';
import type { BrokerLife } from './broker-life.ts';
import { carriedOn, type SeparatedEvidence, withoutCarried, withoutLongGone } from './carried.ts';
import { type GatherDeps, gatherSchool, isObserved } from './gather.ts';
import { type Anchor, anchorsOf, isInQuestion, servicesSinceOf, sessionsSinceOf, sinceOf } from './window.ts';

const dayMs = 86_400_000;
/** Of one question to the store about old incidents. */
const maxOld = 5_000;

export type JudgementDeps = GatherDeps & {
  readonly store: GatherDeps['store'] & Pick<OutageStore, 'saveOutages' | 'outages'>;
  readonly clock: Clock;
  readonly calendar: SchoolCalendar;
  readonly board: Board;
  readonly life: Pick<BrokerLife, 'gaps'>;
};

export type Judgement = {
  /**
   * Judges schools by their evidence and all of them together, and writes what changed.
   * @returns the schools that were judged, and those whose incidents changed
   */
  readonly judge: (
    schoolCodes: readonly string[],
    late: readonly Anchor[],
  ) => Promise<{ readonly judged: readonly string[]; readonly changed: ReadonlySet<string> }>;
};

type JudgementState = JudgementDeps & {
  /** The last judgement of each school by itself, and from when on it looked. */
  readonly judgedSchools: Map<string, SchoolJudgement>;
};

type SchoolJudgement = {
  readonly judged: JudgedSchool;
  readonly sinceMs: number;
  readonly returns: SeparatedEvidence['returns'];
};

export function createJudgement(deps: JudgementDeps): Judgement {
  const state: JudgementState = { ...deps, judgedSchools: new Map() };
  return { judge: (schoolCodes, late) => judge(state, schoolCodes, late) };
}

async function judge(state: JudgementState, schoolCodes: readonly string[], late: readonly Anchor[]) {
  const { board, clock, judgedSchools } = state;
  const nowMs = clock.now();
  board.tidy(nowMs);
  const known = await knownOutages(state, late, nowMs);
  const anchors = anchorsOf(known, late, nowMs);
  const stored = known.filter((outage) => isInQuestion(outage, anchors, nowMs));
  const since = (code: string): number => sinceOf(code, stored, anchors, nowMs);
  // Schools of an incident that is in question must all look as far back as it began.
  const short = [...judgedSchools].filter(([code, { sinceMs }]) => since(code) < sinceMs - dayMs / 24);
  const codes = [...new Set([...schoolCodes, ...short.map(([code]) => code)])];
  const breathe = createBreathing(clock);
  for (const code of codes) {
    judgedSchools.set(code, await judgeAlone(state, { code, sinceMs: since(code), stored, nowMs }, breathe));
    await breathe();
  }
  const all = [...judgedSchools.values()];
  const context = contextOf(state, nowMs, Math.min(nowMs, ...all.map(({ sinceMs }) => sinceMs)));
  const carried = carriedOn(stored, {
    nowMs,
    isObserved: (deviceId) => isObserved(state.picture.device(deviceId)),
    returnOf: (deviceId) => all.find(({ returns }) => returns.has(deviceId))?.returns.get(deviceId) ?? null,
  });
  const joined = joinOutages(
    all.map(({ judged }) => judged),
    context,
  ).filter((outage) => isInQuestion(outage, anchors, nowMs));
  const told = [...withoutCarried(joined, carried), ...carried];
  const changed = await write(state, reconcile(stored, told, context), nowMs);
  return { judged: codes, changed };
}

async function judgeAlone(
  state: JudgementState,
  school: {
    readonly code: string;
    readonly sinceMs: number;
    readonly stored: readonly OutageRecord[];
    readonly nowMs: number;
  },
  breathe: () => Promise<void>,
): Promise<SchoolJudgement> {
  const { code, sinceMs, stored, nowMs } = school;
  const span = {
    ...{ from: sinceMs, to: nowMs, servicesFrom: servicesSinceOf(stored, nowMs) },
    sessionsFrom: sessionsSinceOf(code, stored, sinceMs, nowMs),
  };
  const gathered = await gatherSchool(state, code, span, breathe);
  const { evidence, returns } = withoutLongGone(gathered, stored, nowMs);
  return { judged: judgedSchool(evidence, contextOf(state, nowMs, sinceMs)), sinceMs, returns };
}

function contextOf({ life, calendar }: JudgementState, nowMs: number, sinceMs: number): OutageContext {
  return {
    ...{ nowMs, sinceMs, brokerGaps: life.gaps(sinceMs) },
    isClosedDay: (atMs) => schoolDaysBetween(atMs - dayMs, atMs, calendar) === 0,
  };
}

/** What the board holds, and older incidents that late word is about. */
async function knownOutages(
  { board, store }: JudgementState,
  late: readonly Anchor[],
  nowMs: number,
): Promise<readonly OutageRecord[]> {
  const held = board.all();
  if (late.length === 0) return held;
  const span = { from: Math.min(...late.map(({ from }) => from)), to: nowMs };
  const schoolCodes = late.flatMap((anchor) => anchor.schoolCodes);
  const old = await store.outages({ span, schoolCodes }, maxOld);
  const ids = new Set(held.map(({ outageId }) => outageId));
  return [...held, ...old.filter(({ outageId }) => !ids.has(outageId))];
}

async function write(
  { store, board }: JudgementState,
  { opened, revised, withdrawn }: OutageChanges,
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  if (opened.length + revised.length + withdrawn.length === 0) return changed;
  const ids = await store.saveOutages(
    {
      opened,
      revised: revised.map(({ before, ...rest }) => ({ outageId: before.outageId, ...rest })),
      withdrawn: withdrawn.map(({ outageId }) => outageId),
    },
    nowMs,
  );
  const revisions = new Map(board.all().map(({ outageId, revision }) => [outageId, revision]));
  board.put([
    ...opened.map((outage, index) => ({
      ...outage,
      ...{ outageId: ids[index] ?? 0, revision: 1, withdrawnAt: null },
    })),
    ...revised.map(({ before: { outageId }, outage, isNewWord }) => ({
      ...outage,
      ...{ outageId, revision: (revisions.get(outageId) ?? 1) + Number(isNewWord), withdrawnAt: null },
    })),
  ]);
  board.remove(withdrawn.map(({ outageId }) => outageId));
  const touched = [...opened, ...revised.flatMap(({ before, outage }) => [before, outage]), ...withdrawn];
  for (const { schoolCodes } of touched) for (const code of schoolCodes) changed.add(code);
  return changed;
}
