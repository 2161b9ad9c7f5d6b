import { allocate } from '../allocation/allocate.ts';
import { createSchoolCalendar } from '../calendar.ts';
import { judgeMachines } from '../item/judge-machines.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import { computeNeeds } from '../need.ts';
import type { NormPack } from '../norm.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { MachineTally } from '../usable.ts';
import type { Plan, PlanOptions } from './plan.ts';

/** The pack of the ratios (the one asked for, else the first of the snapshot), then the others; null when there is no such pack. */
export function packsOf(
  { normPacks }: Snapshot,
  normSet: string | null,
): readonly [NormPack, ...NormPack[]] | null {
  const first = normSet === null ? normPacks[0] : normPacks.find(({ id }) => id === normSet);
  return first === undefined ? null : [first, ...normPacks.filter((pack) => pack !== first)];
}

/** Computes a plan: the same snapshot, packs and options give the same plan. */
export function planOf(
  snapshot: Snapshot,
  packs: readonly [NormPack, ...NormPack[]],
  options: PlanOptions,
): Plan {
  const [pack] = packs;
  const frame = { asAtMs: snapshot.asAtMs, calendar: createSchoolCalendar(snapshot.calendar), pack };
  const machines = judgeMachines(snapshot, frame, { pack, retireAgeYears: options.retireAgeYears });
  const needs = computeNeeds(snapshot.schools, tallyOf(machines), options, pack);
  return {
    ...{ snapshot, options, packs, machines, needs },
    allocation: allocate(snapshot, needs, machines, options.allocation),
  };
}

function tallyOf(machines: readonly MachinePlan[]): Map<string, MachineTally> {
  const tallies = new Map<string, MachineTally>();
  for (const { machine, isRegistered, verdict } of machines) {
    const { registered, usable } = tallies.get(machine.schoolCode) ?? { registered: 0, usable: 0 };
    tallies.set(machine.schoolCode, {
      registered: registered + Number(isRegistered),
      usable: usable + Number(verdict.counts),
    });
  }
  return tallies;
}
