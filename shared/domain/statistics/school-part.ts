import { ownerGroups } from '../allocation/owner.ts';
import { type Holdings, holdingsOf } from '../item/holdings.ts';
import type { SchoolNeed } from '../need-school.ts';
import type { Plan } from '../plan/plan.ts';
import type { Site } from '../snapshot/register.ts';

/** What a plan holds of one school, side by side. */
export interface SchoolPart extends Holdings {
  readonly need: SchoolNeed;
  /** Authority whose budget pays; null when nothing tells. */
  readonly owner: string | null;
  readonly sites: readonly Site[];
}

/** The plan by school, in the order of its needs; each list is gone through once, whatever the number of schools. */
export function schoolParts({ snapshot, machines, needs }: Plan): SchoolPart[] {
  const held = new Map(holdingsOf(snapshot, machines).map((each) => [each.school.schoolCode, each]));
  const sites = Map.groupBy(snapshot.sites, ({ schoolCode }) => schoolCode);
  const owners = new Map(
    ownerGroups(snapshot).flatMap(({ owner, schoolCodes }) => schoolCodes.map((code) => [code, owner])),
  );
  return needs.schools.flatMap((need) => {
    const { schoolCode } = need;
    const holdings = held.get(schoolCode);
    if (holdings === undefined) return [];
    const owner = owners.get(schoolCode) ?? null;
    return [{ ...holdings, need, owner, sites: sites.get(schoolCode) ?? [] }];
  });
}
