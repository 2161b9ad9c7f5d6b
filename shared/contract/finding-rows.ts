import { z } from 'zod';
import { findingCodes, findingStatuses } from '../domain/finding.ts';
import { severities } from '../domain/outage.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import { bytes, count, deviceId, epochMs, schoolCode, text } from './scalars.ts';

/** A calendar month or day of the installation's time zone. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'not-month');
export const day = z.iso.date();

const place = z.object({
  schoolCode,
  schoolName: text(200),
  room: text(64).nullable(),
});

/** One finding on one machine, or on a school as a whole (`deviceId` null). */
export const findingRow = place.extend({
  deviceId: deviceId.nullable(),
  hostname: text(253).nullable(),
  seat: text(16).nullable(),
  code: z.enum(findingCodes),
  severity: z.enum(severities),
  /** Whether a decision, a guidance or this software's own assumption says so. */
  basis: z.enum(ruleStatuses),
  status: z.enum(findingStatuses),
  since: epochMs,
  /** When the machine's facts last showed it. */
  lastFoundAt: epochMs,
  fixedAt: epochMs.nullable(),
  evidence: z.array(z.object({ fact: text(100), value: text(200) })).max(16),
  explainedBy: z.enum(findingCodes).nullable(),
  /** Of a person's decision: by whom, when, why, until when. */
  decidedBy: text(32).nullable(),
  decidedAt: epochMs.nullable(),
  reason: text(500).nullable(),
  acceptedUntil: epochMs.nullable(),
});
export type FindingRow = z.infer<typeof findingRow>;

/** Of a rule, how many machines it could not judge: what they did not tell is not held against them. */
export const unknownCount = z.object({ code: z.enum(findingCodes), machines: count });
export type UnknownCount = z.infer<typeof unknownCount>;

/** Risk of a machine, room or school: 0 good, 100 bad; null where nothing could be judged. */
export const riskRow = place.extend({
  deviceId: deviceId.nullable(),
  hostname: text(253).nullable(),
  /** Machines that count into the score, and those of which too little is known. */
  machines: count,
  unknownMachines: count,
  score: z.number().min(0).max(100).nullable(),
  /** What the score is made of; the points of a room or school are means over its machines. */
  breakdown: z
    .array(z.object({ code: z.enum(findingCodes), machines: count, points: z.number().min(0) }))
    .max(64),
});
export type RiskRow = z.infer<typeof riskRow>;

/** Findings of a month: how many came, how many went, how many stood at its end. */
export const trendRow = z.object({
  month,
  opened: count,
  fixed: count,
  openAtEnd: count,
  medianDaysToFix: z.number().min(0).nullable(),
});
export type TrendRow = z.infer<typeof trendRow>;

/** What can be done for a machine before another one is bought. */
export const upgradeRow = place.extend({
  deviceId,
  hostname: text(253).nullable(),
  model: text(128).nullable(),
  cpu: text(128).nullable(),
  windowsEleven: z.enum(['runs', 'eligible', 'not-eligible', 'unknown']),
  /** Stable codes of what stands against it or is not known (texts `upgrade.<code>`). */
  reasons: z.array(text(64)).max(16),
  memoryBytes: bytes.nullable(),
  freeMemorySlots: count.nullable(),
  maxMemoryBytes: bytes.nullable(),
  supportEnds: day.nullable(),
  action: z.enum(['none', 'upgrade-system', 'add-memory', 'replace-disk', 'replace-machine', 'unknown']),
});
export type UpgradeRow = z.infer<typeof upgradeRow>;

/** Licences as a school entered them, beside what its machines report. */
export const licenceRow = z.object({
  id: count,
  schoolCode,
  schoolName: text(200),
  product: text(128),
  seats: count,
  expiresOn: day.nullable(),
  note: text(200).nullable(),
  /** Machines on which a product of that name is installed. */
  installs: count,
  state: z.enum(['valid', 'ending', 'expired', 'exceeded', 'unused']),
});
export type LicenceRow = z.infer<typeof licenceRow>;

/** How many machines of a school have a licensed antivirus, by the installation's rule. */
export const licenceCoverage = z.object({
  schoolCode,
  schoolName: text(200),
  machines: count,
  /** By an entered licence with a free seat, or by the product's own licence. */
  licensed: count,
  /** By what comes with Windows alone; counted as licensed where the rule says so. */
  builtIn: count,
  unlicensed: count,
  unknown: count,
});
export type LicenceCoverage = z.infer<typeof licenceCoverage>;

/** A line of the monthly security review (biên bản rà soát an toàn thông tin). */
const reviewLine = findingRow.pick({
  deviceId: true,
  hostname: true,
  room: true,
  seat: true,
  code: true,
  severity: true,
  basis: true,
  status: true,
  since: true,
  fixedAt: true,
  evidence: true,
  explainedBy: true,
  reason: true,
  acceptedUntil: true,
});

/** The review of one school for one month, whole: what an auditor reads two years later. */
export const review = z.object({
  /** Null while it is a draft; a recorded one never changes. */
  id: count.nullable(),
  schoolCode,
  schoolName: text(200),
  month,
  asAt: epochMs,
  recordedBy: text(32).nullable(),
  conclusion: text(2000).nullable(),
  machines: z.object({ total: count, heard: count }),
  counts: z.object({ open: count, acknowledged: count, accepted: count, fixedInMonth: count }),
  score: z.number().min(0).max(100).nullable(),
  unknown: z.array(unknownCount).max(64),
  licences: z.array(licenceRow).max(200),
  coverage: licenceCoverage.nullable(),
  /** With the day by which each should be dealt with. */
  lines: z.array(reviewLine.extend({ dueOn: day })),
});
export type Review = z.infer<typeof review>;

/** A recorded review in a list. */
export const reviewRow = review
  .pick({ schoolCode: true, schoolName: true, month: true, asAt: true, recordedBy: true, counts: true })
  .extend({ id: count, machines: count });
export type ReviewRow = z.infer<typeof reviewRow>;
