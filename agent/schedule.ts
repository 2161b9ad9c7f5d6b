import { z } from 'zod';
import { hash } from '../shared/contract/scalars.ts';
import { seededRandom, spreadMs } from '../shared/domain/jitter.ts';
import { type Section, sections } from '../shared/domain/reading.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** How often a section is read; it is sent only when it changed. The heartbeat goes with every tick. */
const intervalMs: Readonly<Record<Section, number>> = {
  usage: 0,
  network: hourMs,
  antivirus: 4 * hourMs,
  firewall: 4 * hourMs,
  updates: 4 * hourMs,
  exposure: 4 * hourMs,
  hardening: dayMs,
  peripherals: dayMs,
  diskHealth: dayMs,
  accounts: dayMs,
  system: dayMs,
  storage: dayMs,
  hardware: dayMs,
  software: dayMs,
};

/** At a start everything is read again, but for what a process that crashes again and again has just read. */
const freshMs = 15 * minuteMs;

/** What PowerShell is asked for is read no more often than this. */
const batchIntervalMs = 4 * hourMs;

/**
 * Between two planned starts of PowerShell, and how early a start takes along what it would soon be started for: no more than ten
 * starts in a day, however often the machine is switched on (measured on a 2-vCPU server: 0.14–0.38 CPU seconds and up to 52 MB
 * each, and WMI behind it).
 */
export const batchGapMs = 2.5 * hourMs;

/** The sections for which PowerShell is asked, and when it may be. */
export type BatchPlan = {
  readonly sections: ReadonlySet<Section>;
  /** When this process started: what was read before is read once more. */
  readonly startedAt: number;
  /** The machines of a room that were just switched on together still wait for their turn. */
  readonly isWaiting: boolean;
};

/** What the agent remembers of a section: when it was last read, and the hash last handed to the outbox. */
export const reportingMemory = z.object({
  sections: z.partialRecord(z.enum(sections), z.object({ collectedAt: z.number(), hash: hash.optional() })),
  /** When the hashes of everything sent were last reported. */
  markedAt: z.number().optional(),
});
export type ReportingMemory = z.infer<typeof reportingMemory>;

export type ScheduleTick = {
  readonly now: number;
  readonly isStart: boolean;
  readonly seed: number;
  readonly batch: BatchPlan;
};

/** Sections to read at this tick. A time of reading in the future means that the clock was set back: read again. */
export function dueSections(memory: ReportingMemory, tick: ScheduleTick): Section[] {
  const batch = new Set(dueOfBatch(memory, tick));
  return sections.filter((section) =>
    tick.batch.sections.has(section) ? batch.has(section) : isDue(memory, section, tick),
  );
}

function isDue(memory: ReportingMemory, section: Section, { now, isStart, seed }: ScheduleTick): boolean {
  const collectedAt = memory.sections[section]?.collectedAt;
  if (collectedAt === undefined || collectedAt > now) return true;
  const interval = intervalMs[section];
  return now - collectedAt >= (isStart ? Math.min(interval, freshMs) : spreadOf(interval, seed));
}

/** All or nothing: one start serves whatever is due, or will be before the next one may be. */
function dueOfBatch(memory: ReportingMemory, { now, seed, batch }: ScheduleTick): readonly Section[] {
  const all = [...batch.sections];
  const readAt = (section: Section): number | undefined => memory.sections[section]?.collectedAt;
  const times = all.flatMap((section) => readAt(section) ?? []);
  // A machine that was never read joins now, with somebody waiting for it.
  if (batch.isWaiting && times.length > 0) return [];
  if (times.some((at) => at <= now && now - at < batchGapMs)) return [];
  const isDueWithin = (section: Section, ms: number): boolean => {
    const at = readAt(section);
    if (at === undefined || at > now || at < batch.startedAt) return true;
    return now + ms - at >= spreadOf(Math.max(batchIntervalMs, intervalMs[section]), seed);
  };
  if (!all.some((section) => isDueWithin(section, 0))) return [];
  return all.filter((section) => isDueWithin(section, batchGapMs));
}

/** The same for all sections of an interval, so that they are read together. */
function spreadOf(interval: number, seed: number): number {
  return spreadMs(interval, seededRandom(seed + interval / minuteMs));
}

/**
 * How long the first start of PowerShell waits: 3 to 13 minutes after that of the system, each machine at its own place, since
 * whoever switched it on wants to log on, and forty neighbours share a line and a hypervisor (an assumption of this software).
 */
export function batchDelayMs(osUptimeSeconds: number, seed: number): number {
  const turnMs = 3 * minuteMs + seededRandom(seed)() * 10 * minuteMs;
  return Math.max(0, turnMs - osUptimeSeconds * 1000);
}

/** Whether the hashes of what was sent are due again: once a day, so that a broker that lacks a section notices. */
export function isMarkerDue(memory: ReportingMemory, now: number): boolean {
  const { markedAt } = memory;
  return markedAt === undefined || markedAt > now || now - markedAt >= dayMs;
}

/** Whether a machine that reports once a day has not yet reported on this calendar day, in the machine's own time zone. */
export function isNewDay(memory: ReportingMemory, now: number): boolean {
  const last = memory.sections.usage?.collectedAt;
  return last === undefined || new Date(last).toDateString() !== new Date(now).toDateString();
}

/** Seed of a machine's jitter: the same machine keeps its place among its forty neighbours. */
export function seedOf(deviceId: string): number {
  let seed = 2_166_136_261;
  for (const character of deviceId) seed = Math.imul(seed ^ character.charCodeAt(0), 16_777_619);
  return seed >>> 0;
}
