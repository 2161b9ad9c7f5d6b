import type { SchoolRow } from '../../shared/contract/view.ts';
import { computeNeeds, type Needs } from '../../shared/domain/need.ts';
import { defaultNeedOptions } from '../../shared/domain/need-school.ts';
import type { NormPack } from '../../shared/domain/norm.ts';
import type { PlanningSchool } from '../../shared/domain/school.ts';

/** Schools as the roster declares them, and the pack that their needs are computed by. */
export type Roster = { readonly schools: readonly PlanningSchool[]; readonly pack: NormPack };

/** Needs with the live machine numbers: the roster says how many are needed, the fleet how many there are. */
export function liveNeeds({ schools, pack }: Roster, rows: readonly SchoolRow[]): Needs {
  const machines = new Map(
    rows.map(({ schoolCode, registered, usable }) => [schoolCode, { registered, usable }]),
  );
  return computeNeeds(schools, machines, defaultNeedOptions, pack);
}
