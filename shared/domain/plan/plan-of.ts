import { allocate } from '../allocation/allocate.ts';
import { createSchoolCalendar } from '../calendar.ts';
import { holdingsOf } from '../item/holdings.ts';
import type { ItemNeed } from '../item/item-need.ts';
import { itemNeedsOf } from '../item/item-needs.ts';
import { judgeMachines } from '../item/judge-machines.ts';
import { localDayText } from '../item/local-day.ts';
import type { MachinePlan } from '../item/machine-plan.ts';
import { computeNeeds, type Needs } from '../need.ts';
import type { NormPack } from '../norm.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { MachineTally } from '../usable.ts';
import type { Plan, PlanOptions } from './plan.ts';

/** Computes a plan: the same snapshot, packs and options give the same plan. */
export function planOf(
  snapshot: Snapshot,
  packs: readonly [NormPack, ...NormPack[]],
  options: PlanOptions,
): Plan {
  const [pack] = packs;
  const frame = { asAtMs: snapshot.asAtMs, calendar: createSchoolCalendar(snapshot.calendar), pack };
  const machines = judgeMachines(snapshot, frame, { pack, retireAgeYears: options.retireAgeYears });
  const pcs = computeNeeds(snapshot.schools, tallyOf(machines), options, pack, options.allocation);
  const needs = withItems(pcs, itemsBySchool(snapshot, machines, packs));
  return {
    ...{ snapshot, options, packs, machines, needs },
    allocation: allocate(snapshot, needs, machines, options.allocation),
  };
}

function itemsBySchool(
  snapshot: Snapshot,
  machines: readonly MachinePlan[],
  packs: readonly NormPack[],
): ReadonlyMap<string, readonly ItemNeed[]> {
  const frame = { packs, day: localDayText(snapshot.asAtMs, snapshot.calendar) };
  const holdings = holdingsOf(snapshot, machines);
  return new Map(holdings.map((held) => [held.school.schoolCode, itemNeedsOf(held, frame)]));
}

function withItems({ schools, totals }: Needs, items: ReadonlyMap<string, readonly ItemNeed[]>): Needs {
  return {
    schools: schools.map((need) => ({ ...need, items: items.get(need.schoolCode) ?? [] })),
    totals,
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
