import { z } from 'zod';
import { outcomes, sections } from '../domain/reading.ts';
import { lineSample, serviceCheck, speedTest } from './line-facts.ts';
import { reading, sectionHashes } from './readings.ts';
import { bootId, count, epochMs, sequence, version } from './scalars.ts';

export const collectorOutcome = z.object({
  collector: z.enum(sections),
  outcome: z.enum(outcomes),
  /** Wall time that the collector took. */
  ms: count,
});
export type CollectorOutcome = z.infer<typeof collectorOutcome>;

/** `drum/1/<cn>/report`: the readings of one tick, numbered. */
export const report = z.object({
  v: version,
  boot: bootId,
  seq: sequence,
  /** The device's wall clock: a claim. */
  at: epochMs,
  /** Seconds since the agent process started. */
  up: z.number().min(0).max(1e10),
  readings: z.array(reading).max(32),
  outcomes: z.array(collectorOutcome).max(32),
  /** Daily marker: the hashes of what was last sent, so that a broker that lacks one orders `resend`. */
  hashes: sectionHashes.optional(),
  /** What the elected prober of a line measured, and the log of whoever lost the broker. */
  line: lineSample.optional(),
  services: z.array(serviceCheck).max(64).optional(),
  speed: speedTest.optional(),
});
export type Report = z.infer<typeof report>;
