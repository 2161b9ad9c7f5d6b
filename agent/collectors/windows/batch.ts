import type { Section } from '../../../shared/domain/reading.ts';
import { err } from '../../../shared/domain/result.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Fact, Failure, WindowsAnswers } from '../../collector.ts';
import type { Host } from '../../host/host.ts';
import { runPowerShell } from '../../host/powershell.ts';
import { type BatchAnswer, parseBatchAnswer, type QueryAnswer } from './answer.ts';
import type { WindowsQuery } from './query.ts';
import { batchScript } from './script.ts';

/** What the questions of one round gave. */
export type BatchRound = {
  readonly answers: WindowsAnswers;
  /** Milliseconds that the questions of a section took; of those that several sections ask, the first that is due. */
  readonly msOf: (section: Section) => number;
  /** For the log: why nothing, or too little, was answered. */
  readonly detail?: string;
};

/** The questions that PowerShell answers: one process for all that is due, seldom when it was too slow again and again. */
export type WindowsBatch = {
  /** Asks what the sections need; starts nothing on other platforms, or when they need nothing. Never rejects. */
  readonly ask: (due: readonly Section[], signal?: AbortSignal) => Promise<BatchRound>;
  readonly isSlow: () => boolean;
};

const hourMs = 3_600_000;
/** So many rounds in a row that were not answered in time make the next ones rarer. */
const patience = 3;
const firstPauseMs = 4 * hourMs;
const maxPauseMs = 24 * hourMs;

/** @param queries every question there is */
export function createWindowsBatch(
  { host, clock }: { readonly host: Host; readonly clock: Clock },
  queries: readonly WindowsQuery[],
): WindowsBatch {
  let lateInARow = 0;
  let notBeforeMs = 0;
  const noteTime = (isLate: boolean): void => {
    lateInARow = isLate ? lateInARow + 1 : 0;
    if (lateInARow < patience) return;
    const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(lateInARow - patience, 8));
    notBeforeMs = clock.monotonicMs() + pauseMs;
  };
  return {
    isSlow: () => lateInARow >= patience,
    ask: async (due, signal) => {
      const asked = queries.filter(({ sections }) => sections.some((section) => due.includes(section)));
      if (host.platform !== 'windows' || asked.length === 0) return silence('unsupported');
      if (lateInARow >= patience && clock.monotonicMs() < notBeforeMs) {
        return {
          ...silence('timed-out'),
          detail: 'PowerShell was too slow: not asked before its pause is over',
        };
      }
      const round = await askPowerShell(host, forSections(asked, due), signal);
      if (signal?.aborted !== true) noteTime(round.isLate);
      return round;
    },
  };
}

/** The same questions, without the sections that are not due. */
function forSections(queries: readonly WindowsQuery[], due: readonly Section[]): readonly WindowsQuery[] {
  return queries.map((query) => ({
    ...query,
    sections: query.sections.filter((section) => due.includes(section)),
  }));
}

/** Asks the questions at once, in one process. */
export async function askPowerShell(
  host: Host,
  asked: readonly WindowsQuery[],
  signal?: AbortSignal,
): Promise<BatchRound & { readonly isLate: boolean }> {
  const run = await runPowerShell(host, batchScript(asked), signal);
  if (!run.ok) {
    const failure = run.error === 'not-found' ? 'unsupported' : run.error;
    return { ...silence(failure), isLate: failure === 'timed-out', detail: `PowerShell: ${run.error}` };
  }
  const answer = parseBatchAnswer(run.value.text);
  if (answer === undefined) {
    const detail = `PowerShell gave no answer: ${run.value.complaint}`;
    return { ...silence('failed'), isLate: false, detail };
  }
  return roundOf(asked, answer);
}

function roundOf(
  asked: readonly WindowsQuery[],
  { answers, languageMode }: BatchAnswer,
): BatchRound & { readonly isLate: boolean } {
  const given = (name: string): QueryAnswer | undefined => answers.get(name);
  const failed = asked.filter(({ name }) => given(name)?.rows.ok !== true);
  const detail = `${languageMode}; no rows of ${failed.map(({ name }) => `${name}: ${reasonOf(given(name))}`).join(', ')}`;
  return {
    answers: (name) => {
      if (!asked.some((query) => query.name === name)) return err('unsupported');
      return given(name)?.rows ?? err('failed');
    },
    msOf: (section) =>
      asked
        .filter(({ sections }) => sections[0] === section)
        .reduce((sum, { name }) => sum + (given(name)?.ms ?? 0), 0),
    isLate: [...answers.values()].some(({ isLate }) => isLate),
    ...(failed.length === 0 ? {} : { detail }),
  };
}

function reasonOf(answer: QueryAnswer | undefined): Failure {
  return answer === undefined || answer.rows.ok ? 'failed' : answer.rows.error;
}

function silence(failure: Failure): BatchRound {
  const nothing: Fact<never> = err(failure);
  return { answers: () => nothing, msOf: () => 0 };
}
