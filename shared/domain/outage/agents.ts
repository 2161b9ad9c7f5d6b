import type { Outage } from './evidence.ts';
import { evidenceOf, incident, lengthMs } from './incident.ts';
import { middleOf } from './interval.ts';
import { restartMs } from './pace.ts';
import { roomKey, type Scene } from './scene.ts';
import type { Stretch } from './stretch.ts';

/** Machines that ran on without their agent for two minutes or more; less was a restart or an update. */
export function judgeAgents({ stretches, evidence, context }: Scene, power: readonly Outage[]): Outage[] {
  const stopped = stretches.filter(({ kind }) => kind === 'stopped');
  return stopped
    .flatMap((stretch) => untilPower(stretch, evidence.schoolCode, power) ?? [])
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

/**
 * Without an agent nobody sees the machine go: when its power failed, that was the end of it. Where its system started anew and no
 * such thing is known, it may as well have been shut down at once: nothing is said.
 */
function untilPower(stretch: Stretch, schoolCode: string, power: readonly Outage[]): Stretch | null {
  const { machine, start, end, isWeak } = stretch;
  if (end !== null && !isWeak) return stretch;
  const room = `${schoolCode}/${roomKey(machine)}`;
  const failed = power.find(
    ({ scope, ...each }) =>
      (scope.kind === 'school' || (scope.kind === 'room' && scope.id === room)) &&
      each.start.from >= start.to &&
      (end === null || each.start.to <= end.to),
  );
  if (failed !== undefined) return { ...stretch, end: failed.start };
  return isWeak ? null : stretch;
}
