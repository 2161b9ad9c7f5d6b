import type { AlertRow } from '../../shared/contract/view.ts';
import { middleOf } from '../../shared/domain/outage/interval.ts';
import { outageSeverity } from '../../shared/domain/outage/severity.ts';
import { severities } from '../../shared/domain/outage.ts';
import type { OutageRecord } from '../store/outage-port.ts';
import { schoolNodesOf } from './school-row.ts';
import { schoolCodeOf, type UnitNode } from './unit-tree.ts';

/** The view's schema allows no more. */
const maxAlerts = 100;

/** What is open in a unit's subtree, the worst first, then the latest; a closed school is no alert. */
export function alertRows(
  node: UnitNode,
  open: readonly OutageRecord[],
  nowMs: number,
): { readonly alerts: readonly AlertRow[]; readonly isTruncated: boolean } {
  const codes = new Set(schoolNodesOf(node).flatMap(({ unit }) => schoolCodeOf(unit) ?? []));
  const rows = open
    .filter(({ cause, schoolCodes }) => cause !== 'holiday' && schoolCodes.some((code) => codes.has(code)))
    .map((outage) => alertRow(outage, nowMs))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.since - a.since);
  return { alerts: rows.slice(0, maxAlerts), isTruncated: rows.length > maxAlerts };
}

function alertRow(outage: OutageRecord, nowMs: number): AlertRow {
  const { outageId, start, cause, scope, impact, schoolCode, confidence } = outage;
  return {
    ...{ outageId, since: Math.round(middleOf(start)), severity: outageSeverity(outage, nowMs) },
    ...{ cause, scope, impact, schoolCode, confidence },
  };
}
