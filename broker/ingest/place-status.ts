import type { Birth } from '../../shared/contract/status.ts';
import type { HardwareFingerprint, Likeness } from '../../shared/domain/fingerprint.ts';
import { type ClockEvidence, type DeviceTrace, maxClockEvidence } from '../store/report-port.ts';
import { bootKey, type Draft, type DraftBoot, openBoot, traceOf } from './draft.ts';
import { anchorOf } from './measured-time.ts';
import { type Message, unreadOf } from './message.ts';
import type { StoredBirth } from './stored.ts';

type BirthMessage = Extract<Message, { kind: 'birth' }>;
type DeathMessage = Extract<Message, { kind: 'death' }>;

/** Whether hardware seen behind a machine's key is its own. */
export type Compare = (deviceId: string, seen: HardwareFingerprint) => Likeness;

/**
 * Enters a birth: it anchors its boot to the broker's clock and becomes the last birth under its id. On other hardware than
 * the machine's own it is foreign: somebody holds a copy of the key, and nothing of it is evidence about the machine.
 */
export function placeBirth(draft: Draft, message: BirthMessage, compare: Compare): void {
  const { deviceId, receivedAt, birth } = message;
  const boot = openBoot(draft, { deviceId, boot: birth.boot }, receivedAt);
  if (boot === null) {
    draft.unread.push(unreadOf(message.arrival, 'too-many-boots', `boot ${birth.boot}`));
    return;
  }
  const trace = traceOf(draft, deviceId);
  // A boot that moved is the other machine's, also when both are of one hardware (split by an operator).
  const isForeign = boot.record.movedTo !== null || compare(deviceId, birth.fingerprint) === 'other';
  const stored: StoredBirth = {
    deviceId,
    birth,
    receivedAt,
    isForeign,
    isNewBoot: boot.record.bornAt === null,
    isReturn: isReturn(birth, boot, trace),
    bootNoStep: isForeign || boot.record.bornAt !== null ? null : bootNoStep(birth, trace),
  };
  enterBirth(draft, boot, stored, trace);
  if (isForeign) enterEvent(draft, stored, 'foreign-birth', `${birth.boot} conn ${birth.conn}`);
  else if (stored.bootNoStep === 'back') {
    const step = `${trace.lastStart?.bootNo ?? null} → ${birth.bootNo}`;
    enterEvent(draft, stored, 'boot-number-went-back', step);
  }
  draft.statuses.push(stored);
}

/** Enters a death; it ends its boot only if it is the last birth's: the will of an older connection comes late. */
export function placeDeath(draft: Draft, message: DeathMessage): void {
  const { deviceId, receivedAt, death } = message;
  const last = traceOf(draft, deviceId).lastBirth;
  const counts = last !== null && last.boot === death.boot && last.conn === death.conn;
  if (counts) endBoot(draft, message);
  const name = bootKey({ deviceId, boot: death.boot });
  const boot = draft.boots.get(name)?.record ?? draft.known.boots.get(name);
  draft.statuses.push({ deviceId, death, receivedAt, counts, isForeign: boot?.isForeign ?? false });
}

function endBoot(draft: Draft, { deviceId, receivedAt, death }: DeathMessage): void {
  const boot = openBoot(draft, { deviceId, boot: death.boot }, receivedAt);
  if (boot === null) return;
  boot.isChanged = true;
  boot.record = { ...boot.record, ended: death.reason };
}

function enterBirth(draft: Draft, boot: DraftBoot, stored: StoredBirth, trace: DeviceTrace): void {
  const { deviceId, birth, receivedAt, isForeign, isNewBoot } = stored;
  const bootNo = birth.bootNo ?? null;
  const evidence = {
    anchorAt: anchorOf({ up: birth.up, receivedAt }, boot.record.anchorAt),
    clockOffsetMs: birth.at - receivedAt,
  };
  boot.isChanged = true;
  boot.record = {
    ...boot.record,
    ...evidence,
    bootNo,
    conn: birth.conn,
    bornAt: receivedAt,
    birth: JSON.stringify(birth),
    ended: null,
    isForeign,
    lastAt: Math.max(boot.record.lastAt, receivedAt),
  };
  const lastBirth = { boot: birth.boot, conn: birth.conn, isForeign };
  if (isForeign) {
    draft.traces.set(deviceId, { ...trace, lastBirth });
    return;
  }
  draft.traces.set(deviceId, {
    ...trace,
    lastBirth,
    lastStart: { boot: birth.boot, bootNo },
    evidence: isNewBoot ? withEvidence(trace.evidence, evidence) : trace.evidence,
  });
}

/** A process that was born before comes back after another was born under its id, or its count of connections goes back. */
function isReturn(birth: Birth, { record }: DraftBoot, { lastBirth }: DeviceTrace): boolean {
  if (lastBirth === null) return false;
  if (lastBirth.boot !== birth.boot) return record.bornAt !== null;
  return lastBirth.conn !== null && birth.conn < lastBirth.conn;
}

/** The counter is persisted, so a new start has a greater one: the same or a smaller one is a disk that forgets. */
function bootNoStep(birth: Birth, { lastStart }: DeviceTrace): StoredBirth['bootNoStep'] {
  if (birth.bootNo === undefined || lastStart === null || lastStart.bootNo === null) return null;
  if (birth.bootNo <= lastStart.bootNo) return 'back';
  return birth.bootNo === lastStart.bootNo + 1 ? 'next' : null;
}

function withEvidence(known: readonly ClockEvidence[], newest: ClockEvidence): readonly ClockEvidence[] {
  return [...known.slice(1 - maxClockEvidence), newest].sort((a, b) => a.anchorAt - b.anchorAt);
}

function enterEvent(draft: Draft, { deviceId, receivedAt }: StoredBirth, kind: string, detail: string): void {
  draft.events.push({ deviceId, at: receivedAt, timeQuality: 'anchored', kind, detail });
}
