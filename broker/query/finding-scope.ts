import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { schoolNameOf, schoolNodesOf } from '../fleet/school-row.ts';
import type { TrackedDevice } from '../fleet/tracked-device.ts';
import { isInSubtree, schoolCodeOf, type UnitTree } from '../fleet/unit-tree.ts';
import { devicesOf } from './answers-device.ts';
import type { Actor } from './handler.ts';
import { outside, schoolWithin } from './within.ts';

/** What a question is about. */
export type Asked = {
  readonly unitId?: string | undefined;
  readonly schoolCode?: string | undefined;
  readonly room?: string | undefined;
  readonly deviceId?: string | undefined;
};

export type Scope = {
  /** Machines that are listed there, those that were written off left out. */
  readonly devices: readonly TrackedDevice[];
  /** Machines there that were written off: of these, history alone is told. */
  readonly retiredIds: readonly string[];
  /** Schools that are wholly within what was asked. */
  readonly schoolCodes: readonly string[];
};

/** The machines and schools that a question is about, all within the actor's unit; what lies outside it is refused. */
export function scopeOf(fleet: Fleet, actor: Actor, asked: Asked): Result<Scope, AppError> {
  const tree = fleet.picture.tree();
  if (asked.deviceId !== undefined) return deviceScope(fleet, actor, asked, asked.deviceId);
  const unitId = asked.unitId ?? actor.unitId;
  const node = tree.nodes.get(unitId);
  if (node === undefined) return err(appError('SD-UNIT-UNKNOWN', { unit: unitId }));
  if (!isInSubtree(tree, actor.unitId, unitId)) return outside(unitId);
  const { schoolCode, room } = asked;
  if (schoolCode !== undefined) {
    const school = schoolWithin(tree, actor, schoolCode);
    if (!school.ok) return school;
  }
  const all = devicesOf(fleet.picture, node).filter(
    (device) =>
      (schoolCode === undefined || device.schoolCode === schoolCode) &&
      (room === undefined || device.room === room),
  );
  const codes = schoolNodesOf(node).flatMap(({ unit }) => schoolCodeOf(unit) ?? []);
  const schoolCodes =
    room === undefined ? codes.filter((code) => schoolCode === undefined || code === schoolCode) : [];
  return ok({ ...withoutRetired(all), schoolCodes });
}

/** One machine, if it stands where it was looked for. */
function deviceScope(
  fleet: Fleet,
  actor: Actor,
  { schoolCode, room }: Asked,
  asked: string,
): Result<Scope, AppError> {
  const deviceId = fleet.survivorOf(asked);
  const device = fleet.picture.device(deviceId);
  const place = device?.place?.unit.unitId;
  if (device === undefined || place === undefined) return err(appError('SD-DEVICE-UNKNOWN', { id: asked }));
  if (!isInSubtree(fleet.picture.tree(), actor.unitId, place)) return outside(deviceId);
  const isThere =
    (schoolCode === undefined || device.schoolCode === schoolCode) &&
    (room === undefined || device.room === room);
  return ok({ ...withoutRetired(isThere ? [device] : []), schoolCodes: [] });
}

function withoutRetired(all: readonly TrackedDevice[]): Pick<Scope, 'devices' | 'retiredIds'> {
  const isRetired = ({ state }: TrackedDevice): boolean => state === 'retired';
  return {
    devices: all.filter((device) => !isRetired(device)),
    retiredIds: all.filter(isRetired).map(({ deviceId }) => deviceId),
  };
}

/** The school's name as lists show it; a school that left the roster goes by its code. */
export function schoolNameIn(tree: UnitTree, schoolCode: string): string {
  const school = tree.schools.get(schoolCode);
  return school === undefined ? schoolCode : schoolNameOf(school);
}
