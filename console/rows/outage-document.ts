import type { OutageRow } from '../../shared/contract/line-rows.ts';

/** One incident as JSON prints it. Times are ISO 8601 in UTC; `…WithinSeconds` is how far off they may be. */
export type OutageDocument = {
  readonly outageId: number;
  readonly cause: OutageRow['cause'];
  /** One key, what it concerns: `{"line": "L1"}`, `{"room": "LELOI/PM1"}`, `{"school": "LELOI"}`, … */
  readonly scope: Readonly<Record<string, string>>;
  readonly impact: OutageRow['impact'];
  readonly severity: OutageRow['severity'];
  readonly start: string;
  readonly startWithinSeconds: number;
  readonly end: string | null;
  readonly endWithinSeconds: number | null;
  readonly confidence: number;
  readonly witnesses: number;
  readonly schools: readonly string[];
  readonly evidence: readonly { readonly code: string; readonly count?: number; readonly at?: string }[];
  readonly revision: number;
};

/** Incidents for programs (`schooldrum outages --json`): a bare list, in order of their start. */
export function outageDocuments(rows: readonly OutageRow[]): OutageDocument[] {
  return rows.toSorted((a, b) => a.start - b.start || a.outageId - b.outageId).map(documentOf);
}

function documentOf(row: OutageRow): OutageDocument {
  const { outageId, cause, scope, impact, severity, start, end, confidence, witnesses, schools } = row;
  return {
    ...{ outageId, cause, scope: { [scope.kind]: scope.id }, impact, severity },
    start: new Date(start).toISOString(),
    startWithinSeconds: Math.ceil(row.startWithinMs / 1000),
    end: end === null ? null : new Date(end).toISOString(),
    endWithinSeconds: row.endWithinMs === null ? null : Math.ceil(row.endWithinMs / 1000),
    ...{ confidence, witnesses, schools },
    evidence: row.evidence.map(({ code, count, at }) => ({
      code,
      ...(count === null ? {} : { count }),
      ...(at === null ? {} : { at: new Date(at).toISOString() }),
    })),
    revision: row.revision,
  };
}
