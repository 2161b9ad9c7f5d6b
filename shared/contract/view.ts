import { z } from 'zod';
import { antivirusStates, deviceStates, presences, roles, unitKinds } from '../domain/device.ts';
import { outageCauses, severities } from '../domain/outage.ts';
import { outageScopeKinds } from './line-rows.ts';
import { bytes, count, deviceId, epochMs, schoolCode, text, unitId, version } from './scalars.ts';

/** Random per broker start: a console that sees another epoch asks for everything again. */
const epoch = z.string().regex(/^[0-9a-f]{16}$/);
const rev = count;

/** One node of the org tree. */
export const unit = z.object({
  unitId,
  parentId: unitId.nullable(),
  kind: z.enum(unitKinds),
  name: text(200),
  /** School code for kind `school`, site code for `site`, room name for `room`. */
  code: text(64).nullable(),
});
export type Unit = z.infer<typeof unit>;

const operatingSystem = z.object({
  name: text(128).nullable(),
  version: text(64).nullable(),
  build: text(64).nullable(),
});

/** One machine as the tables show it; null is unknown. */
export const deviceRow = z.object({
  deviceId,
  hostname: text(253).nullable(),
  schoolCode,
  room: text(64).nullable(),
  seat: text(16).nullable(),
  role: z.enum(roles),
  state: z.enum(deviceStates),
  presence: z.enum(presences),
  lastSeen: epochMs.nullable(),
  os: operatingSystem,
  memoryBytes: bytes.nullable(),
  antivirus: z.enum(antivirusStates),
  /** Risk score: 0 good, 100 bad; null where too little is known. */
  risk: z.int().min(0).max(100).nullable().default(null),
  /** Findings that are open or acknowledged. */
  findings: count.default(0),
  countsAsStudentComputer: z.boolean(),
  /** Stable code of why it does not count (shared/domain/usable), or null. */
  reason: text(64).nullable(),
});
export type DeviceRow = z.infer<typeof deviceRow>;

/** One school with the three numbers that always stand side by side: declared, registered, usable. */
export const schoolRow = z.object({
  schoolCode,
  schoolName: text(200),
  unitId,
  commune: text(200).nullable(),
  /** `TH`, or `TH&THCS` for a school of several levels. */
  level: text(40),
  students: count.nullable(),
  informaticsStudents: count.nullable(),
  declared: count.nullable(),
  registered: count,
  usable: count,
  /** Of all its devices, whatever their role. */
  devices: count,
  online: count,
  quiet: count,
  silent: count,
  missing: count,
  antivirusOn: count,
  antivirusUnknown: count,
  unknownRole: count,
  /** Machines with an open finding that is critical or high. */
  atRisk: count.default(0),
});
export type SchoolRow = z.infer<typeof schoolRow>;

export const totals = schoolRow
  .pick({
    registered: true,
    usable: true,
    devices: true,
    online: true,
    quiet: true,
    silent: true,
    missing: true,
    antivirusOn: true,
    antivirusUnknown: true,
    unknownRole: true,
    atRisk: true,
  })
  .extend({ schools: count, pending: count, quarantined: count });
export type Totals = z.infer<typeof totals>;

/** `…/unit/<unitId>/summary`: totals of the subtree and its schools; `isTruncated` when they do not fit: ask `schools`. */
export const summaryView = z.object({
  v: version,
  epoch,
  rev,
  at: epochMs,
  unit,
  totals,
  schools: z.array(schoolRow).max(1000),
  isTruncated: z.boolean(),
});
export type SummaryView = z.infer<typeof summaryView>;

/** `…/unit/<unitId>/devices/<n>`: a page of the subtree's machines; a machine keeps its page. */
export const devicesView = z.object({
  v: version,
  epoch,
  rev,
  page: count,
  pages: count,
  devices: z.array(deviceRow).max(200),
});
export type DevicesView = z.infer<typeof devicesView>;

const alert = z.object({
  /** Of the incident: `outageShow` tells all of it. */
  outageId: count,
  since: epochMs,
  severity: z.enum(severities),
  cause: z.enum(outageCauses),
  scope: z.object({ kind: z.enum(outageScopeKinds), id: text(130) }),
  impact: z.enum(['down', 'degraded']),
  /** Null where it concerns several. */
  schoolCode: schoolCode.nullable(),
  confidence: z.number().min(0).max(1),
});
export type AlertRow = z.infer<typeof alert>;

/** `…/unit/<unitId>/alerts`: open incidents of the subtree, worst first; `isTruncated`: there are more, ask `outageList`. */
export const alertsView = z.object({
  v: version,
  epoch,
  rev,
  at: epochMs,
  alerts: z.array(alert).max(100),
  isTruncated: z.boolean(),
});

/** `_view/head`, every 5 s: the newest rev of each unit, so that a dropped view is noticed. */
export const headView = z.object({ v: version, epoch, at: epochMs, revs: z.record(unitId, rev) });
export type HeadView = z.infer<typeof headView>;
