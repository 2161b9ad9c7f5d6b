import { setImmediate } from 'node:timers/promises';
import { localDay } from '../../shared/domain/signature-age.ts';
import type { FindingDecision, FindingRecord } from '../store/finding-port.ts';
import type { LicenceRecord } from '../store/licence-port.ts';
import type { JudgedDevice } from './assessment.ts';
import { decideOn } from './decide-findings.ts';
import {
  createFindingsState,
  type FindingsDeps,
  type FindingsState,
  policySetting,
  type ReviewPolicy,
  readRegister,
  showDevice,
} from './findings-state.ts';
import { keptDays } from './heard-days.ts';
import { judgeSchool, machinesOf } from './judge-schools.ts';
import { judgeSlice } from './judge-slice.ts';
import type { Licensing } from './licensing.ts';
import { loadFindings } from './load-findings.ts';
import { createRound } from './round.ts';
import type { TrackedDevice } from './tracked-device.ts';

/** What is wrong with machines and schools, in step with the store. What changed is judged again a moment later. */
export type Findings = {
  /** After the picture is loaded: judges nobody, takes over what was judged. */
  readonly load: () => Promise<void>;
  /** What rules read of a machine may have changed. */
  readonly changed: (deviceId: string) => void;
  /** Once a second: dates pass, and so do acceptances. */
  readonly tick: () => void;
  /** Resolves when everything that waits is judged. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;

  readonly ofDevice: (deviceId: string) => JudgedDevice | null;
  readonly ofSchool: (schoolCode: string) => readonly FindingRecord[];
  readonly licencesOf: (schoolCode: string) => readonly LicenceRecord[];
  /** Machine → how its antivirus is licensed. */
  readonly licensingOf: (schoolCode: string) => ReadonlyMap<string, Licensing>;
  readonly policy: () => ReviewPolicy;
  readonly setPolicy: (policy: ReviewPolicy) => Promise<void>;
  /** A school's licences or reviews changed: it is judged again before this resolves. */
  readonly registerChanged: (...schoolCodes: readonly string[]) => Promise<void>;
  /** Of the findings named, those that are open by then; returns how many. */
  readonly decide: (findings: readonly FindingRecord[], decision: FindingDecision) => Promise<number>;
};

/** A machine that starts reports ten sections in as many messages: they are judged together. */
const gatherMs = 1_000;
/** After a failure of the store. */
const retryMs = 30_000;
/** Of one transaction, while nothing fails. */
const maxPerSlice = 16;
/** Every machine is looked at within this time, and judged again when its last judgement is a day old or of other tables. */
const sweepSeconds = 1_800;
const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

type Engine = FindingsState & {
  readonly waiting: Set<string>;
  readonly waitingSchools: Set<string>;
  readonly sweeping: ReturnType<typeof createRound<TrackedDevice>>;
  isLoaded: boolean;
  /** Machines of one transaction. */
  sliceSize: number;
  working: Promise<void>;
  cancelTimer: (() => void) | undefined;
  lastMinute: number;
  lastHour: number;
  lastDay: number;
};

export function createFindings(deps: FindingsDeps): Findings {
  const now = deps.clock.now();
  const engine: Engine = {
    ...createFindingsState(deps),
    waiting: new Set(),
    waitingSchools: new Set(),
    sweeping: createRound(deps.picture.devices),
    isLoaded: false,
    sliceSize: maxPerSlice,
    working: Promise.resolve(),
    cancelTimer: undefined,
    lastMinute: now,
    lastHour: now,
    lastDay: 0,
  };
  return {
    load: () => load(engine),
    changed: (deviceId) => {
      if (!engine.isLoaded) return;
      engine.waiting.add(deviceId);
      arm(engine, gatherMs);
    },
    tick: () => tick(engine),
    settled: () => work(engine),
    stop: async () => {
      engine.cancelTimer?.();
      await engine.working;
      await saveNewDays(engine);
    },
    ofDevice: (deviceId) => engine.devices.get(deviceId) ?? null,
    ofSchool: (schoolCode) => engine.schools.get(schoolCode) ?? [],
    licencesOf: (schoolCode) => engine.licences.get(schoolCode) ?? [],
    licensingOf: (schoolCode) => engine.licensing.get(schoolCode) ?? new Map(),
    policy: () => engine.policy,
    setPolicy: async (policy) => {
      await engine.store.saveSetting(policySetting, JSON.stringify(policy));
      engine.policy = policy;
      judgeAllSchools(engine);
    },
    registerChanged: async (...schoolCodes) => {
      await readRegister(engine);
      for (const schoolCode of schoolCodes) {
        for (const { deviceId } of machinesOf(engine, schoolCode)) engine.waiting.add(deviceId);
        engine.waitingSchools.add(schoolCode);
      }
      await work(engine);
    },
    decide: (findings, decision) => inTurn(engine, () => decideOn(engine, findings, decision)),
  };
}

async function load(engine: Engine): Promise<void> {
  for (const deviceId of await loadFindings(engine)) engine.waiting.add(deviceId);
  engine.isLoaded = true;
  for (const deviceId of await engine.store.newerThanJudged()) engine.waiting.add(deviceId);
  judgeAllSchools(engine);
}

function tick(engine: Engine): void {
  const now = engine.clock.now();
  sweep(engine, now);
  if (now - engine.lastMinute >= minuteMs) {
    engine.lastMinute = now;
    for (const deviceId of engine.accepting) showDevice(engine, deviceId);
    void inTurn(engine, () => saveNewDays(engine)).catch((cause: unknown) => failed(engine, cause));
  }
  if (now - engine.lastHour >= hourMs) {
    engine.lastHour = now;
    judgeAllSchools(engine);
  }
  if (now - engine.lastDay >= dayMs) {
    engine.lastDay = now;
    const today = localDay(now, engine.rules.calendar.utcOffsetMinutes);
    engine.store.pruneHeardDays(today - keptDays).catch((cause: unknown) => failed(engine, cause));
  }
}

/** Dates pass without any report, and tables change with a new version. */
function sweep(engine: Engine, now: number): void {
  for (let left = Math.ceil(engine.picture.size() / sweepSeconds); left > 0; left -= 1) {
    const next = engine.sweeping.next();
    if (next === undefined || next.state === 'retired') continue;
    const { deviceId } = next;
    const judged = engine.devices.get(deviceId);
    const isStale =
      judged === undefined || judged.rules !== engine.rulesHash || now - judged.judgedAt >= dayMs;
    if (!isStale) continue;
    engine.waiting.add(deviceId);
    arm(engine, gatherMs);
  }
}

function judgeAllSchools(engine: Engine): void {
  for (const schoolCode of engine.picture.tree().schools.keys()) engine.waitingSchools.add(schoolCode);
  arm(engine, gatherMs);
}

function arm(engine: Engine, delayMs: number): void {
  engine.cancelTimer ??= engine.clock.after(delayMs, () => void work(engine), { isBackground: true });
}

/** One thing after the other: two judgements of one machine at once would open its findings twice. */
function inTurn<T>(engine: Engine, job: () => Promise<T>): Promise<T> {
  const done = engine.working.then(job);
  engine.working = done.then(
    () => {},
    () => {},
  );
  return done;
}

function work(engine: Engine): Promise<void> {
  engine.cancelTimer?.();
  engine.cancelTimer = undefined;
  return inTurn(engine, () => judgeWaiting(engine));
}

async function judgeWaiting(engine: Engine): Promise<void> {
  while (engine.waiting.size > 0 || engine.waitingSchools.size > 0) {
    const slice = [...engine.waiting.values().take(engine.sliceSize)];
    try {
      if (slice.length > 0) await judgeSlice(engine, engine.waiting, slice, engine.waitingSchools);
      else await judgeNextSchool(engine);
    } catch (cause) {
      failed(engine, cause);
      giveWay(engine, slice);
      arm(engine, retryMs);
      return;
    }
    // Whoever reports meanwhile gets its turn.
    await setImmediate();
  }
  engine.sliceSize = maxPerSlice;
}

async function judgeNextSchool(engine: Engine): Promise<void> {
  const [school] = engine.waitingSchools;
  if (school === undefined) return;
  engine.waitingSchools.delete(school);
  await judgeSchool(engine, school);
}

/** After a failure machines go one by one; one that fails once more is left to the sweep, so that it keeps nobody else waiting. */
function giveWay(engine: Engine, slice: readonly string[]): void {
  const [deviceId] = slice;
  const wasAlone = engine.sliceSize === 1;
  engine.sliceSize = 1;
  if (deviceId === undefined || !wasAlone) return;
  engine.waiting.delete(deviceId);
  const judged = engine.devices.get(deviceId);
  if (judged !== undefined) engine.devices.set(deviceId, { ...judged, judgedAt: 0 });
}

async function saveNewDays({ picture, store }: Engine): Promise<void> {
  const days = picture.takeNewDays();
  if (days.length > 0) await store.addHeardDays(days);
}

function failed({ log }: Engine, cause: unknown): void {
  log.error({ err: cause }, 'findings could not be judged or written');
}
