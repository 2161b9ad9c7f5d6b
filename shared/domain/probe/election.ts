import { linePools, mainFirst, type ProbedLine } from './line-pools.ts';
import { betterFirst, type ProbeMachine, tierOf } from './machine.ts';

/** A seat that one machine holds; `goneSince`: it is not there, though others are, since then. */
export interface Seat {
  readonly deviceId: string | null;
  readonly goneSince: number | null;
}

/** Who probes a line, and who stands by as second witness. */
export interface LineSeats {
  readonly prober: Seat;
  readonly standby: Seat;
}

export const emptySeats: LineSeats = {
  prober: { deviceId: null, goneSince: null },
  standby: { deviceId: null, goneSince: null },
};

/** A machine that comes back within this time (a restart, a short cut of its cable) keeps its duty. */
export const handOverMs = 40_000;

/** A school's part in the election. */
export interface Electorate {
  readonly lines: readonly ProbedLine[];
  /** Everybody who may probe, connected or not. */
  readonly machines: readonly ProbeMachine[];
  readonly held: ReadonlyMap<string, LineSeats>;
  readonly nowMs: number;
  /** Machines may be on their way back until then: the broker itself was away. */
  readonly backBy: number;
}

type Count = Pick<Electorate, 'nowMs' | 'backBy'> & {
  readonly pools: ReadonlyMap<string, readonly ProbeMachine[]>;
  /** Machines with a duty, each with one at most: `for good`, or until a line before theirs has nobody else. */
  readonly taken: Map<string, 'for good' | 'for now'>;
};

/**
 * One prober and one standby for each line of a school. A prober stays while it may and is there, unless a machine of a
 * better tier is: nothing flaps. One that is gone while others are connected is followed within a minute; one that is cut off
 * together with everybody keeps its duty, since nobody is elected who is not connected.
 */
export function elect({ lines, machines, held, nowMs, backBy }: Electorate): ReadonlyMap<string, LineSeats> {
  const count: Count = { nowMs, backBy, pools: linePools(lines, machines), taken: new Map() };
  const ordered = [...lines].sort(mainFirst);
  const seatsOf = (lineId: string): LineSeats => held.get(lineId) ?? emptySeats;
  const probers = fillSeats(count, ordered, (lineId) => ({ seat: seatsOf(lineId).prober, apart: null }));
  const roomOf = new Map(machines.map(({ deviceId, room }) => [deviceId, room]));
  const standbys = fillSeats(count, ordered, (lineId) => {
    const prober = probers.get(lineId)?.deviceId ?? null;
    return { seat: seatsOf(lineId).standby, apart: prober === null ? null : (roomOf.get(prober) ?? null) };
  });
  return new Map(
    lines.map(({ lineId }) => [
      lineId,
      {
        prober: probers.get(lineId) ?? emptySeats.prober,
        standby: standbys.get(lineId) ?? emptySeats.standby,
      },
    ]),
  );
}

/** Who holds the seat now, and the room in which its machine had better not stand. */
type Wish = { readonly seat: Seat; readonly apart: string | null };

function fillSeats(
  count: Count,
  lines: readonly ProbedLine[],
  wishOf: (lineId: string) => Wish,
): Map<string, Seat> {
  const holders = holdersOf(count, lines, wishOf);
  const seats = new Map<string, Seat>();
  for (const { lineId } of lines) {
    const { seat, apart } = wishOf(lineId);
    const holder = holders.get(lineId);
    const isHeld = holder !== undefined && count.taken.get(holder) === 'for now';
    const next = nextHolder(count, lineId, isHeld ? seat : emptySeats.prober, apart);
    if (isHeld && next.deviceId !== holder) count.taken.delete(holder);
    if (next.deviceId !== null) count.taken.set(next.deviceId, 'for good');
    seats.set(lineId, next);
  }
  return seats;
}

/** Line → who holds the seat by right, also on lines that are looked at later. */
function holdersOf(
  count: Count,
  lines: readonly ProbedLine[],
  wishOf: (lineId: string) => Wish,
): ReadonlyMap<string, string> {
  const holders = new Map<string, string>();
  for (const { lineId } of lines) {
    const { deviceId } = wishOf(lineId).seat;
    if (deviceId === null || count.taken.has(deviceId) || !inPool(count, lineId, deviceId)) continue;
    holders.set(lineId, deviceId);
    count.taken.set(deviceId, 'for now');
  }
  return holders;
}

function inPool({ pools }: Count, lineId: string, deviceId: string): boolean {
  return pools.get(lineId)?.some((machine) => machine.deviceId === deviceId) ?? false;
}

function nextHolder(
  { nowMs, backBy, pools, taken }: Count,
  lineId: string,
  seat: Seat,
  apart: string | null,
): Seat {
  const pool = pools.get(lineId) ?? [];
  const costOf = (machine: ProbeMachine): number =>
    2 * tierOf(machine) + (apart !== null && machine.room === apart ? 1 : 0);
  const candidates = pool
    .filter(({ deviceId, connectedSince }) => connectedSince !== null && taken.get(deviceId) !== 'for good')
    .sort((a, b) => costOf(a) - costOf(b) || betterFirst(a, b));
  // Lines come in the order of their duty: one without a machine takes that of a line behind it.
  const best = candidates.find(({ deviceId }) => !taken.has(deviceId)) ?? othersOf(candidates, seat)[0];
  const holder = pool.find(({ deviceId }) => deviceId === seat.deviceId);
  if (best === undefined) return { deviceId: seat.deviceId, goneSince: null };
  if (holder === undefined) return { deviceId: best.deviceId, goneSince: null };
  if (holder.connectedSince === null) {
    const goneSince = seat.goneSince ?? Math.max(nowMs, backBy);
    if (nowMs - goneSince < handOverMs) return { deviceId: holder.deviceId, goneSince };
    return { deviceId: best.deviceId, goneSince: null };
  }
  const isBetter = costOf(best) < costOf(holder);
  return { deviceId: isBetter ? best.deviceId : holder.deviceId, goneSince: null };
}

function othersOf(candidates: readonly ProbeMachine[], seat: Seat): readonly ProbeMachine[] {
  const isThere = candidates.some(({ deviceId }) => deviceId === seat.deviceId);
  return isThere ? [] : candidates;
}
