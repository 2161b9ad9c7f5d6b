/** One speed test, as its lease allows it. */
export type SpeedTestWish = {
  /** `wss://host[:port]` (or `ws://`), without the path of ndt7. */
  readonly serverUrl: string;
  /** Authorities to verify the server against; the public ones when absent. */
  readonly caPem?: string | undefined;
  /** Proves the lease; goes as `access_token`, like the tokens of Measurement Lab. */
  readonly ticket?: string | undefined;
  /** Of both directions together, with what TCP and IP add: half for each. */
  readonly budgetBytes: number;
  /** Ends the test at once: the lease is over, the line is needed, the agent stops. */
  readonly signal: AbortSignal;
};
