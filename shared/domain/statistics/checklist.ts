import { byCodeUnit } from '../order.ts';
import type { ChecklistEntry } from '../snapshot/register.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

/** `complete`: number and date are entered; `incomplete`: one of them; `not-entered`: nobody said anything. */
export type ChecklistState = 'complete' | 'incomplete' | 'not-entered';

/** A document that schools are to have (quy chế, phân công, kế hoạch), and whether one has it. */
export interface ChecklistStatus {
  /** Null: the unit above the schools. */
  readonly schoolCode: string | null;
  readonly schoolName: string | null;
  readonly document: string;
  readonly number: string | null;
  readonly issuedOn: string | null;
  readonly state: ChecklistState;
}

/**
 * The unit's own documents, then every document that any school named, for every school; where one is named twice, the later
 * entry speaks.
 */
export function checklistStatuses({ checklist, schools }: Snapshot): ChecklistStatus[] {
  const entries = checklist.toSorted((a, b) => byCodeUnit(a.issuedOn ?? '', b.issuedOn ?? ''));
  const ofSchools = entries.filter(({ schoolCode }) => schoolCode !== null);
  const entered = new Map(ofSchools.map((entry) => [`${entry.schoolCode} ${entry.document}`, entry]));
  const ofUnit = new Map(
    entries.flatMap((entry) => (entry.schoolCode === null ? [[entry.document, entry] as const] : [])),
  );
  const documents = documentsOf(ofSchools);
  const unit = { schoolCode: null, schoolName: null };
  return [
    ...documentsOf([...ofUnit.values()]).map((document) => statusOf(unit, document, ofUnit.get(document))),
    ...schools
      .toSorted((a, b) => byCodeUnit(a.schoolCode, b.schoolCode))
      .flatMap(({ schoolCode, schoolName }) =>
        documents.map((document) =>
          statusOf({ schoolCode, schoolName }, document, entered.get(`${schoolCode} ${document}`)),
        ),
      ),
  ];
}

function documentsOf(entries: readonly ChecklistEntry[]): string[] {
  return [...new Set(entries.map(({ document }) => document))].sort();
}

function statusOf(
  whose: Pick<ChecklistStatus, 'schoolCode' | 'schoolName'>,
  document: string,
  entry: ChecklistEntry | undefined,
): ChecklistStatus {
  const { number = null, issuedOn = null } = entry ?? {};
  return { ...whose, document, number, issuedOn, state: stateOf(number, issuedOn) };
}

function stateOf(number: string | null, issuedOn: string | null): ChecklistState {
  if (number !== null && issuedOn !== null) return 'complete';
  return number === null && issuedOn === null ? 'not-entered' : 'incomplete';
}
