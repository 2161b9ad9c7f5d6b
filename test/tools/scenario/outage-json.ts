import type { OutageRow } from '../../../shared/contract/line-rows.ts';

/** An incident as programs read it. */
export type OutageJson = {
  readonly cause: OutageRow['cause'];
  readonly scope: Readonly<Record<string, string>>;
  readonly start: string;
  readonly end: string | null;
  readonly confidence: number;
  readonly witnesses: number;
  readonly evidence: OutageRow['evidence'];
};

export function outageJson(
  { cause, scope, start, end, confidence, witnesses, evidence }: OutageRow,
  nameOf: (deviceId: string) => string,
): OutageJson {
  return {
    cause,
    scope: { [scope.kind]: scope.kind === 'device' ? nameOf(scope.id) : scope.id },
    start: new Date(start).toISOString(),
    end: end === null ? null : new Date(end).toISOString(),
    ...{ confidence, witnesses, evidence },
  };
}
