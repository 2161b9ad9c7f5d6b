import { z } from 'zod';
import { antivirusStates, deviceConditions, timeQualities } from '../domain/device.ts';
import { diskStates } from '../domain/disk-health.ts';
import { displayKinds } from '../domain/display-kind.ts';
import { findingRow, upgradeRow } from './finding-rows.ts';
import { reading, sectionHashes } from './readings.ts';
import { collectorOutcome } from './report.ts';
import { bytes, count, epochMs, text } from './scalars.ts';
import { deviceRow } from './view.ts';

/** One machine as scripts read it (`schooldrum devices --json`): the row and its basic facts. */
export const deviceFacts = deviceRow.omit({ antivirus: true }).extend({
  schoolName: text(200),
  cpu: z.object({ model: text(128).nullable(), cores: count.nullable(), threads: count.nullable() }),
  disks: z
    .array(z.object({ device: text(64), sizeBytes: bytes.nullable(), kind: text(16).nullable() }))
    .max(64),
  antivirus: z.object({ state: z.enum(antivirusStates) }),
  outcomes: z.array(collectorOutcome).max(32),
});
export type DeviceFacts = z.infer<typeof deviceFacts>;

/** A line of a machine's history: what happened, when, and how sure the time is. */
const deviceEvent = z.object({
  at: epochMs,
  timeQuality: z.enum(timeQualities),
  kind: text(64),
  detail: text(200).nullable(),
});

/** A guess at a kind carries a question mark: projectors are never counted as certain. */
const display = z.object({
  kind: z.enum(displayKinds),
  vendor: text(8).nullable(),
  name: text(64).nullable(),
  serial: text(64).nullable(),
  year: z.int().nullable(),
  widthMm: count.nullable(),
  heightMm: count.nullable(),
  isInternal: z.boolean().nullable(),
});

const diskState = z.object({
  device: text(64),
  model: text(128).nullable(),
  health: z.enum(diskStates),
  /** Stable codes of what stands against it. */
  reasons: z.array(text(64)).max(32),
});

/** Everything the broker holds of one machine. */
export const deviceDetail = z.object({
  facts: deviceFacts,
  readings: z.array(z.object({ at: epochMs, timeQuality: z.enum(timeQualities), reading })).max(32),
  hashes: sectionHashes,
  firstSeen: epochMs,
  agentVersion: text(32).nullable(),
  weakIdentity: z.boolean(),
  /** When an officer last said "checked, works". */
  confirmedGoodAt: epochMs.nullable(),
  /** What is true of it now, since when. */
  conditions: z
    .array(z.object({ kind: z.enum(deviceConditions), since: epochMs, detail: text(200).nullable() }))
    .max(16),
  /** Older ids of the same machine, whose history is shown with this one's. */
  mergedIds: z.array(z.string().max(32)).max(32),
  /** Open, acknowledged and accepted ones, gravest first. */
  findings: z.array(findingRow).max(64).default([]),
  /** What can be done for it before another one is bought. */
  upgrade: upgradeRow.nullable().default(null),
  /** Its monitors and projectors, and the state of its disks, as the broker's tables read them. */
  displays: z.array(display).max(16).default([]),
  diskHealth: z.array(diskState).max(64).default([]),
  events: z.array(deviceEvent).max(200),
});
export type DeviceDetail = z.infer<typeof deviceDetail>;
