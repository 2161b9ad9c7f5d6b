import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fact, WindowsAnswers } from '../../collector.ts';
import { steadyCycles, steadyWattHours } from '../battery-steps.ts';
import { defined } from '../text.ts';
import { cimCount, cimText, readRows } from './cim-values.ts';

type Battery = NonNullable<Facts['hardware']['batteries']>[number];

const maxBatteries = 8;
const name = cimText(256);
const presentRow = z.object({ DesignCapacity: cimCount });
const designRow = z.object({ InstanceName: name, DesignedCapacity: cimCount, Capabilities: cimCount });
const fullRow = z.object({ InstanceName: name, FullChargedCapacity: cimCount });
const cyclesRow = z.object({ InstanceName: name, CycleCount: cimCount });

/** BATTERY_INFORMATION.Capabilities (poclass.h): its capacities are no milliwatt-hours; it is a UPS. */
const isRelative = 0x4000_0000;
const isShortTerm = 0x2000_0000;

/**
 * Batteries of the machine: root/wmi knows their capacities (mWh) and is answered with an error where there is none, so that
 * Win32_Battery says whether there is one at all.
 */
export function batteriesOf(windows: WindowsAnswers): Fact<Battery[]> {
  const designs = readRows(windows('batteryDesign'), designRow, maxBatteries);
  if (!designs.ok || designs.value.length === 0) {
    const present = readRows(windows('batteries'), presentRow, maxBatteries);
    return present.ok
      ? ok(present.value.map((row) => defined({ designWh: wattHours(row.DesignCapacity) })))
      : present;
  }
  const fulls = readRows(windows('batteryFull'), fullRow, maxBatteries);
  const cycles = readRows(windows('batteryCycles'), cyclesRow, maxBatteries);
  const own = designs.value.filter((row) => ((row.Capabilities ?? 0) & isShortTerm) === 0);
  return ok(
    own.map((design) => {
      const full = partOf(fulls, design.InstanceName)?.FullChargedCapacity;
      const count = partOf(cycles, design.InstanceName)?.CycleCount;
      const isInWattHours = ((design.Capabilities ?? 0) & isRelative) === 0;
      return defined({
        designWh: isInWattHours ? wattHours(design.DesignedCapacity) : undefined,
        fullWh: isInWattHours ? steadyWattHours(wattHours(full)) : undefined,
        // Firmware that does not count says 0 for ever.
        cycles: count === 0 ? undefined : steadyCycles(count),
      });
    }),
  );
}

function partOf<T extends { readonly InstanceName: string | undefined }>(
  rows: Fact<readonly T[]>,
  instance: string | undefined,
): T | undefined {
  return rows.ok ? rows.value.find((row) => row.InstanceName === instance) : undefined;
}

/** mWh to 0.1 Wh; 0 and 0xFFFFFFFF (BATTERY_UNKNOWN_CAPACITY) are unknown. */
function wattHours(milliwattHours: number | undefined): number | undefined {
  if (milliwattHours === undefined || milliwattHours === 0 || milliwattHours >= 0xffff_ffff) return undefined;
  return Math.round(milliwattHours / 100) / 10;
}
