import type { Facts } from '../../shared/contract/readings.ts';
import { steadyCycles, steadyWattHours } from './battery-steps.ts';
import { defined, keyValues, wholeNumber } from './text.ts';

export type Battery = NonNullable<Facts['hardware']['batteries']>[number];

/**
 * The `uevent` of one power supply: micro-watt-hours, or micro-ampere-hours at the design voltage.
 * Batteries of mice and keyboards (scope Device) are not the machine's.
 */
export function parseBattery(uevent: string): Battery | undefined {
  const values = keyValues(uevent, '=');
  const read = (name: string): number | undefined => wholeNumber(values.get(`POWER_SUPPLY_${name}`));
  if (values.get('POWER_SUPPLY_TYPE') !== 'Battery' || values.get('POWER_SUPPLY_SCOPE') === 'Device') {
    return undefined;
  }
  const volts = (read('VOLTAGE_MIN_DESIGN') ?? 0) / 1e6;
  const wattHours = (kind: 'FULL_DESIGN' | 'FULL'): number | undefined => {
    const energy = read(`ENERGY_${kind}`);
    const charge = read(`CHARGE_${kind}`);
    if (energy !== undefined) return tenth(energy / 1e6);
    return charge === undefined || volts === 0 ? undefined : tenth((charge / 1e6) * volts);
  };
  return defined({
    designWh: wattHours('FULL_DESIGN'),
    fullWh: steadyWattHours(wattHours('FULL')),
    // Firmware that does not count says 0 for ever.
    cycles: steadyCycles(read('CYCLE_COUNT') || undefined),
  });
}

/** To 0.1 Wh: a battery gauge's last digits change from day to day. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
