/** A rate: this much at once, that much a second afterwards. */
export type Rate = { readonly burst: number; readonly perSecond: number };

/** Tokens that come back over time. Spending may end in debt; whoever is in debt waits. */
export type TokenBucket = {
  readonly spend: (tokens: number, nowMs: number) => void;
  /** Until the debt is paid; 0 for who has none. */
  readonly waitMs: (nowMs: number) => number;
  readonly isFull: (nowMs: number) => boolean;
};

/** @param maxWaitMs a debt never grows beyond what this long pays */
export function createTokenBucket(
  { burst, perSecond }: Rate,
  { maxWaitMs, nowMs: startMs }: { readonly maxWaitMs: number; readonly nowMs: number },
): TokenBucket {
  const perMs = perSecond / 1000;
  let tokens = burst;
  let atMs = startMs;
  const refill = (nowMs: number): void => {
    tokens = Math.min(burst, tokens + Math.max(0, nowMs - atMs) * perMs);
    atMs = Math.max(atMs, nowMs);
  };
  return {
    spend: (spent, nowMs) => {
      refill(nowMs);
      tokens = Math.max(tokens - spent, -maxWaitMs * perMs);
    },
    waitMs: (nowMs) => {
      refill(nowMs);
      return tokens < 0 ? -tokens / perMs : 0;
    },
    isFull: (nowMs) => {
      refill(nowMs);
      return tokens === burst;
    },
  };
}
