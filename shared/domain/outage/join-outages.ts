import type { JudgedSchool, Outage, OutageContext } from './evidence.ts';
import { whileSeen } from './hidden.ts';
import { sortOutages } from './incident.ts';
import { joinBroker } from './join-broker.ts';
import { joinProviders } from './join-lines.ts';
import { joinServices } from './join-services.ts';

/**
 * All incidents of an installation: lines of one provider that fail together become one, a service that fails wherever it is
 * checked becomes one, times in which the broker did not serve become one each; what these explain is not told again.
 */
export function joinOutages(schools: readonly JudgedSchool[], context: OutageContext): readonly Outage[] {
  const all = [
    ...joinProviders(schools, joinBroker(schools, context), context.nowMs),
    ...joinServices(schools, context),
  ];
  return sortOutages(all.flatMap((outage) => whileSeen(outage, all, context.nowMs)));
}
