import type { PlanningSchool } from '../school.ts';

/**
 * Sites at which classes are taught, null being the main one, in code order. A row of the roster is a level taught at a site, so
 * only a typed 0 says that there is no class.
 */
export function sitesWithClasses({ rows }: PlanningSchool): (string | null)[] {
  const codes = rows.filter(({ classes }) => classes !== 0).map(({ siteCode }) => siteCode ?? '');
  return [...new Set(codes)].sort().map((code) => (code === '' ? null : code));
}
