import type { Birth } from '../../shared/contract/status.ts';
import { type ClockEvidence, type DeviceTrace, maxClockEvidence } from '../store/report-port.ts';
import { type Draft, openBoot, traceOf } from './draft.ts';
import { anchorOf } from './measured-time.ts';
import { type Message, unreadOf } from './message.ts';

type BirthMessage = Extract<Message, { kind: 'birth' }>;
type DeathMessage = Extract<Message, { kind: 'death' }>;

/** Enters a birth: it anchors its boot to the broker's clock and becomes the machine's last birth. */
export function placeBirth(draft: Draft, message: BirthMessage): void {
  const { deviceId, receivedAt, birth } = message;
  const boot = openBoot(draft, { deviceId, boot: birth.boot }, receivedAt);
  if (boot === null) {
    draft.unread.push(unreadOf(message.arrival, 'too-many-boots', `boot ${birth.boot}`));
    return;
  }
  const trace = traceOf(draft, deviceId);
  const isNewBoot = boot.record.bornAt === null;
  const bootNoWentBack = isNewBoot && wentBack(birth, trace);
  const evidence = {
    anchorAt: anchorOf({ up: birth.up, receivedAt }, boot.record.anchorAt),
    clockOffsetMs: birth.at - receivedAt,
  };
  boot.isChanged = true;
  boot.record = {
    ...boot.record,
    ...evidence,
    bootNo: birth.bootNo ?? null,
    conn: birth.conn,
    bornAt: receivedAt,
    birth: JSON.stringify(birth),
    ended: null,
    lastAt: Math.max(boot.record.lastAt, receivedAt),
  };
  draft.traces.set(deviceId, {
    ...trace,
    lastBirth: { boot: birth.boot, bootNo: birth.bootNo ?? null, conn: birth.conn },
    evidence: isNewBoot ? withEvidence(trace.evidence, evidence) : trace.evidence,
  });
  if (bootNoWentBack) enterWentBack(draft, message, trace.lastBirth?.bootNo ?? null);
  draft.statuses.push({ deviceId, birth, receivedAt, isNewBoot, isForeign: false, bootNoWentBack });
}

/** Enters a death; it ends its boot only if it is the last birth's: the will of an older connection comes late. */
export function placeDeath(draft: Draft, message: DeathMessage): void {
  const { deviceId, receivedAt, death } = message;
  const last = traceOf(draft, deviceId).lastBirth;
  const counts = last !== null && last.boot === death.boot && last.conn === death.conn;
  if (counts) endBoot(draft, message);
  draft.statuses.push({ deviceId, death, receivedAt, counts });
}

function endBoot(draft: Draft, { deviceId, receivedAt, death }: DeathMessage): void {
  const boot = openBoot(draft, { deviceId, boot: death.boot }, receivedAt);
  if (boot === null) return;
  boot.isChanged = true;
  boot.record = { ...boot.record, ended: death.reason };
}

/** The counter is persisted, so a new start has a greater one: the same or a smaller one is a disk that forgets, or a copy. */
function wentBack(birth: Birth, { lastBirth }: DeviceTrace): boolean {
  if (birth.bootNo === undefined || lastBirth === null || lastBirth.bootNo === null) return false;
  return lastBirth.boot !== birth.boot && birth.bootNo <= lastBirth.bootNo;
}

function withEvidence(known: readonly ClockEvidence[], newest: ClockEvidence): readonly ClockEvidence[] {
  return [...known.slice(1 - maxClockEvidence), newest].sort((a, b) => a.anchorAt - b.anchorAt);
}

function enterWentBack(draft: Draft, message: BirthMessage, bootNoBefore: number | null): void {
  draft.events.push({
    deviceId: message.deviceId,
    at: message.receivedAt,
    timeQuality: 'anchored',
    kind: 'boot-number-went-back',
    detail: `${bootNoBefore} → ${message.birth.bootNo}`,
  });
}
