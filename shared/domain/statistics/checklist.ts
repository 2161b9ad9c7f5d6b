import { byCodeUnit } from '../order.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** `complete`: number and date are entered; `incomplete`: one of them; `not-entered`: nobody said anything. */
export const checklistStates = ['complete', 'incomplete', 'not-entered'] as const;
export type ChecklistState = (typeof checklistStates)[number];

/** A document that schools are to have (quy chế, phân công, kế hoạch), and whether one has it. */
export interface ChecklistStatus {
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly document: string;
  readonly number: string | null;
  readonly issuedOn: string | null;
  readonly state: ChecklistState;
}

/** Every document that anybody named, for every school; where a school names one twice, the later. */
export function checklistStatuses(snapshot: Snapshot): ChecklistStatus[] {
  const entries = snapshot.checklist.toSorted((a, b) => byCodeUnit(a.issuedOn ?? '', b.issuedOn ?? ''));
  const documents = [...new Set(entries.map(({ document }) => document))].sort();
  const entered = new Map(entries.map((entry) => [`${entry.schoolCode ?? ''} ${entry.document}`, entry]));
  const schools = snapshot.schools.toSorted((a, b) => byCodeUnit(a.schoolCode, b.schoolCode));
  return schools.flatMap(({ schoolCode, schoolName }) =>
    documents.map((document) => {
      const { number = null, issuedOn = null } = entered.get(`${schoolCode} ${document}`) ?? {};
      return { schoolCode, schoolName, document, number, issuedOn, state: stateOf(number, issuedOn) };
    }),
  );
}

function stateOf(number: string | null, issuedOn: string | null): ChecklistState {
  if (number !== null && issuedOn !== null) return 'complete';
  return number === null && issuedOn === null ? 'not-entered' : 'incomplete';
}
