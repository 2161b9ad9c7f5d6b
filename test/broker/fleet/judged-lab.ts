import type { Fleet } from '../../../broker/fleet/fleet.ts';
import type { FindingRecord } from '../../../broker/store/finding-port.ts';
import type { Report } from '../../../shared/contract/report.ts';
import type { Resources } from '../../support/resources.ts';
import { admit, openRig, type Placing, report } from './fleet-rig.ts';
import { type Machine, machineReadings } from './judged-machine.ts';

/** A fleet of one machine that tells something more each time. */
export async function openLab(resources: Resources, placing: Placing = { schoolCode: 'A', room: 'P1' }) {
  const rig = await openRig(resources);
  const deviceId = await admit(rig, 1, placing);
  let seq = 0;
  const tell = async (machine: Machine, more: Partial<Report> = {}): Promise<void> => {
    seq += 1;
    await report(rig, deviceId, { seq, up: seq, readings: machineReadings(machine), ...more });
    await rig.fleet.findings.settled();
  };
  return { ...rig, rig, deviceId, tell };
}

/** Codes of what is open of a machine. */
export function codesOf({ findings }: Fleet, deviceId: string): string[] {
  return (findings.ofDevice(deviceId)?.open ?? []).map(({ code }) => code).sort();
}

export const recordOf = ({ findings }: Fleet, deviceId: string, code: string): FindingRecord => {
  const found = findings.ofDevice(deviceId)?.open.find((one) => one.code === code);
  if (found === undefined) throw new Error(`${code} is not open`);
  return found;
};
