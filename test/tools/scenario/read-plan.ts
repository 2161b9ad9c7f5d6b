import { lineId, requestId } from '../../../shared/contract/scalars.ts';
import type { Role } from '../../../shared/domain/device.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import {
  type Happening,
  maxMachines,
  type ScenarioEvent,
  type ScenarioFile,
  type ScenarioSchool,
  scenarioFile,
} from './format.ts';
import {
  type Plan,
  type PlannedEvent,
  type PlannedLine,
  type PlannedMachine,
  type PlannedService,
  utcOffsetMs,
} from './plan.ts';

/** What is wrong with a file, with the path of the field, such as `events[2].line`. */
export type PlanProblem = { readonly path: string; readonly message: string };

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** Reads a scenario and resolves every name in it. */
export function readPlan(json: unknown): Result<Plan, PlanProblem> {
  const parsed = scenarioFile.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return err({ path: pathOf(issue?.path ?? []), message: issue?.message ?? 'not a scenario' });
  }
  const file = parsed.data;
  const machines = file.schools.flatMap(machinesOf);
  const lines = withIds(file.schools.flatMap(linesOf));
  const services = servicesOf(file);
  const doubled = firstDoubled(file) ?? tooMany(machines.length);
  if (doubled !== null) return err(doubled);
  const events: PlannedEvent[] = [];
  for (const [index, event] of file.events.entries()) {
    const planned = planEvent(event, { file, machines, lines, services });
    if (!planned.ok) return err({ ...planned.error, path: `events[${index}]${planned.error.path}` });
    events.push(planned.value);
  }
  const named = (what: Happening) => file.events.filter((event) => event.what === what);
  return ok({
    startMs: file.start,
    endMs: file.start + Math.round(file.minutes * minuteMs),
    seed: file.seed ?? 1,
    schools: file.schools,
    machines,
    lines,
    events,
    holidays: named('holiday').flatMap(({ date }) => date ?? []),
    services,
  });
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function machinesOf(school: ScenarioSchool): PlannedMachine[] {
  const { code } = school;
  const of = (role: Role, room: string | null, count: number, prefix: string) =>
    Array.from({ length: count }, (_, n) => ({ name: `${prefix}/${n + 1}`, schoolCode: code, room, role }));
  const machines = [
    ...(school.server
      ? [{ name: `${code}/server`, schoolCode: code, room: null, role: 'server' as const }]
      : []),
    ...school.rooms.flatMap((room) =>
      of('student', room.name, Math.min(room.agents ?? room.devices, room.devices), `${code}/${room.name}`),
    ),
    ...of('office', null, school.office, `${code}/office`),
  ];
  return machines.map((machine, index) => ({ ...machine, index }));
}

/** The second line of a school is a backup where it is mobile or says so; two fixed ones share the load. */
function linesOf({ code, lines }: ScenarioSchool): Omit<PlannedLine, 'lineId'>[] {
  const isMobile = (medium: string): boolean => medium === '4g' || medium === '5g';
  const hasFixed = lines.some(({ medium, role }) => !isMobile(medium) && role !== 'backup');
  const dutyOf = ({ role, medium }: (typeof lines)[number], index: number): PlannedLine['duty'] => {
    if (role !== undefined) return role;
    if (index === 0 && lines.length === 1) return 'main';
    if (isMobile(medium) && hasFixed) return 'backup';
    return index === 0 ? 'main' : 'parallel';
  };
  return lines.map((line, index) => ({
    name: line.id,
    schoolCode: code,
    isp: line.isp,
    medium: line.medium,
    duty: dutyOf(line, index),
    addressing: line.address ?? (isMobile(line.medium) ? 'cgnat' : 'daily'),
  }));
}

/** The register knows each line by an id of its own; the file's, where it is one and no other school has the same. */
function withIds(lines: readonly Omit<PlannedLine, 'lineId'>[]): PlannedLine[] {
  const isOnlyOne = (name: string): boolean => lines.filter((line) => line.name === name).length === 1;
  return lines.map((line, index) => {
    const { name } = line;
    return {
      ...line,
      lineId: lineId.safeParse(name).success && isOnlyOne(name) ? name : `line-${index + 1}`,
    };
  });
}

/** Likewise services: a name that is no key gets one. */
function servicesOf({ events }: ScenarioFile): PlannedService[] {
  const down = events.filter(({ what }) => what === 'service-down');
  const names = new Set(down.flatMap(({ service }) => service ?? []));
  return [...names].map((name, index) => ({
    name,
    serviceId: requestId.safeParse(name).success ? name : `service-${index + 1}`,
  }));
}

function firstDoubled({ schools }: ScenarioFile): PlanProblem | null {
  const named = schools.flatMap(({ code, rooms, lines, office, server }, index) => {
    const at = `schools[${index}]`;
    return [
      { key: `school ${code}`, path: `${at}.code`, name: code },
      ...(office > 0 ? [{ key: `room ${code}/office`, path: `${at}.office`, name: 'office' }] : []),
      ...(server ? [{ key: `room ${code}/server`, path: `${at}.server`, name: 'server' }] : []),
      ...rooms.map(({ name }, n) => ({ key: `room ${code}/${name}`, path: `${at}.rooms[${n}].name`, name })),
      ...lines.map(({ id }, n) => ({ key: `line ${code}/${id}`, path: `${at}.lines[${n}].id`, name: id })),
    ];
  });
  const seen = new Set<string>();
  const doubled = named.find(({ key }) => seen.size === seen.add(key).size);
  return doubled === undefined ? null : { path: doubled.path, message: `"${doubled.name}" is there twice` };
}

function tooMany(machines: number): PlanProblem | null {
  if (machines <= maxMachines) return null;
  return { path: 'schools', message: `${machines} machines, at most ${maxMachines}` };
}

type Names = {
  readonly file: ScenarioFile;
  readonly machines: readonly PlannedMachine[];
  readonly lines: readonly PlannedLine[];
  readonly services: readonly PlannedService[];
  /** Of an event that names one beside its line. */
  readonly school?: string | undefined;
};
type Target = Pick<PlannedEvent, 'machines' | 'lines' | 'schoolCode' | 'service'>;
type TargetField = 'school' | 'line' | 'isp' | 'room' | 'device' | 'service' | 'date';

/** What each event may be aimed at, the most exact first. */
const aims: Readonly<Record<Happening, readonly TargetField[]>> = {
  'power-cut': ['school'],
  'line-cut': ['line', 'school', 'isp'],
  'line-degraded': ['line', 'school', 'isp'],
  'isp-cut': ['isp'],
  'room-power': ['room'],
  'lan-fault': ['room', 'school'],
  'machine-off': ['device', 'room'],
  'lab-shutdown': ['device', 'room', 'school'],
  'agent-stop': ['device', 'room', 'school'],
  'service-down': ['service'],
  'broker-down': [],
  holiday: ['date'],
};

function planEvent(event: ScenarioEvent, names: Names): Result<PlannedEvent, PlanProblem> {
  const { file } = names;
  const allowed = aims[event.what];
  const field = allowed.find((name) => event[name] !== undefined);
  if (field === undefined && allowed.length > 0)
    return err({ path: `.${allowed[0]}`, message: `${event.what} needs ${allowed.join(' or ')}` });
  if (event.at === undefined && event.what !== 'holiday')
    return err({ path: '.at', message: 'missing: a duration from the start such as PT10M' });
  if (event.school !== undefined && !file.schools.some(({ code }) => code === event.school))
    return err(noSuch('school', event.school));
  const name = field === undefined ? '' : (event[field] ?? '');
  const target = field === undefined ? nothing : targets[field](name, { ...names, school: event.school });
  if (field !== undefined && target === null) return err(noSuch(field, name));
  return ok({ what: event.what, ...(target ?? nothing), ...spanOf(event, file) });
}

/** Whatever the name holds, one line tells it. */
function noSuch(field: TargetField, name: string): PlanProblem {
  return { path: `.${field}`, message: `there is no ${field} ${JSON.stringify(name)}` };
}

const nothing: Target = { machines: [], lines: [], schoolCode: null, service: null };

/** What a name stands for, by the field in which it is given; null where there is no such thing. */
const targets: Readonly<Record<TargetField, (name: string, names: Names) => Target | null>> = {
  school: (name, { file, machines, lines }) => {
    if (!file.schools.some(({ code }) => code === name)) return null;
    return {
      ...nothing,
      machines: namesWhere(machines, ({ schoolCode }) => schoolCode === name),
      lines: idsWhere(lines, ({ schoolCode }) => schoolCode === name),
      schoolCode: name,
    };
  },
  room: (name, { file, machines }) => {
    const isThere = roomsOf(file).some(({ path }) => path === name);
    const inRoom = namesWhere(machines, ({ schoolCode, room }) => `${schoolCode}/${room}` === name);
    return isThere ? { ...nothing, machines: inRoom } : null;
  },
  device: (name, { file, machines }) => {
    const found = namesWhere(machines, (machine) => machine.name === name || `${machine.name}/1` === name);
    if (found.length > 0) return { ...nothing, machines: found.slice(0, 1) };
    const isMute = roomsOf(file).some(({ path, devices }) => isSeatOf(name, path, devices));
    return isMute ? nothing : null;
  },
  line: (name, { lines, school }) =>
    linesTarget(
      idsWhere(lines, (line) => {
        const isThere = school === undefined || line.schoolCode === school;
        return `${line.schoolCode}/${line.name}` === name || (line.name === name && isThere);
      }),
    ),
  isp: (name, { lines }) => linesTarget(idsWhere(lines, ({ isp }) => isp === name)),
  service: (name, { services }) => ({
    ...nothing,
    service: services.find((service) => service.name === name)?.serviceId ?? null,
  }),
  date: (_, { machines }) => ({
    ...nothing,
    machines: namesWhere(machines, ({ role }) => role !== 'server'),
  }),
};

function linesTarget(lines: readonly string[]): Target | null {
  return lines.length === 0 ? null : { ...nothing, lines };
}

function namesWhere(machines: Names['machines'], of: (machine: PlannedMachine) => boolean): string[] {
  return machines.filter(of).map(({ name }) => name);
}

function idsWhere(lines: Names['lines'], of: (line: PlannedLine) => boolean): string[] {
  return lines.filter(of).map(({ lineId }) => lineId);
}

function roomsOf({ schools }: ScenarioFile): { readonly path: string; readonly devices: number }[] {
  return schools.flatMap(({ code, rooms }) =>
    rooms.map(({ name, devices }) => ({ path: `${code}/${name}`, devices })),
  );
}

/** A computer without an agent: whatever happens to it, nobody tells. */
function isSeatOf(name: string, room: string, devices: number): boolean {
  const seat = name.startsWith(`${room}/`) ? name.slice(room.length + 1) : '';
  return /^[1-9]\d*$/.test(seat) && Number(seat) <= devices;
}

/** A holiday is the whole local day, whatever `at` says. */
function spanOf(event: ScenarioEvent, { start }: ScenarioFile): Pick<PlannedEvent, 'from' | 'until'> {
  if (event.what === 'holiday') {
    const from = Date.parse(event.date ?? '') - utcOffsetMs;
    return { from, until: from + dayMs };
  }
  const from = start + (event.at ?? 0);
  return { from, until: event.for === undefined ? null : from + event.for };
}
