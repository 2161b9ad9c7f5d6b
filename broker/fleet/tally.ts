import type { Totals } from '../../shared/contract/view.ts';
import type { Standing } from './standing.ts';

/** What is counted of machines, for a school and every unit above it. */
export type Tally = Record<Exclude<keyof Totals, 'schools'>, number>;

export function emptyTally(): Tally {
  return {
    registered: 0,
    usable: 0,
    devices: 0,
    online: 0,
    quiet: 0,
    silent: 0,
    missing: 0,
    antivirusOn: 0,
    antivirusUnknown: 0,
    unknownRole: 0,
    atRisk: 0,
    pending: 0,
    quarantined: 0,
  };
}

/**
 * Adds what one machine counts for (`sign` 1), or takes it away (-1). A retired machine has left the fleet: it is listed,
 * and counts nowhere. `quarantined` counts messages, the rest machines.
 */
export function count(tally: Tally, standing: Standing, sign: 1 | -1): void {
  const { row } = standing;
  if (row.state === 'retired') return;
  tally.devices += sign;
  tally[row.presence] += sign;
  if (standing.isRegistered) tally.registered += sign;
  if (row.countsAsStudentComputer) tally.usable += sign;
  if (row.antivirus === 'on') tally.antivirusOn += sign;
  if (row.antivirus === 'unknown') tally.antivirusUnknown += sign;
  if (row.role === 'unknown') tally.unknownRole += sign;
  if (standing.isAtRisk) tally.atRisk += sign;
  if (row.state === 'pending') tally.pending += sign;
  tally.quarantined += sign * standing.quarantined;
}
