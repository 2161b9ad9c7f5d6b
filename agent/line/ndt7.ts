import type { SpeedTest } from '../../shared/contract/line-facts.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

export type SpeedTestDeps = { readonly clock: Clock };

/** One speed test, as its lease allows it. */
export type SpeedTestWish = {
  /** `wss://host[:port]` (or `ws://`), without the path of ndt7. */
  readonly serverUrl: string;
  /** Authorities to verify the server against; the public ones when absent. */
  readonly caPem?: string | undefined;
  /** Proves the lease; goes as `access_token`, like the tokens of Measurement Lab. */
  readonly ticket?: string | undefined;
  /** Of both directions together, with what TCP and IP add. */
  readonly budgetBytes: number;
  /** Ends the test at once: the lease is over, the line is needed, the agent stops. */
  readonly signal: AbortSignal;
};

/** `failure`: a short reason in English for the log; directions that were measured stand all the same. */
export type SpeedTestResult = Pick<SpeedTest, 'download' | 'upload' | 'totalBytes' | 'failure'>;

/** Measures download, then upload, by ndt7 (m-lab ndt-server spec/ndt7-protocol.md v0.11.0). Never rejects. */
export function runSpeedTest(_deps: SpeedTestDeps, _wish: SpeedTestWish): Promise<SpeedTestResult> {
  return Promise.resolve({ totalBytes: 0, failure: 'not available' });
}
