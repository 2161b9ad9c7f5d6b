import type { Outage, OutageScopeKind, StoredOutage } from '../../../shared/domain/outage/evidence.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Everything of the last day is judged anew whenever something of it is told… */
const windowMs = 26 * hourMs;
/** …but what ended at the edge of that window is left as it is: part of its evidence is no longer looked at. */
const currentMs = 25 * hourMs;
/** Of services: they are checked every few minutes by every school. */
const serviceWindowMs = 3 * hourMs;
const serviceCurrentMs = 2 * hourMs;
/** Looked at before an incident began. */
const beforeMs = 30 * minuteMs;
/** As far as evidence is kept. */
const furthestMs = 35 * 24 * hourMs;
/** What is wrong for longer with machines is known well enough: nobody looks further back for their sake. */
const longMs = 14 * 24 * hourMs;
const longScopes: readonly OutageScopeKind[] = ['device', 'room', 'school'];

/** Something that needs older evidence: an incident that lasts, or a word on an old time that came late. */
export type Anchor = { readonly schoolCodes: readonly string[]; readonly from: number; readonly to: number };

type Judged = Pick<Outage, 'cause' | 'scope' | 'schoolCodes' | 'start' | 'end'>;

/** Open, or ended lately. */
function isCurrent({ cause, end }: Judged, nowMs: number): boolean {
  return end === null || end.to >= nowMs - (cause === 'service' ? serviceCurrentMs : currentMs);
}

/** Whether machines are gone for so long that their incident is carried on as it is until they return. */
export function isLongAgo({ scope, start }: Pick<Judged, 'scope' | 'start'>, nowMs: number): boolean {
  return longScopes.includes(scope.kind) && start.to < nowMs - longMs;
}

/** Of one machine its own evidence is enough, and when others of its school were connected. */
function needsEverything(outage: Judged, nowMs: number): boolean {
  return outage.scope.kind !== 'device' && !isLongAgo(outage, nowMs);
}

export function anchorsOf(
  stored: readonly Judged[],
  late: readonly Anchor[],
  nowMs: number,
): readonly Anchor[] {
  const lasting = stored
    .filter((outage) => isCurrent(outage, nowMs) && needsEverything(outage, nowMs))
    .map(({ schoolCodes, start, end }) => ({ schoolCodes, from: start.from, to: end?.to ?? nowMs }));
  return [...lasting, ...late];
}

/** Whether an incident, stored or judged, is in question now; the same answer for both, or one would be told twice. */
export function isInQuestion(outage: Judged, anchors: readonly Anchor[], nowMs: number): boolean {
  if (isCurrent(outage, nowMs)) return true;
  if (outage.cause === 'service') return false;
  const to = outage.end?.to ?? nowMs;
  return anchors.some(
    (anchor) =>
      anchor.from <= to &&
      anchor.to >= outage.start.from &&
      anchor.schoolCodes.some((code) => outage.schoolCodes.includes(code)),
  );
}

/** From when on a school is looked at. */
export function sinceOf(
  schoolCode: string,
  stored: readonly StoredOutage[],
  anchors: readonly Anchor[],
  nowMs: number,
): number {
  const starts = [
    ...anchors.filter(({ schoolCodes }) => schoolCodes.includes(schoolCode)).map(({ from }) => from),
    ...stored
      .filter((outage) => needsEverything(outage, nowMs) && outage.schoolCodes.includes(schoolCode))
      .map(({ start }) => start.from),
  ];
  return earliest(nowMs - windowMs, starts, nowMs);
}

/** From when on connections are looked at: others of the school show that it was one machine that went off. */
export function sessionsSinceOf(
  schoolCode: string,
  stored: readonly StoredOutage[],
  sinceMs: number,
  nowMs: number,
): number {
  const starts = stored
    .filter(
      (outage) =>
        outage.scope.kind === 'device' &&
        !isLongAgo(outage, nowMs) &&
        outage.schoolCodes.includes(schoolCode),
    )
    .map(({ start }) => start.from);
  return earliest(sinceMs, starts, nowMs);
}

function earliest(usual: number, starts: readonly number[], nowMs: number): number {
  return Math.max(nowMs - furthestMs, Math.min(usual, ...starts.map((start) => start - beforeMs)));
}

/** From when on checks of services are looked at. */
export function servicesSinceOf(stored: readonly Judged[], nowMs: number): number {
  const starts = stored.filter(({ cause }) => cause === 'service').map(({ start }) => start.from - beforeMs);
  return Math.max(nowMs - furthestMs, Math.min(nowMs - serviceWindowMs, ...starts));
}

/** What late word is about, together with earlier such word. */
export function lateAnchor(schoolCode: string, at: number, before: Anchor | undefined): Anchor {
  const from = Math.min(before?.from ?? at, at - hourMs);
  const to = Math.max(before?.to ?? at, at + hourMs);
  return { schoolCodes: [schoolCode], from, to };
}

/** Whether an ordinary look would not reach as far back as this. */
export function isOld(at: number, nowMs: number): boolean {
  return at < nowMs - currentMs + hourMs;
}
