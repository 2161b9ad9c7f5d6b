type Sample = { readonly seconds: number; readonly bytes: number };

/** The last two thirds of a test agree within this. */
const stableWithin = 0.05;
const stallSeconds = 0.5;
/** Samples of one direction: 10 s, every 50 ms, and as many again. */
const maxSamples = 400;

/** How much of a test had crossed by when. */
export type RateMeter = {
  /** Samples that do not move forward are left out, unless nothing moves for long: a test ends with its last byte. */
  readonly add: (seconds: number, bytes: number) => void;
  readonly last: () => Sample | undefined;
  /** The second and the last third of the time so far went at the same rate within 5 %. */
  readonly isStable: () => boolean;
  /** Bits a second over the whole test, as ndt7 defines it. */
  readonly mean: () => number;
  /** Bits a second without the first third, in which TCP was still finding the rate: for tests that were cut short. */
  readonly settled: () => number;
};

export function createRateMeter(): RateMeter {
  const start: Sample = { seconds: 0, bytes: 0 };
  const samples = [start];
  const last = (): Sample => samples.at(-1) ?? start;
  /** The last sample until that share of the time so far. */
  const at = (share: number): Sample => {
    const due = last().seconds * share;
    return samples.findLast(({ seconds }) => seconds <= due) ?? start;
  };
  const between = (from: Sample, to: Sample): number =>
    to.seconds > from.seconds ? ((to.bytes - from.bytes) * 8) / (to.seconds - from.seconds) : 0;
  return {
    add: (seconds, bytes) => {
      const { seconds: before, bytes: bytesBefore } = last();
      const isNews = bytes > bytesBefore || (bytes === bytesBefore && seconds - before >= stallSeconds);
      if (seconds > before && isNews && samples.length < maxSamples) samples.push({ seconds, bytes });
    },
    last: () => (samples.length > 1 ? last() : undefined),
    isStable: () => {
      const [first, second, end] = [at(1 / 3), at(2 / 3), last()];
      if (first.seconds === 0 || second === first || end === second) return false;
      const [earlier, later] = [between(first, second), between(second, end)];
      return Math.abs(later - earlier) <= stableWithin * Math.max(later, earlier);
    },
    mean: () => between(start, last()),
    settled: () => between(at(1 / 3), last()),
  };
}
