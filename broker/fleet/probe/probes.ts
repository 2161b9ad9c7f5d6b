import { shippedLessonHours } from '../../../shared/data/lessons.ts';
import { shippedProbing } from '../../../shared/data/probing.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import { createRound } from '../round.ts';
import { electSchool } from './elect-school.ts';
import { loadProbes } from './load-probes.ts';
import { takeSamples } from './probe-samples.ts';
import type { ProbesDeps, ProbesState } from './probe-state.ts';
import { createSpeedTests, type SpeedTests, type TestRefusal } from './speed-tests.ts';
import { tellDuty } from './tell-duties.ts';

/** Who probes a line now. */
export type LineDuty = {
  readonly proberId: string | null;
  readonly standbyId: string | null;
  readonly usedBytes: number;
  readonly budgetBytes: number;
};

/** One prober and one standby for each line, and leases for speed tests within its budget. */
export type Probes = {
  readonly load: () => Promise<void>;
  /** Once a second. */
  readonly tick: () => void;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** A machine came, left, moved or changed its role: its school elects anew. */
  readonly changed: (deviceId: string) => void;
  readonly dutyOf: (lineId: string) => LineDuty;
  readonly spentOf: SpeedTests['spentOf'];
  readonly counted: SpeedTests['counted'];
  /** A speed test as soon as the line is free: the id of its lease, or why there is none. */
  readonly requestTest: (lineId: string) => Promise<Result<string, TestRefusal>>;
  /** Resolves when everything that was decided is written and told. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Every school is looked at within this time: facts, roles, services change without anybody coming or going. */
const sweepSeconds = 30;
const countMs = 30_000;
/** Schools whose prober was heard within this time share the checks of services. */
const probingMs = 86_400_000;
const testsMs = 5_000;
/** Of elections and duties at a stretch. */
const maxSliceMs = 4;

export function createProbes(deps: ProbesDeps): Probes {
  const { probing = shippedProbing() } = deps;
  const state: ProbesState = {
    ...deps,
    probing,
    lines: new Map(),
    linesOfSchool: new Map(),
    duties: new Map(),
    told: new Map(),
    connectedSince: new Map(),
    sampleOwedSince: new Map(),
    muteUntil: new Map(),
    waitingSchools: new Set(),
    patientSchools: new Set(),
    waitingMachines: new Set(),
    deciding: undefined,
    backBy: 0,
    probingSchools: 1,
    working: Promise.resolve(),
  };
  const tests = createSpeedTests(state, shippedLessonHours());
  const round = createRound(() => deps.picture.tree().schools.keys());
  let [countedAt, testedAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    load: async () => {
      await loadProbes(state);
      await tests.load();
    },
    tick: () => {
      const nowMs = deps.clock.monotonicMs();
      if (nowMs - countedAt >= countMs) {
        countedAt = nowMs;
        countSchools(state);
      }
      sweep(state, round);
      decide(state);
      if (nowMs - testedAt >= testsMs) {
        testedAt = nowMs;
        tests.tick();
      }
    },
    applyReports: (reports) => {
      takeSamples(state, reports);
      tests.applyReports(reports);
    },
    changed: (deviceId) => {
      const schoolCode = deps.picture.device(deviceId)?.schoolCode;
      if (schoolCode !== undefined) state.waitingSchools.add(schoolCode);
      state.waitingMachines.add(deviceId);
    },
    dutyOf: (lineId) => {
      const { usedBytes, rules } = tests.spentOf(lineId);
      const seats = state.lines.get(lineId)?.seats;
      return {
        proberId: seats?.prober.deviceId ?? null,
        standbyId: seats?.standby.deviceId ?? null,
        ...{ usedBytes, budgetBytes: rules.budgetBytes },
      };
    },
    ...{ spentOf: tests.spentOf, counted: tests.counted },
    requestTest: (lineId) => Promise.resolve(tests.request(lineId)),
    settled: () => state.working,
    stop: () => {
      clearImmediate(state.deciding);
      return state.working;
    },
  };
}

/** Schools whose turn it is. */
function sweep(state: ProbesState, round: ReturnType<typeof createRound<string>>): void {
  const schools = state.picture.tree().schools.size;
  for (let left = Math.ceil(schools / sweepSeconds); left > 0; left -= 1) {
    const schoolCode = round.next();
    if (schoolCode !== undefined) state.waitingSchools.add(schoolCode);
  }
  for (const schoolCode of state.patientSchools) state.waitingSchools.add(schoolCode);
  state.patientSchools.clear();
}

/** Elects and tells for one slice, and goes on in the next: a fleet that comes back at once holds nobody up. */
function decide(state: ProbesState): void {
  clearImmediate(state.deciding);
  const { waitingSchools, waitingMachines, clock } = state;
  const untilMs = clock.monotonicMs() + maxSliceMs;
  const isOver = (): boolean => clock.monotonicMs() >= untilMs;
  takeUntil(waitingSchools, isOver, (schoolCode) => electSchool(state, schoolCode));
  takeUntil(waitingMachines, isOver, (deviceId) => tellDuty(state, deviceId));
  if (waitingSchools.size + waitingMachines.size > 0) state.deciding = setImmediate(decide, state);
}

function takeUntil<T>(waiting: Set<T>, isOver: () => boolean, take: (one: T) => void): void {
  for (const one of waiting) {
    if (isOver()) return;
    waiting.delete(one);
    take(one);
  }
}

function countSchools(state: ProbesState): void {
  const from = state.clock.now() - probingMs;
  const schools = new Set<string>();
  for (const { schoolCode, seats } of state.lines.values()) {
    const prober = seats.prober.deviceId;
    if (prober !== null && (state.picture.device(prober)?.lastSeen ?? 0) >= from) schools.add(schoolCode);
  }
  state.probingSchools = Math.max(1, schools.size);
}
