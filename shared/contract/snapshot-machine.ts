import { z } from 'zod';
import { antivirusStates, deviceStates, roles } from '../domain/device.ts';
import { roomKinds } from '../domain/school.ts';
import { diskKinds, type SnapshotMachine } from '../domain/snapshot/machine.ts';
import { chassisForms } from '../domain/usable.ts';
import { bytes, count, epochMs, schoolCode, text } from './scalars.ts';

const day = z.iso.date();
const unknownOr = <T extends z.ZodType>(schema: T) => schema.nullable();
const words = unknownOr(text(256));
const flag = unknownOr(z.boolean());

/** One machine of a frozen snapshot, as decided when it was taken. */
export const snapshotMachine = z.object({
  deviceId: z.string().max(32),
  hostname: z.exactOptional(text(253)),
  schoolCode,
  siteCode: z.exactOptional(text(32)),
  room: z.exactOptional(text(64)),
  roomKind: z.exactOptional(z.enum(roomKinds)),
  role: z.enum(roles),
  state: z.enum(deviceStates),
  pendingReason: z.exactOptional(text(100)),
  connected: z.boolean(),
  lastSeenMs: unknownOr(epochMs),
  memoryBytes: unknownOr(bytes),
  systemDiskFreeBytes: unknownOr(bytes),
  isVirtual: flag,
  chassis: unknownOr(z.enum(chassisForms)),
  confirmedGoodMs: unknownOr(epochMs),
  seat: unknownOr(text(16)),
  model: words,
  serial: words,
  assetCode: unknownOr(text(64)),
  cpuModel: words,
  os: words,
  osSupportEnds: unknownOr(day),
  isOsSupported: flag,
  canRunSuccessor: flag,
  antivirus: z.enum(antivirusStates),
  isAntivirusLicensed: flag,
  systemDisk: unknownOr(z.enum(diskKinds)),
  isDiskFailing: flag,
  installedMemoryBytes: unknownOr(bytes),
  freeMemorySlots: unknownOr(count),
  biosDate: unknownOr(day),
  cpuLaunchYear: unknownOr(z.int().min(1980).max(2100)),
  wasOnline: flag,
  hasWifi: flag,
  printers: unknownOr(count),
  cameras: unknownOr(count),
  hasProjection: flag,
  hasBattery: flag,
  hardwareAtMs: unknownOr(epochMs),
}) satisfies z.ZodType<SnapshotMachine>;
