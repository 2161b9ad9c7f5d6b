import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fact, WindowsAnswers } from '../../collector.ts';
import { defined } from '../text.ts';
import { cimCode, cimCount, cimCounts, cimText, readRows } from './cim-values.ts';

type Disk = NonNullable<Facts['storage']['disks']>[number];

/** A disk as either class describes it; what only one of them says is undefined in the other. */
export type WindowsDisk = Disk & {
  /** MSFT_PhysicalDisk.DeviceId, Win32_DiskDrive.Index. */
  readonly number: string;
  /** MSFT_PhysicalDisk: 3 hard disk, 4 solid state; HealthStatus 0 healthy, 1 warning, 2 unhealthy, 5 unknown. */
  readonly mediaType?: number;
  readonly healthStatus?: number;
};

const maxDisks = 64;
const usb = 7;
const nvme = 17;

/** STORAGE_BUS_TYPE (ntddstor.h). */
const buses: Readonly<Record<number, string>> = {
  1: 'scsi',
  2: 'atapi',
  3: 'ata',
  4: '1394',
  6: 'fibre',
  7: 'usb',
  8: 'raid',
  9: 'iscsi',
  10: 'sas',
  11: 'sata',
  12: 'sd',
  13: 'mmc',
  14: 'virtual',
  15: 'file',
  16: 'spaces',
  17: 'nvme',
  18: 'scm',
  19: 'ufs',
};

const physicalRow = z.object({
  DeviceId: cimText(16),
  Model: cimText(128),
  FriendlyName: cimText(128),
  MediaType: cimCode,
  BusType: cimCode,
  Size: cimCount,
  SerialNumber: cimText(64),
  FirmwareVersion: cimText(64),
  HealthStatus: cimCode,
});
const serialRow = z.object({ DeviceId: cimText(16), AdapterSerialNumber: cimText(64) });
const driveRow = z.object({
  Index: cimCount,
  Model: cimText(128),
  InterfaceType: cimText(16),
  Size: cimCount,
  SerialNumber: cimText(64),
  FirmwareRevision: cimText(64),
  Capabilities: cimCounts,
  PNPDeviceID: cimText(400),
});

/** Disks, those on USB without their serial numbers, since they may be somebody's own. By the storage provider, or by Win32_DiskDrive where it does not answer. */
export function disksOf(windows: WindowsAnswers): Fact<WindowsDisk[]> {
  const rows = readRows(windows('physicalDisks'), physicalRow, maxDisks);
  if (rows.ok && rows.value.length > 0) {
    const serials = readRows(windows('diskSerials'), serialRow, maxDisks);
    const byNumber = new Map(
      (serials.ok ? serials.value : []).map((row) => [row.DeviceId, row.AdapterSerialNumber]),
    );
    const disks = rows.value.flatMap((row) => physicalDisk(row, byNumber.get(row.DeviceId)) ?? []);
    return ok(disks.sort(byNumberOrder));
  }
  const drives = readRows(windows('diskDrives'), driveRow, maxDisks);
  if (drives.ok) return ok(drives.value.flatMap((row) => driveDisk(row) ?? []).sort(byNumberOrder));
  return rows.ok ? drives : rows;
}

/** The contract's part of a disk. */
export function diskFacts(disk: WindowsDisk): Disk {
  const { number: _number, mediaType: _mediaType, healthStatus: _healthStatus, ...facts } = disk;
  return facts;
}

/** Number of a disk → the instance id of its drive, upper case, by which root/wmi names it. */
export function driveInstances(windows: WindowsAnswers): ReadonlyMap<string, string> {
  const drives = readRows(windows('diskDrives'), driveRow, maxDisks);
  const pairs = (drives.ok ? drives.value : []).flatMap((row) =>
    row.Index === undefined || row.PNPDeviceID === undefined
      ? []
      : [[String(row.Index), row.PNPDeviceID.toUpperCase()] as const],
  );
  return new Map(pairs);
}

function byNumberOrder(a: WindowsDisk, b: WindowsDisk): number {
  return Number(a.number) - Number(b.number);
}

function physicalDisk(
  row: z.infer<typeof physicalRow>,
  adapterSerial: string | undefined,
): WindowsDisk | undefined {
  const { DeviceId: number, BusType: bus } = row;
  if (number === undefined || !/^\d{1,6}$/.test(number)) return undefined;
  return defined({
    number,
    device: `PhysicalDrive${number}`,
    model: row.Model ?? row.FriendlyName,
    sizeBytes: row.Size === 0 ? undefined : row.Size,
    kind: kindOf(bus, row.MediaType),
    isRemovable: bus === undefined ? undefined : bus === usb,
    serial: bus === usb ? undefined : bus === nvme ? serialOfNvme(row, adapterSerial) : row.SerialNumber,
    firmware: row.FirmwareVersion,
    bus: bus === undefined ? undefined : buses[bus],
    mediaType: row.MediaType,
    healthStatus: row.HealthStatus,
  });
}

/** What is printed on the drive; SerialNumber of an NVMe disk is the identifier of its name space. */
function serialOfNvme(
  { SerialNumber }: z.infer<typeof physicalRow>,
  adapterSerial: string | undefined,
): string | undefined {
  const serial = adapterSerial?.replace(/\s+_\d{4}$/, '').trim();
  return serial === '' || serial === undefined ? SerialNumber : serial;
}

function kindOf(bus: number | undefined, mediaType: number | undefined): Disk['kind'] {
  if (bus === nvme) return 'nvme';
  if (bus === 12 || bus === 13) return 'mmc';
  if (bus === 14 || bus === 15) return 'virtual';
  if (mediaType === 3) return 'hdd';
  return mediaType === 4 ? 'ssd' : undefined;
}

/** Win32_DiskDrive.Capabilities: 7 supports removable media. */
const removableMedia = 7;

function driveDisk(row: z.infer<typeof driveRow>): WindowsDisk | undefined {
  if (row.Index === undefined || row.Index > 999_999) return undefined;
  const number = String(row.Index);
  const bus = row.InterfaceType?.toLowerCase();
  const isNvme = /VEN_NVME/i.test(row.PNPDeviceID ?? '');
  return defined({
    number,
    device: `PhysicalDrive${number}`,
    model: row.Model,
    sizeBytes: row.Size === 0 ? undefined : row.Size,
    kind: isNvme ? ('nvme' as const) : undefined,
    isRemovable: bus === 'usb' || row.Capabilities.includes(removableMedia),
    serial: bus === 'usb' ? undefined : row.SerialNumber,
    firmware: row.FirmwareRevision,
    bus: isNvme ? 'nvme' : bus,
  });
}
