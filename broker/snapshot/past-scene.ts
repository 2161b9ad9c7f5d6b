import { localDay } from '../../shared/domain/signature-age.ts';
import type { SnapshotGap, SnapshotUnit } from '../../shared/domain/snapshot/snapshot.ts';
import { noFacts } from '../fleet/facts.ts';
import { type HeardDays, keptDays, withDay } from '../fleet/heard-days.ts';
import { type RoomKinds, roomKindOf, roomKindsOf } from '../fleet/room-kinds.ts';
import { unitsOf } from '../fleet/school-row.ts';
import { type DeviceBasis, notAssessed } from '../fleet/standing.ts';
import { buildTree } from '../fleet/unit-tree.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import type { Assignment, DeviceRecord } from '../store/registry-port.ts';
import type { PastSighting } from '../store/snapshot-port.ts';
import { machinesThen, type PastMachine } from './past-machines.ts';
import { pastSightings } from './past-sightings.ts';
import { roomsOf, type Scene, schoolsOf } from './scene.ts';

const dayMs = 86_400_000;

export type PastScene = Scene & { readonly units: readonly SnapshotUnit[] };

/**
 * The whole installation as it stood, from append-only versions. Where the roster or the list of rooms was begun only after the
 * moment, its first state stands in, and the gaps say so; machines that joined later are absent.
 */
export async function pastScene(deps: LineQueryDeps, asAtMs: number): Promise<PastScene> {
  const { store, clock } = deps;
  const begins = await store.historyBegins();
  const orgMs = Math.max(asAtMs, begins.roster ?? asAtMs);
  const roomsMs = Math.max(asAtMs, begins.rooms ?? asAtMs);
  const tree = buildTree(await store.units(orgMs), await store.rosterRows(orgMs));
  const rooms = await store.rooms(roomsMs);
  const records = await store.devices();
  const gaps: SnapshotGap[] = [];
  if (records.some(({ joinedAt }) => joinedAt > asAtMs)) gaps.push('machines-before-history');
  if (clock.now() - asAtMs > keptDays * dayMs) gaps.push('sightings-before-history');
  if (orgMs > asAtMs) gaps.push('roster-before-history');
  if (roomsMs > asAtMs) gaps.push('rooms-before-history');
  const { root } = tree;
  const schools = root === null ? [] : schoolsOf(root);
  return {
    ...{ asAtMs, isPast: true, gaps, rooms: roomsOf(rooms) },
    units: root === null ? [] : unitsOf(root),
    schools,
    schoolCodes: schools.map(({ schoolCode }) => schoolCode),
    machines: await machinesAt(deps, machinesThen(records, asAtMs), roomKindsOf(rooms), asAtMs),
  };
}

async function machinesAt(
  deps: LineQueryDeps,
  machines: readonly PastMachine[],
  kinds: RoomKinds,
  asAtMs: number,
): Promise<readonly DeviceBasis[]> {
  const { store, rules } = deps;
  const { utcOffsetMinutes } = rules.calendar;
  const assignments = new Map((await store.assignments(asAtMs)).map((row) => [row.deviceId, row]));
  const { sightings, reports } = await pastSightings(deps, asAtMs);
  const days = heardDaysBefore(await store.heardDays(), localDay(asAtMs, utcOffsetMinutes));
  return machines.flatMap(({ record, ids }) => {
    const assignment = assignments.get(record.deviceId);
    if (assignment === undefined) return [];
    const seen = ids.flatMap((id) => sightings.get(id) ?? []);
    const heardDays = days.get(record.deviceId) ?? null;
    const heardDaysFrom = localDay(record.joinedAt, utcOffsetMinutes);
    const systemFreeBytes = reports.get(record.deviceId)?.systemFreeBytes ?? null;
    const facts = systemFreeBytes === null ? noFacts : { ...noFacts, usage: { systemFreeBytes } };
    return [{ ...basisOf(record, assignment, seen, kinds), facts, heardDays, heardDaysFrom }];
  });
}

function basisOf(
  { deviceId }: DeviceRecord,
  { schoolCode, room, seat, role, state, confirmedGoodAt }: Assignment,
  sightings: readonly PastSighting[],
  kinds: RoomKinds,
): Omit<DeviceBasis, 'facts' | 'heardDays' | 'heardDaysFrom'> {
  const seen = sightings.map(({ lastSeenMs }) => lastSeenMs);
  return {
    ...{ deviceId, schoolCode, room, seat, role, state, confirmedGoodAt },
    roomKind: roomKindOf(kinds, { schoolCode, room }),
    isConnected: sightings.some(({ isConnected }) => isConnected),
    lastSeen: seen.length === 0 ? null : Math.max(...seen),
    ...{ quarantined: 0, assessment: notAssessed },
  };
}

function heardDaysBefore(
  days: readonly { readonly deviceId: string; readonly day: number }[],
  through: number,
): ReadonlyMap<string, HeardDays> {
  const heard = new Map<string, HeardDays>();
  for (const { deviceId, day } of days) {
    if (day <= through) heard.set(deviceId, withDay(heard.get(deviceId) ?? null, day));
  }
  return heard;
}
