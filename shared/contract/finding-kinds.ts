import { z } from 'zod';
import { findingCodes, findingStatuses } from '../domain/finding.ts';
import { severities } from '../domain/outage.ts';
import {
  day,
  findingRow,
  licenceCoverage,
  licenceRow,
  month,
  review,
  reviewRow,
  riskRow,
  trendRow,
  unknownCount,
  upgradeRow,
} from './finding-rows.ts';
import { count, deviceId, epochMs, schoolCode, text, unitId } from './scalars.ts';

/** Lines of a long review go on further pages. */
const reviewPage = z.object({ review, moreLines: review.shape.lines.optional() });

const within = z.object({
  unitId: unitId.optional(),
  schoolCode: schoolCode.optional(),
  room: text(64).optional(),
});

/** The installation's own rules for reviews. */
const reviewPolicy = z.object({
  /** Whether the antivirus that comes with Windows counts as "phần mềm phòng chống virus có bản quyền". */
  builtInAntivirusIsLicensed: z.boolean(),
});

/** Questions and commands about findings, risk, reviews and licences. */
export const findingKinds = {
  findings: {
    params: within.extend({
      deviceId: deviceId.optional(),
      code: z.enum(findingCodes).optional(),
      /** At least this grave. */
      severity: z.enum(severities).optional(),
      statuses: z
        .array(z.enum(findingStatuses))
        .min(1)
        .max(findingStatuses.length)
        .default(['open', 'acknowledged']),
      /** Of the fixed ones, those fixed since. */
      fixedSince: epochMs.optional(),
    }),
    body: z.object({
      asAt: epochMs.optional(),
      /** Page 0: machines that were asked about, and of each rule those that it could not judge. */
      machines: count.optional(),
      unknown: z.array(unknownCount).optional(),
      findings: z.array(findingRow),
    }),
  },
  /** A person's word on one finding of a machine, or on all of a code in a school or room. */
  findingSet: {
    params: z.object({
      code: z.enum(findingCodes),
      deviceId: deviceId.optional(),
      schoolCode: schoolCode.optional(),
      room: text(64).optional(),
      status: z.enum(['open', 'acknowledged', 'accepted']),
      reason: text(500).optional(),
      acceptedUntil: epochMs.optional(),
    }),
    body: z.object({ changed: count }),
  },
  risk: {
    params: within.extend({ by: z.enum(['school', 'room', 'machine']).default('school') }),
    body: z.object({ asAt: epochMs.optional(), rows: z.array(riskRow) }),
  },
  findingTrend: {
    params: within.extend({ months: z.int().min(1).max(36).default(12) }),
    body: z.object({ months: z.array(trendRow) }),
  },
  upgrades: {
    params: within,
    body: z.object({ asAt: epochMs.optional(), machines: z.array(upgradeRow) }),
  },
  /** The review as it would be recorded now. */
  reviewDraft: { params: z.object({ schoolCode, month: month.optional() }), body: reviewPage },
  reviewRecord: {
    params: z.object({ schoolCode, month: month.optional(), conclusion: text(2000).optional() }),
    body: z.object({ review: reviewRow }),
  },
  reviewList: {
    params: z.object({ schoolCode: schoolCode.optional() }),
    body: z.object({ reviews: z.array(reviewRow) }),
  },
  reviewShow: { params: z.object({ id: count }), body: reviewPage },
  licenceList: {
    params: z.object({ schoolCode: schoolCode.optional() }),
    body: z.object({ licences: z.array(licenceRow), coverage: z.array(licenceCoverage) }),
  },
  /** A new line of the register, or with `id` another version of one. */
  licenceSet: {
    params: z.object({
      id: count.optional(),
      schoolCode,
      product: text(128).refine((product) => product.trim() !== '', 'missing'),
      seats: z.int().min(1).max(100_000),
      expiresOn: day.optional(),
      note: text(200).optional(),
    }),
    body: z.object({ licence: licenceRow }),
  },
  licenceRemove: { params: z.object({ id: count }), body: z.object({ id: count }) },
  reviewPolicyShow: { params: z.object({}), body: z.object({ policy: reviewPolicy }) },
  reviewPolicySet: { params: reviewPolicy.partial(), body: z.object({ policy: reviewPolicy }) },
} as const satisfies Record<string, { params: z.ZodType; body: z.ZodType }>;
