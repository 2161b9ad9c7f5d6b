import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined, keyValues, wholeNumber } from './text.ts';

export type Disk = NonNullable<Facts['storage']['disks']>[number];

/** One folder of /sys/block as text; a file that could not be read is undefined. */
export type BlockDevice = {
  readonly name: string;
  readonly sectors: string | undefined;
  readonly rotational: string | undefined;
  readonly removable: string | undefined;
  readonly model: string | undefined;
  readonly wwid: string | undefined;
  readonly serial: string | undefined;
  /** The SCSI page of the serial number (SPC, page 80h): four bytes of header, then text. */
  readonly serialPage: string | undefined;
  readonly revision: string | undefined;
  /** Target of the link in /sys/block: the way from the processor to the disk. */
  readonly link: string;
  /** What udev keeps of it (/run/udev/data/bMAJOR:MINOR). */
  readonly udev: string | undefined;
};

/** Not disks: loops, RAM, stacked and optical devices, floppies, network blocks, and the boot areas of an eMMC. */
const otherBlocks = /^(loop|ram|zram|dm-|md|sr|fd|nbd)|^mmcblk\d+(boot|rpmb)/;

/** Parts of the way to a disk, the nearest to it first: a SATA drive may sit behind a USB bridge. */
const buses: readonly (readonly [RegExp, string])[] = [
  [/\/usb\d/, 'usb'],
  [/\/nvme/, 'nvme'],
  [/\/mmc/, 'mmc'],
  [/\/virtio\d/, 'virtio'],
  [/\/VMBUS/i, 'vmbus'],
  [/\/end_device-/, 'sas'],
  [/\/ata\d/, 'ata'],
  [/\/vbd-/, 'xen'],
];

export function isDisk(name: string): boolean {
  return !otherBlocks.test(name);
}

/** Sizes in /sys/block are sectors of 512 bytes, whatever the disk's own sector is. */
export function describeDisk(block: BlockDevice): Disk {
  const udev = parseUdev(block.udev);
  const sectors = wholeNumber(block.sectors);
  const model = ataModel(block.wwid) ?? clip(block.model, 128);
  const bytes = sectors === undefined ? 0 : sectors * 512;
  const bus = busOf(block.link, udev);
  const isRemovable = bus === 'usb' ? true : flag(block.removable);
  const serial =
    clip(block.serial, 64) ??
    ataSerial(block.wwid) ??
    clip(block.serialPage?.slice(4), 64) ??
    clip(udev.get('ID_SERIAL_SHORT'), 64);
  return defined({
    device: block.name.slice(0, 64),
    model,
    // An empty card reader says 0: it has no medium, not a disk of no size.
    sizeBytes: bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined,
    kind: kindOf(block, model ?? '', bus === 'usb'),
    isRemovable,
    // What hangs on USB may be somebody's own.
    serial: isRemovable === true ? undefined : serial,
    // SCSI cuts the revision at four characters; udev asked the drive itself.
    firmware: clip(udev.get('ID_REVISION') ?? block.revision, 64),
    bus,
  });
}

/** udev's database: what it found of a device stands in lines `E:KEY=value`. */
function parseUdev(text: string | undefined): ReadonlyMap<string, string> {
  const properties = (text ?? '').split('\n').filter((line) => line.startsWith('E:'));
  return keyValues(properties.map((line) => line.slice(2)).join('\n'), '=');
}

function busOf(link: string, udev: ReadonlyMap<string, string>): string | undefined {
  const bus = buses.find(([pattern]) => pattern.test(link))?.[1];
  return bus === 'ata' && udev.get('ID_ATA_SATA') === '1' ? 'sata' : bus;
}

/**
 * SCSI cuts a model at 16 characters; the identification of an ATA disk (`t10.`, vendor 8, model 40, serial 20) has it
 * whole. It ends where the padding begins.
 */
function ataModel(wwid: string | undefined): string | undefined {
  return wwid?.startsWith('t10.ATA ') === true ? clip(wwid.slice(12, 52).split('  ')[0], 128) : undefined;
}

function ataSerial(wwid: string | undefined): string | undefined {
  return wwid?.startsWith('t10.ATA ') === true ? clip(wwid.slice(52, 72), 64) : undefined;
}

function kindOf(block: BlockDevice, model: string, isUsb: boolean): Disk['kind'] {
  if (block.name.startsWith('nvme')) return 'nvme';
  if (block.name.startsWith('mmcblk')) return 'mmc';
  if (/^x?vd/.test(block.name) || /qemu|vbox|vmware|virtual/i.test(model)) return 'virtual';
  // A stick behind a USB bridge calls itself rotating: the bridge does not know.
  const isRotating = isUsb ? undefined : flag(block.rotational);
  if (isRotating === undefined) return undefined;
  return isRotating ? 'hdd' : 'ssd';
}

function flag(text: string | undefined): boolean | undefined {
  const value = text?.trim();
  if (value === '1') return true;
  return value === '0' ? false : undefined;
}
