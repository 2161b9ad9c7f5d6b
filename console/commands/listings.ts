import type { DeviceFacts } from '../../shared/contract/device-facts.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import type { DeviceRow, SchoolRow } from '../../shared/contract/view.ts';
import type { Needs } from '../../shared/domain/need.ts';
import { nextDeadlines } from '../../shared/domain/plan/deadlines.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Deadline } from '../../shared/domain/snapshot/register.ts';
import { roomLine } from '../../shared/text/room-line.ts';
import { liveNeeds, type Roster } from '../planning/live-needs.ts';
import { planningSchool } from '../planning/planning-school.ts';
import { antivirusHealth } from '../rows/device-rows.ts';
import { deviceDocument, overviewDocument, schoolDocument } from '../rows/documents.ts';
import { machineColumns } from '../rows/machine-columns.ts';
import { helpFirst, type SchoolLine, schoolColumns, schoolLine } from '../rows/school-rows.ts';
import {
  type CommandContext,
  type CommandResult,
  formatListing,
  jsonText,
  type Severity,
  worst,
} from './context.ts';
import { overviewText } from './overview-text.ts';

/** `overview`: JSON carries every machine's facts; text has the figures, the schools to help first and unknown purposes. */
export async function overview(context: CommandContext): CommandResult {
  const { source, flags } = context;
  const view = await source.ask('view', {});
  if (!view.ok) return view;
  const facts = flags.json === true ? await source.ask('devices', {}) : ok({ devices: [] as DeviceFacts[] });
  if (!facts.ok) return facts;
  const roster = await askRoster(context);
  const needs = roster === null ? null : liveNeeds(roster, schoolsOf(view.value));
  const lines = linesOf(schoolsOf(view.value), needs);
  const severity = worst([...lines.map(schoolSeverity), ...view.value.devices.map(deviceSeverity)]);
  const { head } = view.value;
  if (flags.json === true && head !== undefined) {
    const document = overviewDocument(head.unit, head.at, schoolsOf(view.value), facts.value.devices);
    return ok({ stdout: jsonText(document), severity });
  }
  if (flags.csv === true) return ok({ stdout: listSchools(lines, context), severity });
  const { utcOffsetMinutes } = context.rules.calendar;
  const due = nextDeadlines(roster?.deadlines ?? [], context.clock.now(), utcOffsetMinutes);
  return ok({ stdout: overviewText(head, lines.sort(helpFirst), { needs, due }, context.text), severity });
}

function schoolsOf({ head, schools }: QueryBody<'view'>) {
  return [...(head?.schools ?? []), ...(schools ?? [])];
}

export async function schools(context: CommandContext): CommandResult {
  const answer = await context.source.ask('schools', {});
  if (!answer.ok) return answer;
  const roster = await askRoster(context);
  const lines = linesOf(
    answer.value.schools,
    roster === null ? null : liveNeeds(roster, answer.value.schools),
  );
  return ok({ stdout: listSchools(lines, context), severity: worst(lines.map(schoolSeverity)) });
}

function listSchools(lines: readonly SchoolLine[], context: CommandContext): string {
  const document = { schools: lines.map(({ need, health, ratio, ...row }) => schoolDocument(row)) };
  return formatListing({ document, rows: lines, columns: schoolColumns }, context);
}

/**
 * What the listings count needs from: the roster and live numbers, since a whole snapshot would cost the broker half a second
 * for 5,000 machines. Null for a user who may not ask: the listings then show no needs.
 */
async function askRoster({ source, rules }: CommandContext): Promise<LiveRoster | null> {
  const answer = await source.ask('roster', {});
  if (!answer.ok) return null;
  const { schools, pack = rules.pack, deadlines = [] } = answer.value;
  return { schools: schools.map(planningSchool), pack, deadlines };
}

type LiveRoster = Roster & { readonly deadlines: readonly Deadline[] };

function linesOf(rows: readonly SchoolRow[], needs: Needs | null): SchoolLine[] {
  const byCode = new Map(needs?.schools.map((need) => [need.schoolCode, need]));
  return rows.map((row) => schoolLine(row, byCode.get(row.schoolCode) ?? null));
}

function schoolSeverity({ health }: SchoolLine): Severity {
  return health === 'bad' ? 2 : health === 'good' ? 0 : 1;
}

/** `devices`: of one room also its seats, and at which of them no machine is. */
export async function devices(context: CommandContext, { schoolCode, room }: WhichDevices): CommandResult {
  const which = {
    ...(schoolCode === undefined ? {} : { schoolCode }),
    ...(room === undefined ? {} : { room }),
  };
  const answer = await context.source.ask('devices', which);
  if (!answer.ok) return answer;
  const described = room === undefined ? ok({ rooms: [] }) : await context.source.ask('roomList', which);
  if (!described.ok) return described;
  const [rows, { rooms }] = [answer.value.devices, described.value];
  const document = { devices: rows.map(deviceDocument), ...(room === undefined ? {} : { rooms }) };
  const table = formatListing({ document, rows, columns: machineColumns }, context);
  const isForPeople = context.flags.json !== true && context.flags.csv !== true;
  const lines = isForPeople ? rooms.map((row) => `${roomLine(row, context.text)}\n`) : [];
  const severity = worst(rows.map((row) => deviceSeverity({ ...row, antivirus: row.antivirus.state })));
  return ok({ stdout: [table, ...lines].join(''), severity });
}

type WhichDevices = { readonly schoolCode: string | undefined; readonly room: string | undefined };

/** A machine that is written off or not yet let in alarms nobody. */
export function deviceSeverity(device: DeviceRow): Severity {
  if (device.state !== 'approved') return 0;
  const protection = antivirusHealth[device.antivirus];
  if (device.presence === 'missing' || protection === 'bad') return 2;
  return device.presence === 'silent' || protection === 'warn' || device.role === 'unknown' ? 1 : 0;
}
