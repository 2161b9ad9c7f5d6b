import type { Severity } from '../finding.ts';
import type { OutageCause } from '../outage.ts';
import type { Outage } from './evidence.ts';
import { lengthMs } from './incident.ts';

const byCause: Readonly<Record<OutageCause, Severity>> = {
  isp: 'critical',
  broker: 'critical',
  'school-power': 'high',
  line: 'high',
  lan: 'high',
  service: 'high',
  room: 'medium',
  'machine-off': 'low',
  'agent-stopped': 'low',
  holiday: 'low',
};

const longMs = 4 * 3_600_000;

/**
 * How much an incident matters, in the words of findings: by how many are without, one step more for a line that is gone for four
 * hours, one less where the cause is a guess or things still work somehow.
 */
export function outageSeverity(outage: Outage, nowMs: number): Severity {
  const { cause, scope, impact, confidence } = outage;
  const base =
    scope.kind === 'device' ? 'low' : cause === 'lan' && scope.kind === 'room' ? 'medium' : byCause[cause];
  if (base === 'low') return 'low';
  if (impact === 'degraded' || confidence < 0.4) return milder[base];
  return cause === 'line' && lengthMs(outage, nowMs) >= longMs ? 'critical' : base;
}

const milder: Readonly<Record<Severity, Severity>> = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'low',
};
