import type { DeviceCondition } from '../../shared/domain/device.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { ConditionRow, IdentityStore } from '../store/identity-port.ts';
import type { DeviceEvents } from './device-events.ts';

/** What is true of machines now, in memory and in step with the store; each beginning and end is a line of history. */
export type Conditions = {
  readonly load: () => Promise<void>;
  readonly of: (deviceId: string) => readonly ConditionRow[];
  readonly has: (deviceId: string, kind: DeviceCondition) => boolean;
  /** Those of a kind, of all machines. */
  readonly ofKind: (kind: DeviceCondition) => readonly ConditionRow[];
  /** @param detail short, for a person; another one replaces it without a new line of history */
  readonly set: (deviceId: string, kind: DeviceCondition, detail: string | null) => void;
  readonly clear: (deviceId: string, kind: DeviceCondition) => void;
  /** Resolves when everything is written. */
  readonly flush: () => Promise<void>;
};

export type ConditionsDeps = {
  readonly store: Pick<IdentityStore, 'conditions' | 'setCondition' | 'clearCondition'>;
  readonly events: Pick<DeviceEvents, 'add'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A condition of this machine began or ended. */
  readonly changed: (deviceId: string) => void;
};

export function createConditions(deps: ConditionsDeps): Conditions {
  const { store, events, clock, log, changed } = deps;
  const rows = new Map<string, Map<DeviceCondition, ConditionRow>>();
  // One after the other: the end of a condition must not overtake its beginning.
  let writing: Promise<void> = Promise.resolve();
  const write = (work: () => Promise<void>): void => {
    writing = writing
      .then(work)
      .catch((cause: unknown) => log.error({ reason: String(cause) }, 'a condition was not written'));
  };
  const hold = (row: ConditionRow): void => {
    const ofDevice = rows.get(row.deviceId) ?? new Map<DeviceCondition, ConditionRow>();
    ofDevice.set(row.kind, row);
    rows.set(row.deviceId, ofDevice);
  };
  return {
    load: async () => {
      for (const row of await store.conditions()) hold(row);
    },
    of: (deviceId) => [...(rows.get(deviceId)?.values() ?? [])],
    has: (deviceId, kind) => rows.get(deviceId)?.has(kind) ?? false,
    ofKind: (kind) => [...rows.values()].flatMap((ofDevice) => ofDevice.get(kind) ?? []),
    set: (deviceId, kind, detail) => {
      const known = rows.get(deviceId)?.get(kind);
      if (known?.detail === detail) return;
      const row = { deviceId, kind, since: known?.since ?? clock.now(), detail };
      hold(row);
      if (known === undefined) {
        events.add(deviceId, kind, detail ?? undefined);
        changed(deviceId);
      }
      write(() => store.setCondition(row));
    },
    clear: (deviceId, kind) => {
      const ofDevice = rows.get(deviceId);
      if (ofDevice?.delete(kind) !== true) return;
      if (ofDevice.size === 0) rows.delete(deviceId);
      events.add(deviceId, `${kind}-ended`);
      changed(deviceId);
      write(() => store.clearCondition(deviceId, kind));
    },
    flush: () => writing,
  };
}
