import type { Facts } from '../../shared/contract/readings.ts';
import { readSmbios, type SmbiosStructure, smbiosText } from './smbios.ts';
import { clip, defined } from './text.ts';

export type MemorySlot = NonNullable<Facts['hardware']['memorySlots']>[number];

/** What the board takes, all its memory arrays together. */
export type MemoryBoard = { readonly slotCount?: number; readonly maxBytes?: number };

const maxSlots = 64;
const maxSlotCount = 1024;
const memoryArray = 16;
const memoryDevice = 17;
const systemMemory = 3;

/**
 * The modules that are there: memory devices (type 17) with a size, or with one that the firmware does not know.
 * Layout: DMTF DSP0134 §7.18.
 */
export function parseMemorySlots(table: string): MemorySlot[] {
  return readSmbios(table)
    .filter(({ type, body }) => type === memoryDevice && body.length >= 0x13)
    .filter(({ body }) => body.readUInt16LE(0x0c) !== 0)
    .slice(0, maxSlots)
    .map(slotOf);
}

/** Slots and the most memory of the arrays (type 16) that hold system memory: DMTF DSP0134 §7.17. */
export function parseMemoryBoard(table: string): MemoryBoard {
  const arrays = readSmbios(table)
    .filter(({ type, body }) => type === memoryArray && body.length >= 0x0f && body[5] === systemMemory)
    .map(({ body }) => body);
  const slotCount = arrays.reduce((sum, body) => sum + body.readUInt16LE(0x0d), 0);
  const limits = arrays.map(maxBytesOf);
  const maxBytes = limits.reduce((sum, bytes) => sum + bytes, 0);
  return defined({
    slotCount: slotCount > 0 && slotCount <= maxSlotCount ? slotCount : undefined,
    // One array whose limit is not known leaves the sum unknown.
    maxBytes: maxBytes > 0 && Number.isSafeInteger(maxBytes) && !limits.includes(0) ? maxBytes : undefined,
  });
}

/** KiB, or 0x80000000 and the bytes themselves in the wide field; 0 where the firmware does not say. */
function maxBytesOf(body: Buffer): number {
  const kib = body.readUInt32LE(0x07);
  if (kib !== 0x8000_0000) return kib * 1024;
  return body.length >= 0x17 ? Number(body.readBigUInt64LE(0x0f)) : 0;
}

function slotOf(device: SmbiosStructure): MemorySlot {
  const { body } = device;
  const speed = body.length >= 0x17 ? body.readUInt16LE(0x15) : 0;
  return defined({
    locator: clip(smbiosText(device, 0x10), 64),
    sizeBytes: sizeOf(body),
    typeCode: body[0x12],
    speedMhz: speed === 0 || speed === 0xffff ? undefined : speed,
    manufacturer: clip(smbiosText(device, 0x17), 64),
    partNumber: clip(smbiosText(device, 0x1a), 64),
  });
}

/** 0xFFFF = unknown, bit 15 = KiB instead of MiB, 0x7FFF = the wide field (MiB). */
function sizeOf(body: Buffer): number | undefined {
  const size = body.readUInt16LE(0x0c);
  if (size === 0xffff) return undefined;
  if (size === 0x7fff) {
    return body.length >= 0x20 ? (body.readUInt32LE(0x1c) & 0x7fffffff) * 1024 ** 2 : undefined;
  }
  return (size & 0x8000) === 0 ? size * 1024 ** 2 : (size & 0x7fff) * 1024;
}
