import { z } from 'zod';
import { outageCauses } from '../domain/outage.ts';
import {
  availabilityRow,
  digestChannel,
  ispReport,
  lessonDay,
  lineEntry,
  lineMeasures,
  lineRow,
  outageRow,
  outageVersion,
  qualityRow,
  readinessRow,
  serviceEntry,
  serviceRow,
  speedRow,
} from './line-rows.ts';
import { count, epochMs, lineId, requestId, schoolCode, text, unitId } from './scalars.ts';

const within = z.object({ unitId: unitId.optional(), schoolCode: schoolCode.optional() });
const span = z.object({ from: epochMs.optional(), until: epochMs.optional() });
const asAt = epochMs.optional();
/** Lines of plain text. */
const page = z
  .string()
  .max(40_000)
  .transform((value) => value.normalize('NFC').replace(/[^\P{Cc}\n]/gu, ' '));

const declared = lineEntry.shape;

/** What is said of a line. What is null is taken back; what is left out stays as it is. */
export const lineWish = z.object({
  lineId,
  /** Of a new line; a known one stays with its school. */
  schoolCode: schoolCode.optional(),
  isp: declared.isp.optional(),
  medium: declared.medium.optional(),
  duty: declared.duty.unwrap().optional(),
  siteCode: declared.siteCode.nullable(),
  downMbps: declared.downMbps.nullable(),
  upMbps: declared.upMbps.nullable(),
  monthlyCost: declared.monthlyCost.nullable(),
  contractEndsOn: declared.contractEndsOn.nullable(),
  opticalDbm: declared.opticalDbm.nullable(),
  opticalReadOn: declared.opticalReadOn.nullable(),
  promisedPercent: declared.promisedPercent.nullable(),
  note: declared.note.nullable(),
});
export type LineWish = z.infer<typeof lineWish>;

/** Questions and commands about lines, outages, shared services, readiness and the daily digest. */
export const lineKinds = {
  lineList: { params: within, body: z.object({ asAt, lines: z.array(lineRow) }) },
  lineShow: {
    params: z.object({ lineId }),
    body: z.object({
      line: lineRow,
      /** Null: of the last weeks, nobody measured it. */
      measured: lineMeasures.nullable().default(null),
      /** The last school days in whose lessons it was measured, the newest first. */
      lessons: z.array(lessonDay).max(5).default([]),
      speeds: z.array(speedRow).max(100),
      outages: z.array(outageRow).max(100),
    }),
  },
  /** A new line, or another version of a known one. */
  lineSet: {
    params: lineWish,
    body: z.object({ line: lineRow }),
  },
  lineRemove: { params: z.object({ lineId }), body: z.object({ lineId }) },
  lineQuality: {
    params: within.extend({ lineId: lineId.optional() }).extend(span.shape),
    body: z.object({ rows: z.array(qualityRow) }),
  },
  availability: {
    params: within.extend({ by: z.enum(['line', 'isp', 'school']).default('line') }).extend(span.shape),
    body: z.object({ from: epochMs.optional(), until: epochMs.optional(), rows: z.array(availabilityRow) }),
  },
  ispReport: {
    params: z.object({ lineId }).extend(span.shape),
    /** What does not fit one message follows on further pages; the hash is of the whole. */
    body: z.object({
      report: ispReport,
      moreOutages: ispReport.shape.outages.optional(),
      moreSpeeds: ispReport.shape.speeds.optional(),
      moreQuality: ispReport.shape.quality.optional(),
    }),
  },
  /** A speed test as soon as the line is free, within its budget. */
  lineTest: { params: z.object({ lineId }), body: z.object({ leaseId: requestId }) },

  outageList: {
    params: within
      .extend({ isOpen: z.boolean().optional(), cause: z.enum(outageCauses).optional() })
      .extend(span.shape),
    body: z.object({ asAt, outages: z.array(outageRow) }),
  },
  outageShow: {
    params: z.object({ outageId: count }),
    body: z.object({
      outage: outageRow,
      versions: z.array(outageVersion).max(200),
      witnesses: z.array(text(64)).max(1000),
    }),
  },

  serviceList: {
    params: z.object({ schoolCode: schoolCode.optional() }),
    body: z.object({ asAt, services: z.array(serviceRow) }),
  },
  serviceSet: { params: serviceEntry, body: z.object({ service: serviceEntry }) },
  /** Back to what is shipped; one that was added here goes. */
  serviceRemove: {
    params: z.object({ service: requestId, schoolCode: schoolCode.optional() }),
    body: z.object({ service: requestId }),
  },

  roomReadiness: {
    params: within.extend({ room: text(64).optional(), purpose: readinessRow.shape.purpose.optional() }),
    body: z.object({ asAt, rows: z.array(readinessRow) }),
  },

  /** The digest as it would be sent now, in the language asked for. */
  digestShow: {
    params: z.object({ unitId: unitId.optional(), lang: z.enum(['vi', 'en']).default('vi') }),
    body: z.object({ subject: text(200), text: page }),
  },
  digestList: { params: z.object({}), body: z.object({ channels: z.array(digestChannel) }) },
  digestAdd: {
    params: digestChannel
      .pick({ channel: true, address: true, hour: true, lang: true })
      .extend({ unitId: unitId.optional() }),
    body: z.object({ channel: digestChannel }),
  },
  digestRemove: { params: z.object({ id: count }), body: z.object({ id: count }) },
  /** Sends it now. */
  digestSend: { params: z.object({ id: count }), body: z.object({ channel: digestChannel }) },
} as const satisfies Record<string, { params: z.ZodType; body: z.ZodType }>;
