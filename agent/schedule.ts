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

/** What the agent remembers of a section: when it was last read, and the hash last handed to the outbox. */
export const reportingMemory = z.object({
  sections: z.partialRecord(z.enum(sections), z.object({ collectedAt: z.number(), hash: hash.optional() })),
  /** When the hashes of everything sent were last reported. */
  markedAt: z.number().optional(),
});
export type ReportingMemory = z.infer<typeof reportingMemory>;

/** Sections to read at this tick. A time of reading in the future means that the clock was set back: read again. */
export function dueSections(
  memory: ReportingMemory,
  tick: { readonly now: number; readonly isStart: boolean; readonly seed: number },
): Section[] {
  return sections.filter((section, index) => {
    const collectedAt = memory.sections[section]?.collectedAt;
    if (collectedAt === undefined || collectedAt > tick.now) return true;
    const interval = intervalMs[section];
    const spread = spreadMs(interval, seededRandom(tick.seed + index));
    return tick.now - collectedAt >= (tick.isStart ? Math.min(interval, freshMs) : spread);
  });
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
