import type { LineRow, ReadinessRow } from '../../shared/contract/line-rows.ts';
import type { Facts } from '../../shared/contract/readings.ts';
import { shippedReadiness } from '../../shared/data/readiness.ts';
import { computerTestDemands } from '../../shared/domain/readiness/computer-test.ts';
import { conferenceDemands } from '../../shared/domain/readiness/conference.ts';
import { countOf, type Demand, verdictOf } from '../../shared/domain/readiness/demand.ts';
import { ok } from '../../shared/domain/result.ts';
import { createBreathing } from '../breathing.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import { schoolNameIn, scopeOf } from './finding-scope.ts';
import type { Handler } from './handler.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { lineRowsOf } from './line-rows.ts';
import { pagesOf } from './paginate.ts';

type Purpose = ReadinessRow['purpose'];
type Peripherals = Facts['peripherals'];

/** Everything that one room is judged by. */
type Room = {
  readonly schoolCode: string;
  readonly room: string;
  readonly machines: readonly TrackedDevice[];
  readonly line: LineRow | null;
  readonly seats: number | null;
};

/** Latency of a week ago and a speed of two months ago say nothing of today's line. */
const freshMs = 7 * 86_400_000;
const freshSpeedMs = 62 * 86_400_000;
/** Up to so many machines are looked up one by one; of more, the whole fleet is gone through once. */
const fewMachines = 200;

const demandsFor: Record<Purpose, typeof conferenceOf> = {
  conference: conferenceOf,
  'computer-test': computerTestOf,
};

/** Whether rooms are ready for an online meeting, and for a test that a class takes at the machines. */
export function roomReadinessHandler(deps: LineQueryDeps): Handler<'roomReadiness'> {
  return async ({ purpose, ...asked }, actor) => {
    const scope = scopeOf(deps.fleet, actor, asked);
    if (!scope.ok) return scope;
    const asAt = deps.clock.now();
    const rooms = await roomsOf(deps, scope.value.devices);
    const peripherals = await peripheralsOf(deps, scope.value.devices);
    const purposes: readonly Purpose[] = purpose === undefined ? ['conference', 'computer-test'] : [purpose];
    const rows: ReadinessRow[] = [];
    const breathe = createBreathing(deps.clock);
    for (const room of rooms) {
      const fitting = purposes.filter((each) => each === 'conference' || room.machines.some(isStudent));
      rows.push(...fitting.map((each) => rowOf(deps, room, each, demandsFor[each](deps, room, peripherals))));
      await breathe();
    }
    return ok(pagesOf({ rows }).map((page, index) => (index === 0 ? { asAt, ...page } : page)));
  };
}

const isStudent = ({ role }: TrackedDevice): boolean => role === 'student';
const isUsable = ({ standing }: TrackedDevice): boolean => standing.row.countsAsStudentComputer;

function rowOf(
  { fleet }: LineQueryDeps,
  room: Room,
  purpose: Purpose,
  demands: readonly Demand[],
): ReadinessRow {
  const { schoolCode, machines } = room;
  const isTest = purpose === 'computer-test';
  const asked = isTest ? machines.filter(isStudent) : machines;
  return {
    ...{ schoolCode, schoolName: schoolNameIn(fleet.picture.tree(), schoolCode), room: room.room, purpose },
    verdict: verdictOf(demands),
    seats: asked.filter((machine) => (isTest ? isUsable(machine) : machine.isConnected)).length,
    machines: asked.length,
    demands: [...demands],
  };
}

function conferenceOf(
  { clock }: LineQueryDeps,
  { machines, line }: Room,
  peripherals: ReadonlyMap<string, Peripherals>,
): readonly Demand[] {
  const has = (kind: 'cameras' | 'microphones') =>
    countOf(machines.map(({ deviceId }) => hasWorking(peripherals.get(deviceId)?.[kind])));
  const isFresh = (line?.measuredAt ?? 0) >= clock.now() - freshMs;
  return conferenceDemands(
    {
      ...{ cameras: has('cameras'), microphones: has('microphones') },
      upMbps: speedOf(line, clock.now(), 'measuredUpMbps'),
      jitterMs: isFresh ? (line?.jitterMs ?? null) : null,
      lossPercent: isFresh ? (line?.lossPercent ?? null) : null,
    },
    shippedReadiness().conference,
  );
}

/** Windows' ConfigManagerErrorCode: 0 works; other systems name only devices that do. */
function hasWorking(devices: Peripherals['cameras']): boolean | null {
  return devices?.some(({ errorCode }) => errorCode === undefined || errorCode === 0) ?? null;
}

function computerTestOf({ fleet, clock }: LineQueryDeps, { machines, line, seats }: Room): readonly Demand[] {
  const isWrong = (deviceId: string): boolean =>
    fleet.historyOf(deviceId).conditions.some(({ kind }) => kind === 'clock-wrong');
  return computerTestDemands(
    {
      seats: machines.filter(isStudent).map((machine) => ({
        isUsable: isUsable(machine),
        isClockRight: machine.lastSeen === null ? null : !isWrong(machine.deviceId),
        freeBytes: machine.facts.usage.systemFreeBytes ?? null,
      })),
      pupils: seats,
      downMbps: speedOf(line, clock.now(), 'measuredDownMbps'),
    },
    shippedReadiness().computerTest,
  );
}

function speedOf(
  line: LineRow | null,
  nowMs: number,
  which: 'measuredUpMbps' | 'measuredDownMbps',
): number | null {
  return line !== null && (line.testedAt ?? 0) >= nowMs - freshSpeedMs ? line[which] : null;
}

async function roomsOf(deps: LineQueryDeps, devices: readonly TrackedDevice[]): Promise<readonly Room[]> {
  const described = new Map(
    (await deps.store.rooms()).map(({ schoolCode, room, seats }) => [`${schoolCode}/${room}`, seats]),
  );
  const placed = devices.filter(({ room }) => room !== null);
  const schools = Map.groupBy(placed, ({ schoolCode }) => schoolCode);
  return [...schools].flatMap(([schoolCode, ofSchool]) => {
    const lines = lineRowsOf(schoolCode, deps);
    const line = lines.find(({ duty }) => duty === 'main') ?? lines[0] ?? null;
    const pupils = largestClassOf(deps, schoolCode);
    return [...Map.groupBy(ofSchool, ({ room }) => room ?? '')]
      .sort(([a], [b]) => a.localeCompare(b, 'vi'))
      .map(([room, machines]) => ({
        ...{ schoolCode, room, machines, line },
        seats: described.get(`${schoolCode}/${room}`) ?? pupils,
      }));
  });
}

/** Where nobody said how many seats a room has, it has to hold the largest class that uses it. */
function largestClassOf({ fleet }: LineQueryDeps, schoolCode: string): number | null {
  const rows = fleet.picture.tree().schools.get(schoolCode)?.rows ?? [];
  const classes = rows.flatMap(({ largestClass }) => largestClass ?? []);
  return classes.length === 0 ? null : Math.max(...classes);
}

async function peripheralsOf(
  { store }: LineQueryDeps,
  devices: readonly TrackedDevice[],
): Promise<ReadonlyMap<string, Peripherals>> {
  const found = new Map<string, Peripherals>();
  const take = ({ deviceId, reading }: Parameters<Parameters<typeof store.eachReading>[1]>[0]): void => {
    if (reading.section === 'peripherals') found.set(deviceId, reading.facts);
  };
  if (devices.length > fewMachines) await store.eachReading(['peripherals'], take);
  else for (const { deviceId } of devices) for (const held of await store.readingsOf(deviceId)) take(held);
  return found;
}
