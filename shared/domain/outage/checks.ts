import type { Interval, LineRun, MachineEvidence } from './evidence.ts';
import { mergeSpans } from './interval.ts';
import { checkMs } from './pace.ts';
import type { Stretch, StretchKind } from './stretch.ts';

/** How far a check came: the first step that failed is to blame (the ladder of a packet: gateway, provider, broker). */
export type CheckResult = 'fine' | 'slow' | 'lan' | 'line' | 'broker' | 'unknown';

export function resultOf(run: Pick<LineRun, 'gateway' | 'broker' | 'internet' | 'quality'>): CheckResult {
  if (run.gateway === 'bad') return run.internet === 'ok' || run.broker === 'ok' ? 'fine' : 'lan';
  if (run.internet === 'ok' || run.broker === 'ok') {
    if (run.quality === 'bad') return 'slow';
    return run.broker === 'bad' ? 'broker' : 'fine';
  }
  if (run.internet === 'bad') return 'line';
  return 'unknown';
}

/** A machine's log, run by run, those of one result and network joined. */
export interface CheckRun {
  readonly result: CheckResult;
  readonly from: number;
  readonly to: number;
  readonly asn: number | null;
  readonly isGatewayFine: boolean;
}

export function checkRuns(machine: MachineEvidence): CheckRun[] {
  const joined: CheckRun[] = [];
  for (const run of machine.runs.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const result = resultOf(run);
    if (result === 'unknown') continue;
    const last = joined.at(-1);
    const asn = run.asn;
    const isSame = last?.result === result && last.asn === asn && run.from - last.to <= checkMs;
    if (isSame) joined[joined.length - 1] = { ...last, to: Math.max(last.to, run.to) };
    else joined.push({ result, from: run.from, to: run.to, asn, isGatewayFine: run.gateway === 'ok' });
  }
  return joined;
}

const failing: Partial<Record<CheckResult, StretchKind>> = { lan: 'lan', line: 'line', broker: 'broker' };

/** Times in which a machine's own checks failed, each with the good checks around it as its bounds. */
export function checkStretches(machine: MachineEvidence, runs: readonly CheckRun[]): Stretch[] {
  return runs.flatMap((run, index) => {
    const kind = failing[run.result];
    if (kind === undefined) return [];
    const [before, after] = [runs[index - 1], runs[index + 1]];
    const isBeforeNear = before !== undefined && run.from - before.to <= checkMs;
    const isAfterNear = after !== undefined && after.from - run.to <= checkMs;
    return {
      ...{ machine, kind, lost: null, back: null, isWeak: false, isGatewayFine: run.isGatewayFine },
      start: { from: isBeforeNear ? before.to : Number.NEGATIVE_INFINITY, to: run.from },
      end: { from: run.to, to: isAfterNear ? after.from : Number.POSITIVE_INFINITY },
    };
  });
}

/** Times in which checks came through, however slowly. */
export function fineSpans(runs: readonly CheckRun[], isOn: (asn: number | null) => boolean): Interval[] {
  const isFine = ({ result, asn }: CheckRun) =>
    (result === 'fine' || result === 'slow' || result === 'broker') && isOn(asn);
  return mergeSpans(runs.filter(isFine));
}
