import { z } from 'zod';
import { bytes, count, text } from './scalars.ts';

const disk = z.object({
  device: text(64),
  model: text(128).optional(),
  sizeBytes: bytes.optional(),
  kind: z.enum(['ssd', 'hdd', 'nvme', 'mmc', 'virtual']).optional(),
  isRemovable: z.boolean().optional(),
  serial: text(64).optional(),
  firmware: text(64).optional(),
  /** As the platform names it: ata, sata, nvme, usb, sas, raid, virtio… */
  bus: text(16).optional(),
});

const volume = z.object({
  mount: text(256),
  device: text(128).optional(),
  fsType: text(32).optional(),
  sizeBytes: bytes.optional(),
  isSystem: z.boolean().optional(),
  /** Linux: it lies on dm-crypt. macOS: FileVault is on. */
  isEncrypted: z.boolean().optional(),
  /** BitLocker, raw: ProtectionStatus 0 off, 1 on, 2 unknown; ConversionStatus 0 decrypted, 1 encrypted, 2–5 on the way. */
  protectionStatus: z.int().min(0).max(255).optional(),
  conversionStatus: z.int().min(0).max(255).optional(),
});

/** A RAID set or pool of disks, as the system describes it. */
const diskArray = z.object({
  name: text(64),
  kind: z.enum(['md', 'zfs', 'btrfs', 'lvm', 'hardware']),
  level: text(32).optional(),
  /** Raw: such as `active` or `clean, degraded` of md, `DEGRADED` of ZFS. */
  state: text(64).optional(),
  members: count.optional(),
  activeMembers: count.optional(),
});

export const storage = z.object({
  disks: z.array(disk).max(64).optional(),
  volumes: z.array(volume).max(64).optional(),
  arrays: z.array(diskArray).max(64).optional(),
});

const diskHealthReading = z.object({
  device: text(64),
  model: text(128).optional(),
  serial: text(64).optional(),
  source: z.enum(['smartctl', 'storage-counter', 'failure-prediction']),
  /** What the drive says of itself: SMART overall status; on ATA drives of Windows, PredictFailure reversed. */
  isSelfTestPassed: z.boolean().optional(),
  /** Bits of smartctl's exit status (smartctl(8)): 0x08 failing, 0x10 prefail, 0x20 was below a threshold, 0x40 errors logged. */
  exitStatus: z.int().min(0).max(255).optional(),
  /** MSFT_PhysicalDisk.HealthStatus: 0 healthy, 1 warning, 2 unhealthy, 5 unknown. */
  healthStatus: z.int().min(0).max(255).optional(),
  temperatureC: z.int().min(-100).max(300).optional(),
  powerOnHours: count.optional(),
  /** Of the endurance that the maker promises; above 100 where it is used up. */
  percentUsed: z.int().min(0).max(255).optional(),
  /** SMART attributes 5, 197, 198, 187 and 199, raw values. */
  reallocated: count.optional(),
  pending: count.optional(),
  uncorrectable: count.optional(),
  reportedUncorrectable: count.optional(),
  crcErrors: count.optional(),
  /** NVMe media and data integrity errors; uncorrected errors of SCSI drives and of Windows' counter. */
  mediaErrors: count.optional(),
  /** NVMe critical warning, bits. */
  criticalWarning: z.int().min(0).max(255).optional(),
  /** NVMe available spare and its threshold, percent. */
  sparePercent: z.int().min(0).max(255).optional(),
  spareThresholdPercent: z.int().min(0).max(255).optional(),
});

/** What disks count of themselves, raw: the broker judges. */
export const diskHealth = z.object({ disks: z.array(diskHealthReading).max(64).optional() });
