import type { JudgedSchool, Outage, OutageContext, SchoolEvidence } from './evidence.ts';

/**
 * Incidents of one school by its own evidence (design.md §6): each machine's silence is taken apart by what that machine tells
 * of it, silences that began together are put together, and each group gets one cause. Same evidence in any order, same answer.
 */
export function judgeSchool(_evidence: SchoolEvidence, _context: OutageContext): readonly Outage[] {
  return [];
}

/** The same, with what the judgement over all schools needs of this one. */
export function judgedSchool(evidence: SchoolEvidence, context: OutageContext): JudgedSchool {
  return {
    schoolCode: evidence.schoolCode,
    outages: judgeSchool(evidence, context),
    lines: [],
    services: evidence.services,
  };
}
