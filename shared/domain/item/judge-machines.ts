import type { NormPack } from '../norm.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { judgeMachine, tallyMachines, type UsableFrame } from '../usable.ts';
import type { MachinePlan } from './machine-plan.ts';

/** Every machine of a snapshot, counted or not and why, with what is proposed for it; by school, room and id. */
export function judgeMachines(
  snapshot: Snapshot,
  frame: UsableFrame,
  _rules: { readonly pack: NormPack; readonly retireAgeYears: number | null },
): readonly MachinePlan[] {
  return snapshot.machines.map((machine) => ({
    machine,
    isRegistered: tallyMachines([machine], frame).get(machine.schoolCode)?.registered === 1,
    verdict: judgeMachine(machine, frame),
    age: { years: null, source: 'unknown', usefulLifeYears: 7, usefulLifeBasis: '' },
    action: 'keep',
    reasons: [],
    costDong: 0,
    isUsableAfter: false,
    isMovable: false,
  }));
}
