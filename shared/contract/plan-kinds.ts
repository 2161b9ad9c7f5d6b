import { z } from 'zod';
import { registerNames } from '../domain/snapshot/registers.ts';
import { confirmationStates, snapshotKinds } from '../domain/snapshot/snapshot.ts';
import { rosterProblem } from './query-rows.ts';
import { count, epochMs, schoolCode, text, unitId } from './scalars.ts';
import { confirmationRow, remark, snapshotName, snapshotRow } from './snapshot.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Code that stands on every page of an export: `SD-` and two groups of four of base32. */
export const exportCode = z.string().regex(/^SD-[A-Z2-7]{4}-[A-Z2-7]{4}$/, 'not-export-code');

/** One field that an import changes; a row that is new or ends has no field. */
export const registerChange = z.object({
  change: z.enum(['added', 'changed', 'removed']),
  key: text(200),
  field: text(64).nullable(),
  before: text(300).nullable(),
  after: text(300).nullable(),
});
export type RegisterChange = z.infer<typeof registerChange>;

/** Columns of a list that nobody read, by their headers. */
export const ignoredHeaders = z.array(text(100)).max(100);

const maxSettings = 200;

/** Changed parameters of a plan: `norm.TH` → `20`. */
const settings = z
  .record(z.string().min(1).max(250), z.string().max(250))
  .refine((all) => Object.keys(all).length <= maxSettings, {
    error: 'too-many',
    params: { most: maxSettings },
  });

export const scenarioRow = z.object({
  name: snapshotName,
  settings,
  note: text(500).nullable(),
  author: text(64),
  role: text(64),
  at: epochMs,
});
export type ScenarioRow = z.infer<typeof scenarioRow>;

/** One file that left the house. */
export const exportRow = z.object({
  code: exportCode,
  what: text(32),
  format: text(16),
  lang: z.enum(['vi', 'en']),
  snapshot: snapshotName.nullable(),
  snapshotSha256: sha256,
  asAt: epochMs,
  settings,
  /** Of the file's bytes. */
  sha256,
  sizeBytes: count,
  at: epochMs,
  by: text(64),
  role: text(64),
});
export type ExportRow = z.infer<typeof exportRow>;

/** Questions and commands of planning. */
export const planKinds = {
  /** A frozen snapshot (or the live picture) of a unit's subtree: deflate-raw of its JSON, base64, in pieces. */
  planning: {
    params: z.object({
      unitId: unitId.optional(),
      snapshot: snapshotName.optional(),
      /** An export leaves the house, so it leaves a line in the audit log. */
      purpose: z.enum(['view', 'export']).default('view'),
    }),
    body: z.object({
      /** Of the snapshot's JSON as it is sent; `isWhole` when no school was left out for the asker's unit. */
      sha256: sha256.optional(),
      isWhole: z.boolean().optional(),
      confirmations: z.array(confirmationRow),
      chunks: z.array(z.string().max(40_000)),
    }),
  },
  snapshotCreate: {
    params: z.object({
      name: snapshotName,
      kind: z.enum(snapshotKinds).exclude(['live']).default('ad-hoc'),
      /** The end of this moment's state; absent: now. */
      asAt: epochMs.optional(),
    }),
    body: z.object({ snapshot: snapshotRow }),
  },
  snapshotList: { params: z.object({}), body: z.object({ snapshots: z.array(snapshotRow) }) },
  snapshotShow: {
    params: z.object({ name: snapshotName }),
    body: z.object({ snapshot: snapshotRow.optional(), confirmations: z.array(confirmationRow) }),
  },
  /** A school says yes, or names what is wrong. */
  snapshotConfirm: {
    params: z.object({
      name: snapshotName,
      schoolCode,
      state: z.enum(confirmationStates).exclude(['draft']),
      remarks: z.array(remark).max(5_000).default([]),
    }),
    body: z.object({ confirmation: confirmationRow }),
  },
  /** No school can say anything more; what did not confirm is printed as such. */
  snapshotClose: { params: z.object({ name: snapshotName }), body: z.object({ snapshot: snapshotRow }) },
  /** A list of one register; a dry run tells what it would change and writes nothing. */
  registerImport: {
    params: z.object({
      register: z.enum(registerNames),
      csv: z.string().max(8_000_000),
      isDry: z.boolean().default(false),
      /** One bad row refuses the file; otherwise good rows are taken and bad ones named. */
      strict: z.boolean().default(false),
      /** Rows that the file lacks end. */
      replace: z.boolean().default(false),
      /** A list larger than one message comes in pieces, in their order; the last one's answer is the import's. */
      part: z
        .object({ index: count, of: z.int().min(2).max(1_000) })
        .refine(({ index, of }) => index < of, 'out-of-order')
        .optional(),
    }),
    body: z.object({
      rows: count.optional(),
      added: count.optional(),
      changed: count.optional(),
      removed: count.optional(),
      unchanged: count.optional(),
      isWritten: z.boolean().optional(),
      ignored: ignoredHeaders.optional(),
      changes: z.array(registerChange),
      problems: z.array(rosterProblem),
    }),
  },
  /** What a register holds, as the cells of its list (stable headers). */
  registerRows: {
    params: z.object({ register: z.enum(registerNames) }),
    body: z.object({ header: z.array(text(64)).optional(), rows: z.array(z.array(text(8_000)).max(64)) }),
  },
  /** One school becomes part of another, or gets another code: history stays under its old code and is found under the new. */
  schoolMerge: {
    params: z.object({ from: schoolCode, into: schoolCode, basis: text(200).optional() }),
    body: z.object({ from: schoolCode, into: schoolCode, machines: count }),
  },
  schoolRecode: {
    params: z.object({ schoolCode, newCode: schoolCode, basis: text(200).optional() }),
    body: z.object({ schoolCode, machines: count }),
  },
  scenarioSave: {
    params: z.object({ name: snapshotName, settings, note: text(500).optional() }),
    body: z.object({ scenario: scenarioRow }),
  },
  scenarioList: { params: z.object({}), body: z.object({ scenarios: z.array(scenarioRow) }) },
  scenarioRemove: { params: z.object({ name: snapshotName }), body: z.object({ name: snapshotName }) },
  /** A file left the house. */
  exportRecord: {
    params: exportRow.omit({ at: true, by: true, role: true }),
    body: z.object({ row: exportRow }),
  },
  exportFind: {
    params: z.object({ code: exportCode.optional(), sha256: sha256.optional() }),
    body: z.object({ rows: z.array(exportRow) }),
  },
} as const satisfies Record<string, { params: z.ZodType; body: z.ZodType }>;
