import type { ScenarioInput } from '../../tools/scenario/format.ts';

export type School = ScenarioInput['schools'][number];
export type Event = NonNullable<ScenarioInput['events']>[number];

/** Monday, 07:30 in Vietnam. */
const monday = '2026-11-23T00:30:00Z';
const mondayMs = Date.parse(monday);
const minute = 60_000;

/** A moment so many minutes after the start of {@link day}. */
export const at = (minutes: number): number => mondayMs + minutes * minute;

/** Two labs, a server, an office machine. */
export const large = (code: string, lines: School['lines'], over: Partial<School> = {}): School => ({
  code,
  lines: lines ?? [],
  rooms: [
    { name: 'PM1', devices: 5 },
    { name: 'PM2', devices: 4 },
  ],
  office: 1,
  server: true,
  ...over,
});

/** One lab. */
export const small = (code: string, lines: School['lines'], over: Partial<School> = {}): School => ({
  code,
  lines: lines ?? [],
  rooms: [{ name: 'PM1', devices: 4 }],
  ...over,
});

export const fibre = (id: string, isp: string) => ({ id, isp, medium: 'fibre' });
export const mobile = (id: string, isp: string) => ({ id, isp, medium: '4g' });

/** A large school of VNPT and a small one of Viettel. */
export const twoSchools = (): School[] => [
  large('S1', [fibre('L1', 'VNPT')]),
  small('S2', [fibre('L2', 'Viettel')]),
];

/** A Monday morning. */
export const day = (
  schools: School[],
  events: Event[],
  over: Partial<ScenarioInput> = {},
): ScenarioInput => ({
  start: monday,
  minutes: 100,
  schools,
  events,
  ...over,
});

/** Minutes as a duration. */
const pt = (minutes: number): string => `PT${minutes}M`;

/** An event from one minute on for some minutes; until the end when these are not told. */
export const event = (
  what: Event['what'],
  fromMinute: number,
  minutes: number | null,
  aim: Partial<Event> = {},
): Event => ({
  what,
  at: pt(fromMinute),
  ...(minutes === null ? {} : { for: pt(minutes) }),
  ...aim,
});
