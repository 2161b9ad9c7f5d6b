import type { DeviceCondition } from '../../shared/domain/device.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { IdentityEventKind } from '../enrol/enrol-events.ts';
import type { StoredBirth, StoredDeath } from '../ingest/stored.ts';
import type { PictureStore } from '../store/picture-port.ts';
import type { DeviceEventRow } from '../store/report-port.ts';

/** What becomes a line of a machine's history here; ingest itself enters what it finds while storing. */
export type DeviceEventKind =
  | 'born'
  | 'stopped'
  | 'lost'
  | 'session-replaced'
  | 'joined'
  | 'assignment-changed'
  /** Another id, named in the detail, is shown under this one from now on; and this one under another. */
  | 'merged'
  | 'merged-into'
  | 'unmerged'
  /** A condition began; and it ended. */
  | DeviceCondition
  | `${DeviceCondition}-ended`
  | IdentityEventKind;

/**
 * Writes lines of history in groups: a storm of 5,000 births is a few transactions. A line tells what other rows prove
 * (boots, assignments), so a crash may lose the last second of them.
 */
export type DeviceEvents = {
  readonly born: (birth: StoredBirth) => void;
  readonly died: (death: StoredDeath) => void;
  readonly add: (deviceId: string, kind: DeviceEventKind, detail?: string) => void;
  readonly flush: () => Promise<void>;
};

const flushMs = 1_000;
/** Written at once beyond this. */
const maxWaiting = 2_000;
/** A machine's history is cut back when its share of the lines is due: each line in 64 looks at one machine. */
const pruneEvery = 64;

type EventsState = {
  readonly store: Pick<PictureStore, 'addEvents' | 'pruneEvents'>;
  readonly clock: Clock;
  readonly log: Log;
  waiting: DeviceEventRow[];
  written: number;
  cancelTimer: (() => void) | undefined;
};

export function createDeviceEvents(deps: Pick<EventsState, 'store' | 'clock' | 'log'>): DeviceEvents {
  const state: EventsState = { ...deps, waiting: [], written: 0, cancelTimer: undefined };
  return {
    born: ({ deviceId, birth, receivedAt }) =>
      add(state, eventOf(deviceId, receivedAt, 'born', `${birth.versions.agent} conn ${birth.conn}`)),
    died: ({ deviceId, death, receivedAt, counts }) => {
      if (!counts) add(state, eventOf(deviceId, receivedAt, 'session-replaced', `conn ${death.conn}`));
      else if (death.reason === 'lost') add(state, eventOf(deviceId, receivedAt, 'lost', null));
      else add(state, eventOf(deviceId, receivedAt, 'stopped', death.reason));
    },
    add: (deviceId, kind, detail) => add(state, eventOf(deviceId, deps.clock.now(), kind, detail ?? null)),
    flush: () => flush(state),
  };
}

/** The broker saw it happen, so its time is sure. */
function eventOf(deviceId: string, at: number, kind: DeviceEventKind, detail: string | null): DeviceEventRow {
  return { deviceId, at, timeQuality: 'anchored', kind, detail: detail?.slice(0, 200) ?? null };
}

function add(state: EventsState, event: DeviceEventRow): void {
  state.waiting.push(event);
  if (state.waiting.length >= maxWaiting) void flush(state);
  else state.cancelTimer ??= state.clock.after(flushMs, () => void flush(state), { isBackground: true });
}

async function flush(state: EventsState): Promise<void> {
  state.cancelTimer?.();
  state.cancelTimer = undefined;
  const events = state.waiting;
  if (events.length === 0) return;
  state.waiting = [];
  try {
    await state.store.addEvents(events);
    for (const { deviceId } of events) {
      state.written += 1;
      if (state.written % pruneEvery === 0) await state.store.pruneEvents(deviceId);
    }
  } catch (cause) {
    state.log.error({ events: events.length, reason: String(cause) }, 'lines of history were not written');
  }
}
