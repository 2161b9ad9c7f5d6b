import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined } from './text.ts';

export type MemorySlot = NonNullable<Facts['hardware']['memorySlots']>[number];

const maxSlots = 64;
const memoryDevice = 17;

/**
 * The memory devices (type 17) of an SMBIOS table given as one character per byte; empty slots included, without a size.
 * Layout: DMTF DSP0134 §7.18. Truncated or hostile tables give the slots that stand before the damage.
 */
export function parseMemorySlots(table: string): MemorySlot[] {
  const bytes = Buffer.from(table, 'latin1');
  const slots: MemorySlot[] = [];
  let at = 0;
  while (at + 4 <= bytes.length && slots.length < maxSlots) {
    const length = bytes[at + 1] ?? 0;
    if (length < 4 || at + length > bytes.length) break;
    const end = bytes.indexOf('\0\0', at + length, 'latin1');
    if (end === -1) break;
    if (bytes[at] === memoryDevice && length >= 0x13) {
      const strings = bytes.toString('latin1', at + length, end).split('\0');
      slots.push(slotOf(bytes.subarray(at, at + length), strings));
    }
    at = end + 2;
  }
  return slots;
}

function slotOf(entry: Buffer, strings: readonly string[]): MemorySlot {
  const speed = entry.length >= 0x17 ? entry.readUInt16LE(0x15) : 0;
  return defined({
    locator: clip(strings[(entry[0x10] ?? 0) - 1], 64),
    sizeBytes: sizeOf(entry),
    typeCode: entry[0x12],
    speedMhz: speed === 0 || speed === 0xffff ? undefined : speed,
  });
}

/** 0 = empty, 0xFFFF = unknown, bit 15 = KiB instead of MiB, 0x7FFF = the wide field (MiB). */
function sizeOf(entry: Buffer): number | undefined {
  const size = entry.readUInt16LE(0x0c);
  if (size === 0 || size === 0xffff) return undefined;
  if (size === 0x7fff) {
    return entry.length >= 0x20 ? (entry.readUInt32LE(0x1c) & 0x7fffffff) * 1024 ** 2 : undefined;
  }
  return (size & 0x8000) === 0 ? size * 1024 ** 2 : (size & 0x7fff) * 1024;
}
