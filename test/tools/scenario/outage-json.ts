import { type OutageDocument, outageDocuments } from '../../../console/rows/outage-document.ts';
import type { OutageRow } from '../../../shared/contract/line-rows.ts';

/** An incident as `schooldrum outages --json` prints it, without what only its own broker could explain (ids, revisions). */
export type OutageJson = Pick<
  OutageDocument,
  'cause' | 'scope' | 'start' | 'end' | 'confidence' | 'witnesses' | 'evidence'
>;

const namedKinds: readonly string[] = ['device', 'line', 'service'];

/** In the order of their start; machines, lines and services go by their names in the scenario. */
export function outageJson(
  rows: readonly OutageRow[],
  nameOf: (id: string) => string,
): readonly OutageJson[] {
  const named = rows.map((row) =>
    namedKinds.includes(row.scope.kind) ? { ...row, scope: { ...row.scope, id: nameOf(row.scope.id) } } : row,
  );
  return outageDocuments(named).map(
    ({ cause, scope, start, end, confidence, witnesses, evidence }): OutageJson => ({
      ...{ cause, scope, start, end, confidence, witnesses, evidence },
    }),
  );
}
