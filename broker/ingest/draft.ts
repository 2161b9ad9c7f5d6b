import type { Outcome } from '../../shared/domain/reading.ts';
import type {
  BootKey,
  BootRecord,
  DeviceEventRow,
  DeviceTrace,
  OutcomeRow,
  ReportRow,
  SectionRow,
  UnreadMessage,
} from '../store/report-port.ts';
import { emptyLedger } from './ledger.ts';
import { type EvidenceDraft, emptyEvidence } from './place-evidence.ts';
import type { StoredBirth, StoredDeath, StoredReport } from './stored.ts';

/** An honest machine starts a few times a day for 400 days; more boots than this are quarantined. */
const maxBootsPerDevice = 10_000;

/** Newest outcome seen of one collector of one machine. */
export type OutcomeMemo = { readonly outcome: Outcome; readonly measuredAt: number };

/** What is known before a batch. A boot that is not there does not exist. */
export type Known = {
  readonly boots: ReadonlyMap<string, BootRecord>;
  readonly traces: ReadonlyMap<string, DeviceTrace>;
  readonly outcome: (key: string) => OutcomeMemo | undefined;
  /** Changes whenever a boot moves to another machine: a batch that began before must not be remembered. */
  readonly generation: number;
};

export type DraftBoot = { record: BootRecord; isChanged: boolean; readonly reports: ReportRow[] };

/** A batch in the making: nothing outside it changes until it is stored. */
export type Draft = {
  readonly known: Known;
  readonly boots: Map<string, DraftBoot>;
  readonly traces: Map<string, DeviceTrace>;
  readonly outcomeMemos: Map<string, OutcomeMemo>;
  readonly sections: SectionRow[];
  readonly outcomes: OutcomeRow[];
  readonly events: DeviceEventRow[];
  readonly unread: UnreadMessage[];
  readonly evidence: EvidenceDraft;
  readonly stored: StoredReport[];
  /** Reports stored of boots on other hardware than the machine's own. */
  foreignReports: number;
  /** In order of arrival: a death before a birth is another story than after it. */
  readonly statuses: (StoredBirth | StoredDeath)[];
  duplicates: number;
};

const unknownTrace: DeviceTrace = { bootCount: 0, lastBirth: null, lastStart: null, evidence: [] };

export function createDraft(known: Known): Draft {
  return {
    known,
    boots: new Map(),
    traces: new Map(),
    outcomeMemos: new Map(),
    sections: [],
    outcomes: [],
    events: [],
    unread: [],
    evidence: emptyEvidence(),
    stored: [],
    foreignReports: 0,
    statuses: [],
    duplicates: 0,
  };
}

/** Key of a boot in the maps: a boot id is the device's own choice and says nothing without the device. */
export function bootKey({ deviceId, boot }: BootKey): string {
  return `${deviceId} ${boot}`;
}

/** Whether a key is of this boot, under whichever machine. */
export function isOfBoot(key: string, boot: string): boolean {
  return key.endsWith(` ${boot}`);
}

export function traceOf(draft: Draft, deviceId: string): DeviceTrace {
  return draft.traces.get(deviceId) ?? draft.known.traces.get(deviceId) ?? unknownTrace;
}

/** The machine that a boot's reports are of: the sender, unless the boot has moved to its own id since. */
export function ownerOf(boots: ReadonlyMap<string, BootRecord>, key: BootKey): string {
  return boots.get(bootKey(key))?.movedTo ?? key.deviceId;
}

/** The boot as the batch leaves it so far; opens one that is new, or gives null when the machine has too many. */
export function openBoot(draft: Draft, key: BootKey, receivedAt: number): DraftBoot | null {
  const name = bootKey(key);
  const open = draft.boots.get(name);
  if (open !== undefined) return open;
  const known = draft.known.boots.get(name);
  if (known === undefined && !countBoot(draft, key.deviceId)) return null;
  const boot: DraftBoot = {
    record: known ?? newBoot(key, receivedAt),
    isChanged: known === undefined,
    reports: [],
  };
  draft.boots.set(name, boot);
  return boot;
}

function countBoot(draft: Draft, deviceId: string): boolean {
  const trace = traceOf(draft, deviceId);
  if (trace.bootCount >= maxBootsPerDevice) return false;
  draft.traces.set(deviceId, { ...trace, bootCount: trace.bootCount + 1 });
  return true;
}

function newBoot({ deviceId, boot }: BootKey, receivedAt: number): BootRecord {
  return {
    number: null,
    deviceId,
    boot,
    bootNo: null,
    conn: null,
    anchorAt: null,
    clockOffsetMs: null,
    firstAt: receivedAt,
    bornAt: null,
    birth: null,
    ended: null,
    isForeign: false,
    movedTo: null,
    ledger: emptyLedger,
    lastAt: receivedAt,
  };
}
