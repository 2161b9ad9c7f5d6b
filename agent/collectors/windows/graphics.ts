import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fact, WindowsAnswers } from '../../collector.ts';
import { defined } from '../text.ts';
import { cimCount, cimText, readRows } from './cim-values.ts';

type GraphicsCard = NonNullable<Facts['hardware']['graphics']>[number];

const maxCards = 16;
const cardRow = z.object({
  Name: cimText(128),
  AdapterRAM: cimCount,
  DriverVersion: cimText(64),
  PNPDeviceID: cimText(400),
});
const memoryRow = z.object({ DriverDesc: cimText(128), 'HardwareInformation.qwMemorySize': cimCount });

/** AdapterRAM has 32 bits: from here on it says "at least 4 GiB" (measured by others: 0xFFF00000 for every larger card). */
const saturatedBytes = 0xfff0_0000;

/** Cards on a bus; displays that programs make up (remote sessions, screen casting) hang below SWD or ROOT. */
export function graphicsOf(windows: WindowsAnswers): Fact<GraphicsCard[]> {
  const rows = readRows(windows('graphics'), cardRow, 4 * maxCards);
  if (!rows.ok) return rows;
  const memories = readRows(windows('graphicsMemory'), memoryRow, 4 * maxCards);
  const cards = rows.value.filter(({ PNPDeviceID: id }) => id !== undefined && !/^(?:SWD|ROOT)\\/i.test(id));
  return ok(
    cards.slice(0, maxCards).map((card) => {
      const known = memories.ok
        ? memories.value.find((row) => row.DriverDesc !== undefined && row.DriverDesc === card.Name)
        : undefined;
      return defined({
        model: card.Name,
        memoryBytes: known?.['HardwareInformation.qwMemorySize'] ?? smallMemory(card.AdapterRAM),
        driverVersion: card.DriverVersion,
      });
    }),
  );
}

function smallMemory(bytes: number | undefined): number | undefined {
  return bytes === undefined || bytes === 0 || bytes >= saturatedBytes ? undefined : bytes;
}
