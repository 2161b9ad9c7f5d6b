import { z } from 'zod';
import { lineDuties, lineMedia, lineStates, lineVerdicts } from '../domain/line/line.ts';
import { outageCauses, severities } from '../domain/outage.ts';
import { day } from './finding-rows.ts';
import { lineSample, serviceStages, speedTest } from './line-facts.ts';
import { networkInterface } from './machine-facts.ts';
import { bytes, count, deviceId, epochMs, lineId, pageUrl, requestId, schoolCode, text } from './scalars.ts';

const share = z.number().min(0).max(1);

/** A line as the register holds it: declared by a person, never measured. */
export const lineEntry = z.object({
  lineId,
  schoolCode,
  siteCode: text(64).optional(),
  isp: text(64),
  medium: z.enum(lineMedia),
  downMbps: z.number().min(0).max(100_000).optional(),
  upMbps: z.number().min(0).max(100_000).optional(),
  /** Đồng a month. */
  monthlyCost: z.int().min(0).max(10_000_000_000).optional(),
  duty: z.enum(lineDuties).default('main'),
  contractEndsOn: day.optional(),
  /** Receive power at the optical terminal, read off by a technician. */
  opticalDbm: z.number().min(-60).max(20).optional(),
  opticalReadOn: day.optional(),
  /** Availability that the contract promises, percent. */
  promisedPercent: z.number().min(0).max(100).optional(),
  note: text(200).optional(),
});
export type LineEntry = z.infer<typeof lineEntry>;

const lessonFigures = {
  p95Ms: z.number().nullable(),
  lossPercent: z.number().nullable(),
  dnsMs: z.number().nullable(),
};

/** The lessons of one school day on one line: figures are medians of its lesson hours. */
export const lessonDay = z.object({
  day,
  /** Minutes of lessons in which the line was watched, and those too bad to work with or without connection. */
  minutes: count,
  badMinutes: count,
  ...lessonFigures,
});
export type LessonDay = z.infer<typeof lessonDay>;

/** Declared beside measured; null is not measured (or not declared). */
export const lineRow = lineEntry.partial().extend({
  /** Of a school that entered no line: its way out as found, `auto-<code>`. */
  lineId,
  schoolCode,
  isDeclared: z.boolean(),
  duty: z.enum(lineDuties),
  schoolName: text(200),
  state: z.enum(lineStates),
  stateSince: epochMs.nullable(),
  verdict: z.enum(lineVerdicts),
  /** Stable codes (`lineReason.<code>`) of what speaks for the verdict and against it. */
  reasons: z.array(text(64)).max(24),
  asn: count.nullable(),
  asnName: text(128).nullable(),
  publicAddress: text(64).nullable(),
  isCarrierNat: z.boolean().nullable(),
  hasIpv6: z.boolean().nullable(),
  captivePortal: z.boolean().nullable(),
  latencyMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
  lossPercent: z.number().nullable(),
  jitterMs: z.number().nullable(),
  measuredDownMbps: z.number().nullable(),
  measuredUpMbps: z.number().nullable(),
  testedAt: epochMs.nullable(),
  /** The newest school day in whose lessons it was measured, of the last week. */
  lessons: lessonDay.nullable().default(null),
  measuredAt: epochMs.nullable(),
  /** Within the last 24 hours, between 0 and 1; null where nothing was known. */
  availability: share.nullable(),
  /** Of the same hours, the newest last: `1` where anything was heard over the line, `0` where nothing is known. */
  watchedHours: z
    .string()
    .regex(/^[01]{24}$/)
    .nullable()
    .default(null),
  proberId: deviceId.nullable(),
  standbyId: deviceId.nullable(),
  usedBytes: bytes,
  budgetBytes: bytes,
});
export type LineRow = z.infer<typeof lineRow>;

/** What was told of a line last, fact by fact; of what was told before the broker started, delays alone are kept. */
export const lineMeasures = lineSample.omit({ lineId: true, log: true }).extend({
  deviceId,
  hostname: text(253).nullable(),
  measuredAt: epochMs,
  /** Medians of the last hours, by which the medium is judged. */
  firstHop: z.object({ latencyMs: z.number(), jitterMs: z.number() }).nullable(),
  /** The interface by which the measuring machine goes out, without addresses. */
  link: networkInterface.omit({ addresses: true, driver: true }).nullable(),
  /** Machines of the school whose port is too slow for its lines (`network-port-slow`). */
  slowPorts: count,
});
export type LineMeasures = z.infer<typeof lineMeasures>;

/** A local school hour on a day: quality during lessons. */
export const qualityRow = z.object({
  lineId,
  schoolCode,
  schoolName: text(200),
  day,
  /** First of the hour, local: 7 is 07:00 to 08:00. */
  hour: z.int().min(0).max(23),
  isLesson: z.boolean(),
  minutes: count,
  badMinutes: count,
  downMinutes: count,
  ...lessonFigures,
});
export type QualityRow = z.infer<typeof qualityRow>;

export const outageScopeKinds = ['school', 'line', 'isp', 'room', 'device', 'service'] as const;

const outageEvidence = z.object({
  code: text(64),
  count: count.nullable(),
  at: epochMs.nullable(),
});

/** One incident: one cause. Times are the middle of what is proven, `…Within` how far off they may be. */
export const outageRow = z.object({
  outageId: count,
  cause: z.enum(outageCauses),
  scope: z.object({ kind: z.enum(outageScopeKinds), id: text(130) }),
  schoolCode: schoolCode.nullable(),
  schoolName: text(200).nullable(),
  /** Schools that it touched. */
  schools: z.array(schoolCode).max(1000),
  impact: z.enum(['down', 'degraded']),
  severity: z.enum(severities),
  start: epochMs,
  startWithinMs: count,
  end: epochMs.nullable(),
  endWithinMs: count.nullable(),
  confidence: share,
  witnesses: count,
  evidence: z.array(outageEvidence).max(32),
  /** How often it was judged anew: backfill revises, history stays. */
  revision: count,
});
export type OutageRow = z.infer<typeof outageRow>;

/** An earlier word on an incident. */
export const outageVersion = z.object({
  at: epochMs,
  cause: z.enum(outageCauses),
  scope: outageRow.shape.scope,
  start: epochMs,
  end: epochMs.nullable(),
  confidence: share,
  witnesses: count,
  /** It turned out to be none, or part of another one. */
  isWithdrawn: z.boolean(),
});

/** Time that a line, provider or school was watched, and the part of it in which it worked. */
export const availabilityRow = z.object({
  kind: z.enum(['line', 'isp', 'school']),
  id: text(130),
  name: text(200),
  schoolCode: schoolCode.nullable(),
  watchedMinutes: count,
  downMinutes: count,
  degradedMinutes: count,
  outages: count,
  availability: share.nullable(),
  /** The same within lesson hours. */
  lessonAvailability: share.nullable(),
  promisedPercent: z.number().nullable(),
});
export type AvailabilityRow = z.infer<typeof availabilityRow>;

export const serviceEntry = z.object({
  service: requestId,
  name: text(120),
  url: pageUrl,
  state: z.enum(['active', 'retired']).default('active'),
  /** A private one of this school. */
  schoolCode: schoolCode.optional(),
});
export type ServiceEntry = z.infer<typeof serviceEntry>;

export const serviceRow = serviceEntry.extend({
  /** Null and `unset`: every province or school has its own, and nobody entered it yet. */
  url: serviceEntry.shape.url.nullable(),
  state: z.enum(['active', 'retired', 'unset']),
  /** Shipped with the product, changed here, or added here. */
  origin: z.enum(['shipped', 'changed', 'added']),
  source: text(300).nullable(),
  schoolName: text(200).nullable(),
  checkedBy: count,
  failingAt: count,
  p50Ms: z.number().nullable(),
  httpStatus: z.int().nullable(),
  certificateDays: z.int().nullable(),
  failedStage: z.enum(serviceStages).nullable(),
  checkedAt: epochMs.nullable(),
  health: z.enum(['up', 'down', 'partly', 'unknown']),
});
export type ServiceRow = z.infer<typeof serviceRow>;

/** Why a room is ready for something or not: each demand with what was found. */
const demand = z.object({
  code: text(64),
  result: z.enum(['met', 'short', 'unknown']),
  found: z.number().nullable(),
  needed: z.number().nullable(),
});

/** Online meetings, and tests that a whole class takes at its machines. */
export const readinessRow = z.object({
  schoolCode,
  schoolName: text(200),
  room: text(64),
  purpose: z.enum(['conference', 'computer-test']),
  verdict: z.enum(['ready', 'not-ready', 'unknown']),
  /** Machines usable at once, of those that stand in the room. */
  seats: count,
  machines: count,
  demands: z.array(demand).max(16),
});
export type ReadinessRow = z.infer<typeof readinessRow>;

export const speedRow = speedTest.omit({ startedAgo: true }).extend({ deviceId, at: epochMs });
export type SpeedRow = z.infer<typeof speedRow>;

/** Everything about one line and a span of time that a school can hold against its provider. */
export const ispReport = z.object({
  line: lineRow,
  from: epochMs,
  until: epochMs,
  asAt: epochMs,
  availability: availabilityRow,
  outages: z.array(outageRow).max(500),
  speeds: z.array(speedRow).max(100),
  quality: z.array(qualityRow).max(1000),
  /** Hex SHA-256 of the canonical content, for whoever compares two copies. */
  sha256: text(64),
});
export type IspReport = z.infer<typeof ispReport>;

/** Who gets the daily digest of a unit, and how. */
export const digestChannel = z.object({
  id: count,
  unitName: text(200),
  unitId: text(64),
  channel: z.enum(['email', 'webhook']),
  address: text(300),
  /** Local hour. */
  hour: z.int().min(0).max(23),
  lang: z.enum(['vi', 'en']),
  lastSentAt: epochMs.nullable(),
  lastFailure: text(200).nullable(),
});
export type DigestChannel = z.infer<typeof digestChannel>;
