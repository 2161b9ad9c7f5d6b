import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined, wholeNumber } from './text.ts';

export type Disk = NonNullable<Facts['storage']['disks']>[number];

/** One folder of /sys/block as text; a file that could not be read is undefined. */
export type BlockDevice = {
  readonly name: string;
  readonly sectors: string | undefined;
  readonly rotational: string | undefined;
  readonly removable: string | undefined;
  readonly model: string | undefined;
  readonly wwid: string | undefined;
  readonly isUsb: boolean;
};

/** Not disks: loops, RAM, stacked and optical devices, floppies, network blocks, and the boot areas of an eMMC. */
const otherBlocks = /^(loop|ram|zram|dm-|md|sr|fd|nbd)|^mmcblk\d+(boot|rpmb)/;

export function isDisk(name: string): boolean {
  return !otherBlocks.test(name);
}

/** Sizes in /sys/block are sectors of 512 bytes, whatever the disk's own sector is. */
export function describeDisk(block: BlockDevice): Disk {
  const sectors = wholeNumber(block.sectors);
  const model = ataModel(block.wwid) ?? clip(block.model, 128);
  const bytes = sectors === undefined ? 0 : sectors * 512;
  return defined({
    device: block.name.slice(0, 64),
    model,
    // An empty card reader says 0: it has no medium, not a disk of no size.
    sizeBytes: bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined,
    kind: kindOf(block, model ?? ''),
    isRemovable: block.isUsb ? true : flag(block.removable),
  });
}

/**
 * SCSI cuts a model at 16 characters; the identification of an ATA disk (`t10.`, vendor 8, model 40, serial 20) has it
 * whole. It ends where the padding begins, so that a serial number is never taken along.
 */
function ataModel(wwid: string | undefined): string | undefined {
  return wwid?.startsWith('t10.ATA ') === true ? clip(wwid.slice(12, 52).split('  ')[0], 128) : undefined;
}

function kindOf(block: BlockDevice, model: string): Disk['kind'] {
  if (block.name.startsWith('nvme')) return 'nvme';
  if (block.name.startsWith('mmcblk')) return 'mmc';
  if (/^x?vd/.test(block.name) || /qemu|vbox|vmware|virtual/i.test(model)) return 'virtual';
  // A stick behind a USB bridge calls itself rotating: the bridge does not know.
  const isRotating = block.isUsb ? undefined : flag(block.rotational);
  if (isRotating === undefined) return undefined;
  return isRotating ? 'hdd' : 'ssd';
}

function flag(text: string | undefined): boolean | undefined {
  const value = text?.trim();
  if (value === '1') return true;
  return value === '0' ? false : undefined;
}
