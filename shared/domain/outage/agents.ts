import type { Outage } from './evidence.ts';
import { evidenceOf, incident, lengthMs } from './incident.ts';
import { middleOf } from './interval.ts';
import { restartMs } from './pace.ts';
import type { Scene } from './scene.ts';

/** Machines that ran on without their agent for two minutes or more; less was a restart or an update. */
export function judgeAgents({ stretches, evidence, context }: Scene): Outage[] {
  const stopped = stretches.filter(({ kind }) => kind === 'stopped');
  return stopped
    .map(({ machine, start, end, lost, back }) => {
      const isSaid = lost?.end === 'stopped' || back?.previous?.end === 'stopped';
      return incident({
        cause: 'agent-stopped',
        scope: { kind: 'device', id: machine.deviceId },
        schoolCode: evidence.schoolCode,
        start,
        end: end === null || middleOf(end) > middleOf(start) ? end : start,
        confidence: isSaid ? 0.95 : 0.8,
        witnesses: [machine.deviceId],
        evidence: [
          isSaid ? evidenceOf('agent-said-stopped', 1) : evidenceOf('no-goodbye', 1),
          evidenceOf('system-kept-running', end === null ? 0 : 1),
        ],
      });
    })
    .filter((each) => lengthMs(each, context.nowMs) >= restartMs);
}
