import { z } from 'zod';
import { bootId, connection, count, epochMs, fingerprintComponent, text, version } from './scalars.ts';

/** Hardware identifiers as keyed hashes: they identify, they never authenticate. Placeholders are dropped by the agent. */
export const fingerprint = z.object({
  systemUuid: fingerprintComponent.optional(),
  boardSerial: fingerprintComponent.optional(),
  /** One each physical network card. */
  macs: z.array(fingerprintComponent).min(1).max(16).optional(),
  systemDisk: fingerprintComponent.optional(),
});
export type Fingerprint = z.infer<typeof fingerprint>;

const versions = z.object({
  agent: text(32),
  node: text(32),
  platform: text(32),
  /** Contract versions that the agent speaks. */
  contract: z.array(z.int().min(1).max(1000)).max(16),
});

/**
 * The process before this one, as it left word on the disk: how old it was at its last minute, and how it ended. `unknown`: it
 * had no time to say so (power, crash, kill). Machines that belong to one person leave it out.
 */
const previousProcess = z.object({
  boot: bootId,
  up: z.number().min(0).max(1e10),
  end: z.enum(['shutdown', 'stopped', 'unknown']),
});

/** Birth: published retained right after CONNECT; anchors this boot to the broker's clock. */
export const birth = z.object({
  v: version,
  kind: z.literal('birth'),
  boot: bootId,
  /** Persisted count of process starts; absent if the state was lost. A number that goes back means a frozen disk. */
  bootNo: count.optional(),
  /** 1, 2, … within this boot. */
  conn: connection,
  at: epochMs,
  up: z.number().min(0).max(1e10),
  /** Seconds since the operating system started: whether a process came back alone or with its machine. */
  osUp: z.number().min(0).max(1e10).optional(),
  previous: previousProcess.optional(),
  fingerprint,
  /** First 16 hex characters of the SHA-256 of the certified public key. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  versions,
});
export type Birth = z.infer<typeof birth>;

/** Death: the last will, or a goodbye on a clean stop. Counts only if (boot, conn) equals the last birth's. */
export const death = z.object({
  v: version,
  kind: z.literal('death'),
  boot: bootId,
  conn: connection,
  reason: z.enum(['lost', 'stopped', 'shutdown']),
});
export type Death = z.infer<typeof death>;

/** `drum/1/<cn>/status`, retained. */
export const status = z.discriminatedUnion('kind', [birth, death]);
export type Status = z.infer<typeof status>;
