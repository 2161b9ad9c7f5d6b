import type { JudgedSchool, Outage, OutageContext } from './evidence.ts';

/**
 * All incidents of an installation: lines of one provider that fail together become one, a service that fails wherever it is
 * checked becomes one, times in which the broker did not serve become one each; what these explain is not told again.
 */
export function joinOutages(schools: readonly JudgedSchool[], _context: OutageContext): readonly Outage[] {
  return schools.flatMap(({ outages }) => outages);
}
