import type { Ledger, SeqRange } from '../store/report-port.ts';

/**
 * An agent sends in order with a window of 10, so gaps are few; thinning of a full outbox leaves some for ever.
 * More ranges than this and the lowest gap is given up.
 */
const maxRanges = 256;

export const emptyLedger: Ledger = { contiguous: 0, beyond: [], uncertainTo: 0 };

/** `uncertain`: in a gap that was given up; neither to be counted again nor to be dropped. */
export type Verdict = 'new' | 'duplicate' | 'uncertain';

/** Whether the report with this number is stored already. */
export function verdictOf(ledger: Ledger, seq: number): Verdict {
  if (seq > ledger.contiguous) return rangeOf(ledger.beyond, seq) === undefined ? 'new' : 'duplicate';
  return seq <= ledger.uncertainTo ? 'uncertain' : 'duplicate';
}

/** The ledger with `seq` stored; `seq` must be `new`. */
export function addToLedger(ledger: Ledger, seq: number): Ledger {
  if (seq === ledger.contiguous + 1) return absorb({ ...ledger, contiguous: seq });
  const beyond = insert(ledger.beyond, seq);
  return beyond.length > maxRanges ? giveUpLowestGap({ ...ledger, beyond }) : { ...ledger, beyond };
}

/** The first range that touches what is contiguous becomes part of it. */
function absorb(ledger: Ledger): Ledger {
  const [first, ...rest] = ledger.beyond;
  if (first === undefined || first[0] !== ledger.contiguous + 1) return ledger;
  return { ...ledger, contiguous: first[1], beyond: rest };
}

function giveUpLowestGap(ledger: Ledger): Ledger {
  const [first, ...rest] = ledger.beyond;
  if (first === undefined) return ledger;
  return { contiguous: first[1], beyond: rest, uncertainTo: first[0] - 1 };
}

function rangeOf(ranges: readonly SeqRange[], seq: number): SeqRange | undefined {
  return ranges.find(([from, to]) => from <= seq && seq <= to);
}

function insert(ranges: readonly SeqRange[], seq: number): readonly SeqRange[] {
  const before = ranges.filter(([, to]) => to < seq - 1);
  const after = ranges.filter(([from]) => from > seq + 1);
  const touching = ranges.filter(([from, to]) => to >= seq - 1 && from <= seq + 1);
  const from = Math.min(seq, ...touching.map((range) => range[0]));
  const to = Math.max(seq, ...touching.map((range) => range[1]));
  return [...before, [from, to], ...after];
}
