import { personalRoles } from '../../../shared/domain/device.ts';
import type { StoredBirth, StoredDeath, StoredReport } from '../../ingest/stored.ts';
import type { SessionRow } from '../../store/evidence-port.ts';
import type { OutageRecord } from '../../store/outage-port.ts';
import type { SessionLoss } from '../../transport/transport.ts';
import type { LineRegister } from '../line/register.ts';
import type { Services } from '../line/services.ts';
import type { LinesDeps } from '../lines-deps.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import { type Board, createBoard, type LineStanding } from './board.ts';
import { type BrokerLife, createBrokerLife } from './broker-life.ts';
import { type ConnectionLog, createConnectionLog } from './connection-log.ts';
import { type Connections, createConnections } from './connections.ts';
import { observedMachines } from './gather.ts';
import { createJudgement, type Judgement } from './judgement.ts';
import { createNews, type News } from './news.ts';
import { type Anchor, isOld, lateAnchor } from './window.ts';

/** Incidents: gathered evidence, judged anew where it changed, in step with the store. */
export type Outages = {
  readonly load: () => Promise<void>;
  /** The broker serves from now on. */
  readonly start: () => void;
  /** Once a second. */
  readonly tick: () => void;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  readonly applyBirth: (birth: StoredBirth) => void;
  readonly applyDeath: (death: StoredDeath) => void;
  readonly connected: (deviceId: string, remoteAddress: string) => void;
  readonly disconnected: (deviceId: string, loss: SessionLoss) => void;
  /** The machine was given another role, room or school. Resolves when what may not be kept of it is gone. */
  readonly assigned: (deviceId: string) => Promise<void>;
  /** After lines, rooms, roles or schools of machines changed. */
  readonly changed: (schoolCode: string) => void;
  /** Those that last, the latest first. */
  readonly open: () => readonly OutageRecord[];
  readonly openOf: (schoolCode: string) => readonly OutageRecord[];
  /** What incidents say of a line of a school; null where they say nothing. */
  readonly standingOf: (schoolCode: string, lineId: string) => LineStanding | null;
  /** Resolves when everything that waits is judged and written. */
  readonly settled: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type OutagesDeps = LinesDeps & {
  readonly register: Pick<LineRegister, 'linesOf' | 'asnOf'>;
  readonly services: Pick<Services, 'isOwn'>;
  /** Incidents of these schools changed. */
  readonly onOutages: (schoolCodes: ReadonlySet<string>) => void;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const outagesKeptMs = 3 * 365 * dayMs;
/** Broker runs are read as far back as evidence is kept. */
const lifeReadMs = 35 * dayMs;

type OutagesState = OutagesDeps & {
  readonly connections: Connections;
  readonly connectionLog: ConnectionLog;
  readonly life: BrokerLife;
  readonly board: Board;
  readonly agenda: Agenda;
  readonly news: News;
  readonly judgement: Judgement;
  /** Word on old times that came since the last judgement, by school. */
  late: Map<string, Anchor>;
  running: Promise<void> | null;
  pruning: Promise<void>;
  prunedMs: number;
  isServing: boolean;
  begun: Promise<void>;
};

export function createOutages(deps: OutagesDeps): Outages {
  const state = createState(deps);
  const { agenda, board, connections, connectionLog, clock } = state;
  const touch = (deviceId: string): void => {
    connectionLog.later();
    touchSchoolOf(state, deviceId);
  };
  return {
    load: () => load(state),
    start: () => {
      state.isServing = true;
      state.begun = begin(state);
      for (const schoolCode of deps.picture.tree().schools.keys()) agenda.changed(schoolCode);
    },
    tick: () => tick(state),
    applyReports: (reports) => {
      for (const report of reports) takeReport(state, report);
    },
    applyBirth: (birth) => {
      if (!isObserved(state, birth.deviceId)) return;
      connections.born(birth);
      touch(birth.deviceId);
    },
    applyDeath: (death) => {
      connections.died(death);
      touch(death.deviceId);
    },
    connected: (deviceId, address) => connections.opened(deviceId, address, clock.now()),
    disconnected: (deviceId, loss) => {
      connections.closed(deviceId, loss, clock.now());
      touch(deviceId);
    },
    assigned: async (deviceId) => {
      touchSchoolOf(state, deviceId);
      if (deps.picture.device(deviceId) === undefined || isObserved(state, deviceId)) return;
      // What waits to be written would be written after it is forgotten.
      await connectionLog.flush();
      connections.forget(deviceId);
      await deps.store.forgetEvidence(deviceId);
    },
    changed: agenda.changed,
    open: board.open,
    openOf: board.openOf,
    standingOf: board.standingOf,
    settled: () => settled(state),
    stop: async () => {
      await state.running;
      await state.pruning;
      await state.begun;
      await connectionLog.flush();
      await state.life.end();
    },
  };
}

function createState(deps: OutagesDeps): OutagesState {
  const connections = createConnections();
  const life = createBrokerLife(deps);
  const board = createBoard(deps.register);
  const { calendar } = deps.rules;
  return {
    ...deps,
    ...{ connections, life, board },
    connectionLog: createConnectionLog({ ...deps, connections }),
    agenda: createAgenda(deps.clock),
    news: createNews(),
    judgement: createJudgement({ ...deps, connections, life, board, calendar }),
    ...{ late: new Map(), running: null, prunedMs: deps.clock.monotonicMs(), isServing: false },
    pruning: Promise.resolve(),
    begun: Promise.resolve(),
  };
}

async function load({ store, clock, life, board }: OutagesState): Promise<void> {
  const nowMs = clock.now();
  await life.load(nowMs - lifeReadMs);
  const lately = { from: nowMs - dayMs - 2 * hourMs, to: nowMs };
  board.put([...(await store.openOutages()), ...(await store.outages({ span: lately }, 10_000))]);
}

/** Whose silence means something: of machines that belong to one person nothing is kept (design.md §2, law 5). */
function isObserved({ picture }: OutagesState, deviceId: string): boolean {
  const device = picture.device(deviceId);
  return device !== undefined && !personalRoles.includes(device.role);
}

function touchSchoolOf({ picture, agenda }: OutagesState, deviceId: string): void {
  const schoolCode = picture.device(deviceId)?.schoolCode;
  if (schoolCode !== undefined) agenda.changed(schoolCode);
}

/** Whoever was connected when the broker was cut short was so until its last sign of life. */
async function begin({ store, life, connections }: OutagesState): Promise<void> {
  const orphans = await store.openSessions();
  const lastSignAt = life.lastSignAt() ?? 0;
  const isBack = ({ deviceId, boot, conn }: SessionRow): boolean =>
    connections.of(deviceId).some((held) => held.boot === boot && held.conn === conn);
  const ended = orphans
    .filter((row) => !isBack(row))
    .map((row): SessionRow => {
      const endedAt = Math.max(lastSignAt, row.lastHeardAt);
      return { ...row, lastHeardAt: endedAt, endedAt, end: 'broker' };
    });
  await store.saveSessions(ended);
  await life.begin();
}

function takeReport(state: OutagesState, report: StoredReport): void {
  const { deviceId, receivedAt, measuredAt, timeQuality } = report;
  if (!isObserved(state, deviceId)) return;
  state.connections.heard(deviceId, receivedAt);
  const schoolCode = state.picture.device(deviceId)?.schoolCode;
  if (schoolCode === undefined || timeQuality !== 'anchored') return;
  const isUneasy = (): boolean => state.board.openOf(schoolCode).length > 0;
  if (!state.news.isNews(report, isUneasy)) return;
  state.agenda.changed(schoolCode);
  if (!isOld(measuredAt, state.clock.now())) return;
  state.late.set(schoolCode, lateAnchor(schoolCode, measuredAt, state.late.get(schoolCode)));
}

function tick(state: OutagesState): void {
  if (!state.isServing || state.running !== null) return;
  const due = state.agenda.take('due');
  if (due.length > 0) void run(state, due);
  const nowMs = state.clock.monotonicMs();
  if (nowMs - state.prunedMs < hourMs) return;
  state.prunedMs = nowMs;
  state.pruning = prune(state).catch((cause: unknown) =>
    state.log.error({ reason: String(cause) }, 'old incidents could not be dropped'),
  );
}

async function prune({ store, clock }: OutagesState): Promise<void> {
  await store.pruneEvidence(clock.now());
  await store.pruneOutages(clock.now() - outagesKeptMs);
}

function run(state: OutagesState, schoolCodes: readonly string[]): Promise<void> {
  state.running = judge(state, schoolCodes).finally(() => {
    state.running = null;
  });
  return state.running;
}

async function judge(state: OutagesState, schoolCodes: readonly string[]): Promise<void> {
  const { connections, board, agenda, picture, log } = state;
  const late = [...state.late.values()];
  state.late.clear();
  try {
    await state.begun;
    await state.connectionLog.flush();
    const { judged, changed } = await state.judgement.judge(schoolCodes, late);
    for (const code of judged) {
      const isMissing = observedMachines(picture, code).some(({ deviceId }) =>
        connections.isMissing(deviceId),
      );
      agenda.judged(code, isMissing || board.openOf(code).length > 0);
    }
    if (changed.size > 0) state.onOutages(changed);
  } catch (cause) {
    // Time passes until the next attempt, the more the longer nothing new is told.
    for (const code of schoolCodes) agenda.judged(code, true);
    log.error({ schools: schoolCodes.length, err: cause }, 'incidents were not judged');
  }
}

async function settled(state: OutagesState): Promise<void> {
  await state.running;
  for (let due = state.agenda.take('waiting'); due.length > 0; due = state.agenda.take('changed')) {
    await run(state, due);
  }
}
