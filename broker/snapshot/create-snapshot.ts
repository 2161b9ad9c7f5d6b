import { err, ok, type Result } from '../../shared/domain/result.ts';
import { localDay } from '../../shared/domain/signature-age.ts';
import type { Snapshot, SnapshotKind } from '../../shared/domain/snapshot/snapshot.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { sha256Of } from '../../shared/runtime/snapshot-text.ts';
import type { Turn } from '../enrol/turn.ts';
import { dayOf } from '../fleet/local-day.ts';
import { unitsOf } from '../fleet/school-row.ts';
import type { Actor, Handler } from '../query/handler.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import type { SnapshotHead } from '../store/snapshot-port.ts';
import { snapshotRowOf } from './confirmations.ts';
import { pastScene } from './past-scene.ts';
import { liveScene } from './scene.ts';
import { packed } from './stored-snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { snapshotTextInTurns } from './text.ts';

/** None ever goes: five a year for a century. */
const maxSnapshots = 500;

/**
 * Freezes all that planning needs under a name, of now or of a moment that is over. It never changes afterwards.
 * Errors: SD-SNAPSHOT-EXISTS, SD-SNAPSHOT-FUTURE, SD-LIST-FULL, SD-DISK-FULL.
 */
export function createSnapshotCreate(deps: LineQueryDeps, inTurn: Turn): Handler<'snapshotCreate'> {
  return ({ name, kind, asAt }, actor) =>
    inTurn(async () => {
      const moment = momentOf(deps, asAt);
      if (!moment.ok) return moment;
      const place = await placeFor(deps, name);
      if (!place.ok) return place;
      const snapshot = await frozen(deps, { name, kind, asAtMs: moment.value });
      if (snapshot === null) return err(appError('SD-UNIT-UNKNOWN', { unit: actor.unitId }));
      const head = await keep(deps, snapshot, name, actor);
      return head === null
        ? err(appError('SD-SNAPSHOT-EXISTS', { name }))
        : ok([{ snapshot: snapshotRowOf(head, { confirmed: 0, disputed: 0, isClosed: false }) }]);
    });
}

async function placeFor({ store }: LineQueryDeps, name: string): Promise<Result<void, AppError>> {
  const known = await store.snapshots();
  if (known.some((head) => head.name === name)) return err(appError('SD-SNAPSHOT-EXISTS', { name }));
  if (known.length < maxSnapshots) return ok(undefined);
  return err(appError('SD-LIST-FULL', { list: 'snapshots', most: String(maxSnapshots) }));
}

/** Null: now. The end of today has not come, and means now. */
function momentOf(
  { clock, rules }: LineQueryDeps,
  asAtMs: number | undefined,
): Result<number | null, AppError> {
  const nowMs = clock.now();
  if (asAtMs === undefined) return ok(null);
  if (asAtMs < nowMs) return ok(asAtMs);
  const { utcOffsetMinutes } = rules.calendar;
  if (localDay(asAtMs, utcOffsetMinutes) === localDay(nowMs, utcOffsetMinutes)) return ok(null);
  return err(appError('SD-SNAPSHOT-FUTURE', { date: dayOf(asAtMs, rules.calendar) }));
}

/** Null while there is no unit at all. */
async function frozen(
  deps: LineQueryDeps,
  {
    name,
    kind,
    asAtMs,
  }: { readonly name: string; readonly kind: SnapshotKind; readonly asAtMs: number | null },
): Promise<Snapshot | null> {
  const { fleet, store, clock } = deps;
  if (asAtMs !== null) {
    const { units, ...scene } = await pastScene(deps, asAtMs);
    return takeSnapshot(deps, scene, { name, kind, units });
  }
  const rooms = await store.rooms();
  const { root } = fleet.picture.tree();
  if (root === null) return null;
  const scene = liveScene(fleet, { root, node: root }, rooms, clock.now());
  return takeSnapshot(deps, scene, { name, kind, units: unitsOf(root) });
}

async function keep(
  { store }: LineQueryDeps,
  snapshot: Snapshot,
  name: string,
  { userId }: Actor,
): Promise<SnapshotHead | null> {
  const text = await snapshotTextInTurns(snapshot);
  const { kind, asAtMs, takenAtMs, gaps, schools, machines } = snapshot;
  const head = {
    ...{ name, kind, asAt: asAtMs, takenAt: takenAtMs, takenBy: userId, sha256: sha256Of(text), gaps },
    ...{ schools: schools.length, machines: machines.length },
  };
  return (await store.addSnapshot({ ...head, content: await packed(text) })) ? head : null;
}
