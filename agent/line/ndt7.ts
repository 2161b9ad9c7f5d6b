import type { SpeedTest } from '../../shared/contract/line-facts.ts';
import { type Ndt7Direction, ndt7Limits } from '../../shared/contract/ndt7.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { DirectionResult } from './ndt7-direction.ts';
import type { SpeedTestWish } from './ndt7-wish.ts';

export type SpeedTestDeps = {
  readonly clock: Clock;
  /** Of one direction; ndt7's 10 s when absent. */
  readonly durationMs?: number;
};

/** `failure`: a short reason in English for the log; directions that were measured stand all the same. */
export type SpeedTestResult = Pick<SpeedTest, 'download' | 'upload' | 'totalBytes' | 'failure'>;

/** Measures download, then upload, by ndt7 (m-lab ndt-server spec/ndt7-protocol.md v0.11.0). Never rejects. */
export async function runSpeedTest(deps: SpeedTestDeps, wish: SpeedTestWish): Promise<SpeedTestResult> {
  const { clock, durationMs = ndt7Limits.durationMs } = deps;
  if (!URL.canParse(wish.serverUrl)) return { totalBytes: 0, failure: 'not a URL' };
  // One machine of a school needs it, a few times a month.
  const { runDirection } = await import('./ndt7-direction.ts');
  const budgetBytes = Math.floor(wish.budgetBytes / 2);
  const run = (direction: Ndt7Direction): Promise<DirectionResult> =>
    runDirection({ clock }, wish, { direction, budgetBytes, durationMs });
  const down = await run('download');
  // Whoever failed at the first is not asked for the second.
  const up: DirectionResult | null = down.failure === undefined ? await run('upload') : null;
  const failure = down.failure ?? up?.failure;
  return {
    totalBytes: down.lineBytes + (up?.lineBytes ?? 0),
    ...(down.outcome === undefined ? {} : { download: down.outcome }),
    ...(up?.outcome === undefined ? {} : { upload: up.outcome }),
    ...(failure === undefined ? {} : { failure }),
  };
}
