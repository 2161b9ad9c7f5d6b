import { z } from 'zod';
import { bytes, count, lineId, requestId, text } from './scalars.ts';

const rate = z.number().min(0).max(1e12);
const milliseconds = z.number().min(0).max(600_000);

/** What lies on the way out of a school, in the order in which a packet meets it. */
const targetKinds = ['gateway', 'first-hop', 'broker', 'anchor'] as const;

/** One target over the span of a sample. Times are of what was answered; nothing answered, no times. */
const target = z.object({
  kind: z.enum(targetKinds),
  address: text(64).optional(),
  method: z.enum(['tcp', 'ping']),
  sent: count,
  lost: count,
  p50Ms: milliseconds.optional(),
  p95Ms: milliseconds.optional(),
  /** Mean difference of neighbouring times. */
  jitterMs: milliseconds.optional(),
});

const resolver = z.object({
  server: text(64),
  sent: count,
  lost: count,
  p50Ms: milliseconds.optional(),
  p95Ms: milliseconds.optional(),
});

/** `unknown`: not asked, or its silence proves nothing. */
const reach = z.enum(['ok', 'bad', 'unknown']);

/**
 * A stretch in which every check came out the same. Seconds before the report's own moment (`up`), so that a wrong clock spoils
 * nothing; `fromAgo` > `toAgo`. Checks are a minute apart, closer together while something is wrong.
 */
const minuteRun = z.object({
  fromAgo: z.number().min(0).max(1e7),
  toAgo: z.number().min(0).max(1e7),
  checks: count,
  gateway: reach,
  firstHop: reach,
  broker: reach,
  /** Of the anchors, any. */
  internet: reach,
  dns: reach,
  /** `bad`: it answers, but too slowly or with too much loss to work with (thresholds travel in the order). */
  quality: z.enum(['good', 'bad', 'unknown']),
  /** As the broker's echo saw it. */
  publicAddress: text(64).optional(),
});

/** What the router tells a machine that asks politely (UPnP IGD, read only). */
const router = z.object({
  model: text(128).optional(),
  accessType: text(32).optional(),
  upBitsPerSecond: rate.optional(),
  downBitsPerSecond: rate.optional(),
  linkStatus: text(32).optional(),
  wanUptimeSeconds: count.optional(),
  wanAddress: text(64).optional(),
});

/**
 * What one machine measured of a school's way out, about every five minutes: the elected prober and its standby all of it; any
 * other machine that lost its broker only the gateway's part of `log`.
 */
export const lineSample = z.object({
  /** As the order named it; absent from machines without duty. */
  lineId: lineId.optional(),
  /** The span that it sums up, ending at the report's moment. */
  seconds: count,
  targets: z.array(target).max(12).optional(),
  dns: z.array(resolver).max(8).optional(),
  /** Everything that the broker's echo saw in this span; two lines that share the load show two. */
  publicAddresses: z.array(text(64)).max(8).optional(),
  captivePortal: z.boolean().optional(),
  ipv6: z.object({ hasGlobalAddress: z.boolean(), isBrokerReachable: z.boolean().optional() }).optional(),
  mtuBytes: count.optional(),
  router: router.optional(),
  log: z.array(minuteRun).max(64).optional(),
});
export type LineSample = z.infer<typeof lineSample>;

/** How far a check of a service came, and where it ended. */
export const serviceStages = ['dns', 'tcp', 'tls', 'http', 'ok'] as const;

/** One check of one service. */
export const serviceCheck = z.object({
  service: requestId,
  /** Seconds before the report's own moment. */
  ago: z.number().min(0).max(1e7),
  /** `ok`, or the step that failed. A light check ends after `tcp` and is `ok` then. */
  stage: z.enum(serviceStages),
  isLight: z.boolean().optional(),
  dnsMs: milliseconds.optional(),
  tcpMs: milliseconds.optional(),
  tlsMs: milliseconds.optional(),
  httpMs: milliseconds.optional(),
  httpStatus: z.int().min(100).max(599).optional(),
  /** Whole days until the certificate ends; negative once it has. */
  certificateDays: z.int().min(-100_000).max(100_000).optional(),
  detail: text(80).optional(),
});
export type ServiceCheck = z.infer<typeof serviceCheck>;

/** One direction of an ndt7 test; payload bytes, seconds of the test itself. */
const direction = z.object({
  bitsPerSecond: rate,
  bytes,
  seconds: z.number().min(0).max(60),
  minRttMs: milliseconds.optional(),
  /** `stable`: the rate settled before the time was up; `budget`: the byte limit came first. */
  endedBy: z.enum(['time', 'stable', 'budget', 'server', 'failed']),
});

/** One speed test, under the lease whose id it names. */
export const speedTest = z.object({
  leaseId: requestId,
  lineId,
  server: text(253),
  download: direction.optional(),
  upload: direction.optional(),
  /** Everything that crossed the line for it, both directions. */
  totalBytes: bytes,
  publicAddress: text(64).optional(),
  failure: text(80).optional(),
  startedAgo: z.number().min(0).max(1e7),
});
export type SpeedTest = z.infer<typeof speedTest>;
