import type { Facts, Reading } from '../../shared/contract/readings.ts';
import type { DeviceCondition } from '../../shared/domain/device.ts';
import type { MachineForJudgement } from '../../shared/domain/judgement-rule.ts';
import { onDaysOf } from './heard-days.ts';
import type { TrackedDevice } from './tracked-device.ts';

/** One machine as the rules see it: its newest readings, and what the broker knows beside them. */
export function machineForJudgement(
  device: TrackedDevice,
  stored: readonly Reading[],
  conditions: readonly DeviceCondition[],
  fastestLineMbps: number | null,
): MachineForJudgement {
  const live = device.unsavedUsage?.reading;
  const readings = live === undefined ? stored : [...stored, live];
  const facts: Partial<Facts> = {};
  const absent: Record<string, Reading['absent']> = {};
  for (const reading of readings) {
    Object.assign(facts, { [reading.section]: reading.facts });
    absent[reading.section] = reading.absent;
  }
  return {
    role: device.role,
    facts,
    absent,
    conditions,
    chassis: device.facts.hardware.chassis,
    onDays: onDaysOf(device.heardDays, device.heardDaysFrom),
    heardAt: device.lastSeen,
    fastestLineMbps,
  };
}
