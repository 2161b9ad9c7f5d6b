import { z } from 'zod';
import {
  confirmationStates,
  type Snapshot,
  snapshotGaps,
  snapshotKinds,
} from '../domain/snapshot/snapshot.ts';
import { calendarSchema } from './calendar-rules.ts';
import { normPackSchema } from './norm-pack.ts';
import { planningLevel } from './planning.ts';
import {
  asset,
  budget,
  checklistEntry,
  deadline,
  equipment,
  price,
  printHeader,
  priority,
  schoolAlias,
  schoolYearFacts,
  site,
  snapshotLicence,
  snapshotLine,
  snapshotRoom,
} from './register-rows.ts';
import { epochMs, schoolCode, text, unitId } from './scalars.ts';
import { snapshotMachine } from './snapshot-machine.ts';

/** Names that people choose for snapshots and scenarios: shown, typed, used in file names. */
export const snapshotName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, 'not-name')
  .refine((name) => name === name.normalize('NFC').trim(), 'not-composed');

const snapshotSchool = z.object({
  schoolCode,
  schoolName: text(200),
  commune: z.exactOptional(text(200)),
  owner: z.exactOptional(text(200)),
  rows: z.array(planningLevel).max(64),
});

const unitNode = z.object({
  unitId,
  parentId: unitId.nullable(),
  kind: text(32),
  name: text(200),
  code: text(64).nullable(),
});

/** The one document that needs, plans and exports are computed from. */
export const snapshotSchema = z.object({
  format: z.literal(1),
  name: snapshotName.nullable(),
  kind: z.enum(snapshotKinds),
  asAtMs: epochMs,
  takenAtMs: epochMs,
  units: z.array(unitNode),
  schools: z.array(snapshotSchool),
  rooms: z.array(snapshotRoom),
  machines: z.array(snapshotMachine),
  lines: z.array(snapshotLine),
  licences: z.array(snapshotLicence),
  yearFacts: z.array(schoolYearFacts),
  sites: z.array(site),
  assets: z.array(asset),
  equipment: z.array(equipment),
  prices: z.array(price),
  budgets: z.array(budget),
  priorities: z.array(priority),
  checklist: z.array(checklistEntry),
  aliases: z.array(schoolAlias),
  deadlines: z.array(deadline),
  headers: z.array(printHeader),
  normPacks: z.array(normPackSchema),
  calendar: calendarSchema,
  isBuiltInAntivirusLicensed: z.boolean(),
  gaps: z.array(z.enum(snapshotGaps)),
}) satisfies z.ZodType<Snapshot>;

/** A snapshot in the list: where it stands with the schools. */
export const snapshotRow = z.object({
  name: snapshotName,
  kind: z.enum(snapshotKinds),
  asAt: epochMs,
  takenAt: epochMs,
  takenBy: text(64),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  schools: z.int().min(0),
  machines: z.int().min(0),
  confirmed: z.int().min(0),
  disputed: z.int().min(0),
  isClosed: z.boolean(),
  gaps: z.array(z.enum(snapshotGaps)),
});
export type SnapshotRow = z.infer<typeof snapshotRow>;

export const remark = z.object({ deviceId: z.string().max(32).nullable(), remark: text(500) });

export const confirmationRow = z.object({
  schoolCode,
  state: z.enum(confirmationStates),
  role: text(64).nullable(),
  at: epochMs.nullable(),
  remarks: z.array(remark).max(5_000),
});
export type ConfirmationRow = z.infer<typeof confirmationRow>;
