import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import type { Fact, WindowsAnswers } from '../../collector.ts';
import { firstKnown, mapFact } from '../facts.ts';
import { parseMemoryBoard, parseMemorySlots } from '../memory-slots.ts';
import { defined } from '../text.ts';
import { cimCode, cimCount, cimText, readRows } from './cim-values.ts';

type MemorySlot = NonNullable<Facts['hardware']['memorySlots']>[number];
type Memory = {
  readonly memorySlots: Fact<MemorySlot[]>;
  readonly memorySlotCount: Fact<number>;
  readonly maxMemoryBytes: Fact<number>;
};

const maxSlots = 64;
const maxSlotCount = 1024;
const systemMemory = 3;
const moduleRow = z.object({
  DeviceLocator: cimText(64),
  Capacity: cimCount,
  SMBIOSMemoryType: cimCode,
  Speed: cimCount,
  Manufacturer: cimText(64),
  PartNumber: cimText(64),
});
const arrayRow = z.object({
  MemoryDevices: cimCount,
  MaxCapacity: cimCount,
  MaxCapacityEx: cimCount,
  Use: cimCode,
});

/** The firmware's own table where it may be read, else what Windows made of it. */
export function memoryOf(table: Fact<string>, windows: WindowsAnswers): Memory {
  const board = mapFact(table, parseMemoryBoard);
  const arrays = readRows(windows('memoryArrays'), arrayRow, maxSlots);
  return {
    memorySlots: firstKnown([mapFact(table, slotsOf), modulesOf(windows)]),
    memorySlotCount: firstKnown([mapFact(board, ({ slotCount }) => slotCount), mapFact(arrays, slotCountOf)]),
    maxMemoryBytes: firstKnown([mapFact(board, ({ maxBytes }) => maxBytes), mapFact(arrays, maxBytesOf)]),
  };
}

function slotsOf(table: string): MemorySlot[] | undefined {
  const slots = parseMemorySlots(table);
  return slots.length === 0 ? undefined : slots;
}

function modulesOf(windows: WindowsAnswers): Fact<MemorySlot[]> {
  const rows = readRows(windows('memoryModules'), moduleRow, maxSlots);
  if (!rows.ok) return rows;
  const slots = rows.value.map((row) =>
    defined({
      locator: row.DeviceLocator,
      sizeBytes: row.Capacity === 0 ? undefined : row.Capacity,
      typeCode: row.SMBIOSMemoryType === 0 ? undefined : row.SMBIOSMemoryType,
      speedMhz: row.Speed === 0 || row.Speed === 0xffff ? undefined : row.Speed,
      manufacturer: row.Manufacturer,
      partNumber: row.PartNumber,
    }),
  );
  return slots.length === 0 ? err('no-data') : ok(slots);
}

type MemoryArray = z.infer<typeof arrayRow>;

/** Arrays of cache or video memory are none of the system's. */
function systemArrays(arrays: readonly MemoryArray[]): readonly MemoryArray[] {
  return arrays.filter((row) => row.Use === systemMemory);
}

function slotCountOf(arrays: readonly MemoryArray[]): number | undefined {
  const count = systemArrays(arrays).reduce((sum, row) => sum + (row.MemoryDevices ?? 0), 0);
  return count > 0 && count <= maxSlotCount ? count : undefined;
}

/** Both are KiB; MaxCapacity is 0 where only the wider one holds the number (Win32_PhysicalMemoryArray). */
function maxBytesOf(arrays: readonly MemoryArray[]): number | undefined {
  const sizes = systemArrays(arrays).map((row) => (row.MaxCapacityEx || row.MaxCapacity || 0) * 1024);
  const sum = sizes.reduce((total, size) => total + size, 0);
  // One array whose limit is not known leaves the sum unknown.
  const isKnown = sum > 0 && Number.isSafeInteger(sum) && !sizes.includes(0);
  return isKnown ? sum : undefined;
}
