import type { QueryBody } from '../../shared/contract/query.ts';
import type {
  DeviceRow,
  DevicesView,
  HeadView,
  SchoolRow,
  SummaryView,
  Totals,
  Unit,
} from '../../shared/contract/view.ts';

/** A whole answer to `view`: one unit's subtree at one rev. */
export type Snapshot = {
  readonly epoch: string;
  readonly rev: number;
  readonly at: number;
  readonly unit: Unit;
  readonly totals: Totals;
  readonly schools: readonly SchoolRow[];
  readonly devices: ReadonlyMap<string, DeviceRow>;
};

/** What the console holds of the fleet: the last snapshot, the views that came since, and how far they can be trusted. */
export type Picture = {
  readonly snapshot: Snapshot | null;
  /** Broker start that the newest head or view belongs to. */
  readonly epoch: string | null;
  /** Newest rev seen in this epoch. */
  readonly rev: number;
  /** Some view up to this rev was missed: only a snapshot at or after it tells the truth. */
  readonly missedUpTo: number;
  readonly summary: SummaryView | null;
  readonly pages: ReadonlyMap<number, DevicesView>;
  /** Devices that left their page, with the rev at which they did. */
  readonly gone: ReadonlyMap<string, number>;
};

export const emptyPicture: Picture = {
  snapshot: null,
  epoch: null,
  rev: 0,
  missedUpTo: 0,
  summary: null,
  pages: new Map(),
  gone: new Map(),
};

/** The answer's pages as one snapshot; null when its first page was missing. */
export function snapshotOf(body: QueryBody<'view'>): Snapshot | null {
  if (body.head === undefined) return null;
  return {
    ...body.head,
    schools: [...body.head.schools, ...(body.schools ?? [])],
    devices: new Map(body.devices.map((device) => [device.deviceId, device])),
  };
}

export function withSnapshot(picture: Picture, snapshot: Snapshot): Picture {
  const known = picture.epoch === snapshot.epoch ? picture : { ...emptyPicture, epoch: snapshot.epoch };
  return {
    ...known,
    snapshot,
    rev: Math.max(known.rev, snapshot.rev),
    gone: new Map([...known.gone].filter(([, rev]) => rev > snapshot.rev)),
  };
}

export function withSummary(picture: Picture, view: SummaryView): Picture {
  const known = advance(picture, view);
  const isOlder = known.summary !== null && known.summary.rev > view.rev;
  return isOlder ? known : { ...known, summary: view };
}

/** A page tells what its machines are now, and by what it no longer holds, which have left. */
export function withPage(picture: Picture, view: DevicesView): Picture {
  const known = advance(picture, view);
  const previous = known.pages.get(view.page);
  if (previous !== undefined && previous.rev > view.rev) return known;
  const gone = new Map(known.gone);
  for (const { deviceId } of previous?.devices ?? []) gone.set(deviceId, view.rev);
  for (const { deviceId } of view.devices) gone.delete(deviceId);
  // What an unseen page held before, and so what has left it, cannot be told.
  const missed = previous === undefined ? view.rev : 0;
  return {
    ...known,
    pages: new Map(known.pages).set(view.page, view),
    gone,
    missedUpTo: Math.max(known.missedUpTo, missed),
  };
}

/** A head that is ahead of the views tells that one was dropped. */
export function withHead(picture: Picture, head: HeadView): Picture {
  const unitId = picture.snapshot?.unit.unitId;
  const rev = unitId === undefined ? undefined : head.revs[unitId];
  const known =
    picture.epoch === head.epoch
      ? picture
      : { ...emptyPicture, epoch: head.epoch, snapshot: picture.snapshot };
  if (rev === undefined || rev <= known.rev || rev <= known.missedUpTo) return known;
  return { ...known, missedUpTo: Math.max(known.missedUpTo, rev) };
}

/** Whether the broker must be asked for the whole picture again. */
export function needsSnapshot(picture: Picture): boolean {
  const { snapshot } = picture;
  return snapshot === null || snapshot.epoch !== picture.epoch || picture.missedUpTo > snapshot.rev;
}

/** Takes note of a view's epoch and rev; each rev follows the one before, so a jump is a view that was missed. */
function advance(picture: Picture, view: { readonly epoch: string; readonly rev: number }): Picture {
  const known =
    picture.epoch === view.epoch
      ? picture
      : { ...emptyPicture, epoch: view.epoch, snapshot: picture.snapshot };
  const isGap = view.rev > known.rev + 1;
  return {
    ...known,
    rev: Math.max(known.rev, view.rev),
    missedUpTo: isGap ? Math.max(known.missedUpTo, view.rev - 1) : known.missedUpTo,
  };
}

/** The fleet as screens read it: the snapshot overlaid with every newer view of its epoch. */
export type Fleet = {
  readonly at: number;
  readonly unit: Unit;
  readonly totals: Totals;
  readonly schools: readonly SchoolRow[];
  readonly devices: ReadonlyMap<string, DeviceRow>;
};

/** Null before the first snapshot; during a new epoch the old picture stays until the new snapshot is there. */
export function fleetOf(picture: Picture): Fleet | null {
  const { snapshot } = picture;
  if (snapshot === null) return null;
  if (snapshot.epoch !== picture.epoch) return snapshot;
  const summary = picture.summary !== null && picture.summary.rev > snapshot.rev ? picture.summary : null;
  return {
    at: summary?.at ?? snapshot.at,
    unit: summary?.unit ?? snapshot.unit,
    totals: summary?.totals ?? snapshot.totals,
    schools: schoolsOf(snapshot, summary),
    devices: devicesOf(snapshot, picture),
  };
}

/** A truncated summary changes the schools that it names; a whole one is the list. */
function schoolsOf(snapshot: Snapshot, summary: SummaryView | null): readonly SchoolRow[] {
  if (summary === null) return snapshot.schools;
  if (!summary.isTruncated) return summary.schools;
  const newer = new Map(summary.schools.map((school) => [school.schoolCode, school]));
  return snapshot.schools.map((school) => newer.get(school.schoolCode) ?? school);
}

function devicesOf(snapshot: Snapshot, picture: Picture): ReadonlyMap<string, DeviceRow> {
  const newer = [...picture.pages.values()].filter((page) => page.rev > snapshot.rev);
  if (newer.length === 0 && picture.gone.size === 0) return snapshot.devices;
  const devices = new Map(snapshot.devices);
  for (const [deviceId, rev] of picture.gone) if (rev > snapshot.rev) devices.delete(deviceId);
  for (const page of newer.sort((a, b) => a.rev - b.rev)) {
    for (const device of page.devices) devices.set(device.deviceId, device);
  }
  return devices;
}
