import { headStaleMs } from '../../shared/contract/limits.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { FleetSource, SourceLink, ViewMessage } from '../source.ts';
import {
  emptyPicture,
  needsSnapshot,
  type Picture,
  snapshotOf,
  withHead,
  withPage,
  withSnapshot,
  withSummary,
} from './picture.ts';

/** The connection as the header shows it; `stale`: connected, but nothing fresh for 15 s. */
export type Link =
  | { readonly kind: 'connecting'; readonly address: string }
  | { readonly kind: 'online' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'disconnected'; readonly problem: AppError; readonly retryAtMs: number };

export type FleetSync = {
  readonly start: () => void;
  readonly stop: () => void;
  /** Asks for the whole picture again, or tries to connect at once. */
  readonly refresh: () => void;
};

export type FleetSyncHandlers = {
  readonly onPicture: (picture: Picture) => void;
  readonly onLink: (link: Link) => void;
  /** The broker refused the picture; it is asked for again later. */
  readonly onRefusal: (problem: AppError) => void;
};

/** Several gaps close together are one question. */
const debounceMs = 300;
/** Under a storm of gaps the whole picture is asked for no more often than this. */
const minAskIntervalMs = 5_000;

/**
 * Keeps a picture of the fleet true: asks for a snapshot, follows the live views, and asks again after a gap, a restart of
 * the broker or a head that is ahead. Holds the last picture through any loss of the link.
 */
export function createFleetSync(source: FleetSource, clock: Clock, handlers: FleetSyncHandlers): FleetSync {
  const run: SyncRun = {
    source,
    clock,
    handlers,
    picture: emptyPicture,
    isOnline: false,
    isAsking: false,
    isAskDue: false,
    askedAtMs: Number.NEGATIVE_INFINITY,
    cancelAsk: () => {},
    cancelStale: () => {},
  };
  return {
    start: () =>
      source.start({ onLink: (link) => takeLink(run, link), onView: (view) => takeView(run, view) }),
    stop: () => {
      cancelAsk(run);
      run.cancelStale();
      run.isOnline = false;
    },
    refresh: () => {
      if (run.isOnline) void ask(run);
      else source.reconnect();
    },
  };
}

type SyncRun = {
  readonly source: FleetSource;
  readonly clock: Clock;
  readonly handlers: FleetSyncHandlers;
  picture: Picture;
  isOnline: boolean;
  isAsking: boolean;
  /** A question is already waiting for its turn: a stream of views must not put it off for ever. */
  isAskDue: boolean;
  askedAtMs: number;
  cancelAsk: () => void;
  cancelStale: () => void;
};

function takeLink(run: SyncRun, link: SourceLink): void {
  run.isOnline = link.kind === 'online';
  cancelAsk(run);
  run.cancelStale();
  switch (link.kind) {
    case 'online':
      run.handlers.onLink({ kind: 'online' });
      expectHead(run);
      void ask(run);
      return;
    case 'connecting':
      run.handlers.onLink({ kind: 'connecting', address: link.address });
      return;
    case 'waiting':
      run.handlers.onLink({ kind: 'disconnected', problem: link.problem, retryAtMs: link.retryAtMs });
      return;
  }
}

function expectHead(run: SyncRun): void {
  run.cancelStale();
  run.cancelStale = run.clock.after(headStaleMs, () => run.handlers.onLink({ kind: 'stale' }), {
    isBackground: true,
  });
}

function takeView(run: SyncRun, message: ViewMessage): void {
  switch (message.kind) {
    case 'head':
      if (run.isOnline) {
        run.handlers.onLink({ kind: 'online' });
        expectHead(run);
      }
      setPicture(run, withHead(run.picture, message.view));
      break;
    case 'summary':
      setPicture(run, withSummary(run.picture, message.view));
      break;
    case 'devices':
      setPicture(run, withPage(run.picture, message.view));
      break;
  }
  askIfNeeded(run);
}

function setPicture(run: SyncRun, picture: Picture): void {
  if (picture === run.picture) return;
  run.picture = picture;
  run.handlers.onPicture(picture);
}

function askIfNeeded(run: SyncRun): void {
  if (!run.isOnline || run.isAsking || run.isAskDue || !needsSnapshot(run.picture)) return;
  const sinceAskMs = run.clock.monotonicMs() - run.askedAtMs;
  run.isAskDue = true;
  run.cancelAsk = run.clock.after(Math.max(debounceMs, minAskIntervalMs - sinceAskMs), () => {
    run.isAskDue = false;
    if (run.isOnline && needsSnapshot(run.picture)) void ask(run);
  });
}

function cancelAsk(run: SyncRun): void {
  run.cancelAsk();
  run.isAskDue = false;
}

async function ask(run: SyncRun): Promise<void> {
  if (run.isAsking) return;
  run.isAsking = true;
  run.askedAtMs = run.clock.monotonicMs();
  const answer = await run.source.ask('view', {});
  run.isAsking = false;
  const snapshot = answer.ok ? snapshotOf(answer.value) : null;
  if (snapshot !== null) {
    setPicture(run, withSnapshot(run.picture, snapshot));
    run.source.follow(snapshot.unit.unitId);
  } else if (!answer.ok && run.isOnline) run.handlers.onRefusal(answer.error);
  askIfNeeded(run);
}
