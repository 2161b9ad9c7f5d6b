import type { ProbesState } from './probe-state.ts';

/** Agents that found nobody wait up to twice as long as the broker was away before they try again, and no longer than this. */
const longestWaitMs = 300_000;

/** Takes over who probed what: a restart changes nobody's duty. */
export async function loadProbes(state: ProbesState): Promise<void> {
  const nowMs = state.clock.now();
  const last = (await state.store.brokerRuns(nowMs)).at(-1);
  const awayMs = last === undefined ? 0 : nowMs - (last.stoppedAt ?? last.aliveAt);
  state.backBy = state.clock.monotonicMs() + Math.min(Math.max(0, 2 * awayMs), longestWaitMs);
  for (const { proberId, standbyId, ...line } of await state.store.probedLines()) {
    const { lineId, schoolCode } = line;
    state.lines.set(lineId, {
      ...line,
      ...{ duty: 'main', siteCode: null },
      seats: {
        prober: { deviceId: proberId, goneSince: null },
        standby: { deviceId: standbyId, goneSince: null },
      },
    });
    state.linesOfSchool.set(schoolCode, [...(state.linesOfSchool.get(schoolCode) ?? []), lineId]);
    if (proberId !== null) state.duties.set(proberId, { lineId, duty: 'prober' });
    if (standbyId !== null) state.duties.set(standbyId, { lineId, duty: 'standby' });
  }
  for (const told of await state.store.toldDuties()) state.told.set(told.deviceId, told);
  for (const schoolCode of state.linesOfSchool.keys()) state.waitingSchools.add(schoolCode);
}
