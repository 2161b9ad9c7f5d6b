import type { NormPack } from '../shared/domain/norm.ts';
import { type Clock, every } from '../shared/runtime/clock.ts';
import { planningSchool } from './planning/planning-school.ts';
import type { FleetSource } from './source.ts';
import type { Display } from './state/display.ts';
import type { Effect } from './state/event.ts';
import { createFleetSync, type FleetSync } from './state/fleet-sync.ts';
import { fleetOf, type Picture } from './state/picture.ts';

/** The live side of the console: what comes from the source goes into the display, at the pace of an eye. */
export type FleetWatch = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Does what the display asks of the source. */
  readonly perform: (effect: Exclude<Effect, { kind: 'quit' }>) => void;
};

/** One data frame a second, as the broker publishes a view no sooner: more would cost processor time and bytes over SSH. */
const dataFrameMs = 1_000;
const tickMs = 1_000;
/** Asked again at once when the schools' numbers change; a failed question is repeated at 2, 4, 8 … s. */
const rosterRefreshMs = 15 * 60_000;
const firstRosterRetryMs = 2_000;
/** A technician who watches an outage end sees it within this. */
const linesRefreshMs = 15_000;
const dayMs = 86_400_000;

export function createFleetWatch(
  source: FleetSource,
  display: Display,
  deps: { readonly clock: Clock; readonly pack: NormPack },
): FleetWatch {
  const { clock } = deps;
  const run: WatchRun = {
    source,
    display,
    ...deps,
    picture: null,
    cancelFrame: undefined,
    rosterKey: '',
    roster: firstRosterTurn,
    linesAskedMs: Number.NEGATIVE_INFINITY,
    isAskingLines: false,
  };
  const sync: FleetSync = createFleetSync(source, clock, {
    onPicture: (picture) => takePicture(run, picture),
    onLink: (link) => display.dispatch({ kind: 'link', link }),
    onRefusal: (problem) => display.dispatch({ kind: 'refusal', problem }),
  });
  let cancelTick = (): void => {};
  return {
    start: () => {
      cancelTick = every(clock, tickMs, () => {
        display.dispatch({ kind: 'tick', nowMs: clock.now() });
        void askRosterIfDue(run);
        askLinesIfDue(run);
      });
      sync.start();
    },
    stop: async () => {
      cancelTick();
      run.cancelFrame?.();
      sync.stop();
      await source.stop();
    },
    perform: (effect) => {
      if (effect.kind === 'load-lines') {
        void loadLines(run);
        return;
      }
      if (effect.kind === 'load-device') {
        void loadDevice(run, effect.deviceId);
        return;
      }
      sync.refresh();
      run.roster = firstRosterTurn;
      const { screen, detail } = display.model();
      if (screen === 'device' && detail !== null) void loadDevice(run, detail.deviceId);
      if (screen === 'lines') void loadLines(run);
    },
  };
}

type WatchRun = {
  readonly source: FleetSource;
  readonly display: Display;
  readonly clock: Clock;
  readonly pack: NormPack;
  picture: Picture | null;
  cancelFrame: (() => void) | undefined;
  /** The schools' typed numbers as last shown: an import changes them. */
  rosterKey: string;
  roster: { readonly isAsking: boolean; readonly dueAtMs: number; readonly retryMs: number };
  linesAskedMs: number;
  isAskingLines: boolean;
};

const firstRosterTurn: WatchRun['roster'] = {
  isAsking: false,
  dueAtMs: Number.NEGATIVE_INFINITY,
  retryMs: firstRosterRetryMs,
};

function takePicture(run: WatchRun, picture: Picture): void {
  const isFirst = run.picture?.snapshot == null;
  run.picture = picture;
  if (isFirst) showFleet(run);
  else run.cancelFrame ??= run.clock.after(dataFrameMs, () => showFleet(run), { isBackground: true });
}

function showFleet(run: WatchRun): void {
  run.cancelFrame?.();
  run.cancelFrame = undefined;
  const fleet = run.picture === null ? null : fleetOf(run.picture);
  if (fleet === null) return;
  run.display.dispatch({ kind: 'fleet', fleet, nowMs: run.clock.now() });
  const rosterKey = JSON.stringify(
    fleet.schools.map((school) => [
      ...[school.schoolCode, school.schoolName, school.level, school.students],
      ...[school.informaticsStudents, school.declared],
    ]),
  );
  if (rosterKey !== run.rosterKey) run.roster = { ...firstRosterTurn, isAsking: run.roster.isAsking };
  run.rosterKey = rosterKey;
  void askRosterIfDue(run);
}

async function askRosterIfDue(run: WatchRun): Promise<void> {
  const { isAsking, dueAtMs, retryMs } = run.roster;
  const isReady = run.display.model().fleet !== null && run.display.model().link.kind === 'online';
  if (isAsking || !isReady || run.clock.monotonicMs() < dueAtMs) return;
  run.roster = { ...run.roster, isAsking: true };
  const { rosterKey } = run;
  const answer = await run.source.ask('roster', {});
  const isStillTrue = rosterKey === run.rosterKey;
  const waitMs = !answer.ok ? retryMs : isStillTrue ? rosterRefreshMs : 0;
  run.roster = {
    isAsking: false,
    dueAtMs: run.clock.monotonicMs() + waitMs,
    retryMs: answer.ok ? firstRosterRetryMs : Math.min(retryMs * 2, rosterRefreshMs),
  };
  if (!answer.ok) return;
  const schools = answer.value.schools.map(planningSchool);
  run.display.dispatch({ kind: 'roster', roster: { schools, pack: answer.value.pack ?? run.pack } });
}

/** While somebody looks at the lines. */
function askLinesIfDue(run: WatchRun): void {
  const { screen, link } = run.display.model();
  if (screen !== 'lines' || link.kind !== 'online') return;
  if (run.clock.monotonicMs() - run.linesAskedMs >= linesRefreshMs) void loadLines(run);
}

async function loadLines(run: WatchRun): Promise<void> {
  if (run.isAskingLines) return;
  run.isAskingLines = true;
  run.linesAskedMs = run.clock.monotonicMs();
  const from = run.clock.now() - dayMs;
  const [lines, outages] = await Promise.all([
    run.source.ask('lineList', {}),
    run.source.ask('outageList', { from }),
  ]);
  run.isAskingLines = false;
  if (!lines.ok || !outages.ok) return;
  const found = { rows: lines.value.lines, outages: outages.value.outages };
  run.display.dispatch({ kind: 'lines', lines: found, nowMs: run.clock.now() });
}

async function loadDevice(run: WatchRun, deviceId: string): Promise<void> {
  const answer = await run.source.ask('device', { deviceId });
  run.display.dispatch({
    kind: 'detail',
    deviceId,
    answer: answer.ok ? { ok: true, value: answer.value.device } : answer,
  });
}
