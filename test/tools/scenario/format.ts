import { z } from 'zod';
import { schoolCode } from '../../../shared/contract/scalars.ts';
import { lineMedia } from '../../../shared/domain/line/line.ts';

/** What can happen to schools, in the order of docs/scenarios.md. */
export const happenings = [
  'power-cut',
  'line-cut',
  'line-degraded',
  'isp-cut',
  'room-power',
  'lan-fault',
  'machine-off',
  'lab-shutdown',
  'agent-stop',
  'service-down',
  'broker-down',
  'holiday',
] as const;
export type Happening = (typeof happenings)[number];

const maxMinutes = 14 * 24 * 60;
export const maxMachines = 1_000;

const durationPattern =
  /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const unitsMs = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** An ISO-8601 duration up to weeks, in ms; a day has 24 hours. Null where it is none. */
export function durationMs(text: string): number | null {
  const match = durationPattern.exec(text);
  if (match === null || /[PT]$/.test(text)) return null;
  return Math.round(unitsMs.reduce((sum, unitMs, index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0));
}

const duration = z.string().transform((value, context) => {
  const ms = durationMs(value);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: 'not an ISO-8601 duration such as PT10M' });
  return z.NEVER;
});

const momentPattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|([+-]\d\d):?(\d\d))?)?$/i;

/** An ISO-8601 moment in ms UTC; without an offset it is UTC: the same file means the same everywhere. Null where it is none. */
export function momentMs(text: string): number | null {
  const [, date = '', time = '00:00', hours = '+00', minutes = '00'] = momentPattern.exec(text) ?? [];
  const ms = Date.parse(`${date}T${time}${hours}:${minutes}`);
  const isOnCalendar = z.iso.date().safeParse(date).success;
  return isOnCalendar && ms >= Date.UTC(2001, 0) && ms < Date.UTC(2090, 0) ? ms : null;
}

const moment = z.string().transform((value, context) => {
  const ms = momentMs(value);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: 'not an ISO-8601 moment such as 2026-11-23T00:30:00Z' });
  return z.NEVER;
});

const mediumNames: Readonly<Record<string, (typeof lineMedia)[number]>> = {
  fiber: 'fibre',
  ftth: 'fibre',
  lte: '4g',
  copper: 'adsl',
};

/** A medium that the register does not know is `other`. */
const medium = z.string().transform((value) => {
  const name = value.toLowerCase();
  return mediumNames[name] ?? lineMedia.find((known) => known === name) ?? 'other';
});

/** Names are compared composed (NFC), however they were typed. */
const name = z
  .string()
  .trim()
  .normalize()
  .min(1)
  .max(40)
  .regex(/^[^/]+$/, 'without "/"');

const line = z.object({
  id: name,
  isp: z.string().trim().normalize().min(1).max(60),
  medium: medium.default('fibre'),
  role: z.enum(['main', 'backup', 'parallel']).optional(),
  /** How the provider gives addresses: one that stays, another one each night, or a pool shared with strangers. */
  address: z.enum(['static', 'daily', 'cgnat']).optional(),
});

const room = z.object({
  name,
  devices: z.int().min(0).max(maxMachines),
  /** So many of them have an agent: all when absent. */
  agents: z.int().min(0).max(maxMachines).optional(),
});

const school = z.object({
  code: schoolCode,
  lines: z.array(line).max(4).default([]),
  rooms: z.array(room).max(50).default([]),
  office: z.int().min(0).max(maxMachines).default(0),
  server: z.boolean().default(false),
  /** Share of machines whose clock is wrong. */
  clock: z.number().min(0).max(1).default(0.15),
});

/** Whatever an event is aimed at, path and all. */
const target = z.string().trim().normalize().max(100).optional();

const event = z.object({
  at: duration.optional(),
  for: duration.optional(),
  what: z.enum(happenings),
  school: target,
  line: target,
  isp: target,
  room: target,
  device: target,
  service: z.string().trim().normalize().min(1).max(40).optional(),
  date: z.iso.date().optional(),
});

/** The file as docs/scenarios.md describes it; durations in ms, the start in ms UTC. */
export const scenarioFile = z.object({
  start: moment,
  minutes: z.number().min(1).max(maxMinutes),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .optional(),
  schools: z.array(school).min(1).max(100),
  events: z.array(event).max(1_000).default([]),
});
export type ScenarioFile = z.output<typeof scenarioFile>;
export type ScenarioInput = z.input<typeof scenarioFile>;
export type ScenarioSchool = ScenarioFile['schools'][number];
export type ScenarioEvent = ScenarioFile['events'][number];
