import type { Section } from '../../shared/domain/reading.ts';
import { type Collector, type CollectorContext, type Measured, measured } from '../collector.ts';
import type { Platform } from '../host/host.ts';

export type Reader<S extends Section> = (context: CollectorContext) => Promise<Measured<S>>;

/** One collector with a reader for each platform that has one; on the others it is `unsupported`. */
export function perPlatform<S extends Section>(
  section: S,
  deadlineMs: number,
  readers: Partial<Record<Platform, Reader<S>>>,
): Collector<S> {
  return {
    section,
    deadlineMs,
    collect: async (context) => {
      const reader = readers[context.host.platform];
      return reader === undefined ? { outcome: 'unsupported' } : measured(await reader(context));
    },
  };
}
