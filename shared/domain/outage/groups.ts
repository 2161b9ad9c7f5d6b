import type { Interval } from './evidence.ts';
import { combine } from './interval.ts';
import { togetherMs } from './pace.ts';
import { roomKey } from './scene.ts';
import type { Stretch } from './stretch.ts';

/** Stretches that began together. */
export interface Group {
  readonly start: Interval;
  readonly members: readonly Stretch[];
}

/**
 * Puts together what may have begun at one moment: moments are pierced from the earliest that must have passed; who fits several
 * goes where most of its room went. Only those whose beginning was seen.
 */
export function groupByStart(stretches: readonly Stretch[], slackMs = togetherMs): Group[] {
  const seen = stretches.filter(({ start }) => Number.isFinite(start.from)).toSorted(byStart);
  const points = piercingPoints(seen, slackMs);
  const fits = seen.map((stretch) => ({ stretch, seats: seatsOf(stretch, points, slackMs) }));
  const sure = sureSeats(fits);
  const groups = new Map<number, Stretch[]>();
  for (const { stretch, seats } of fits) {
    const weight = (at: number) => sure.get(seatKey(at, stretch)) ?? 0;
    const weightOfAll = (at: number) => sure.get(`${at}`) ?? 0;
    const [best] = seats.toSorted(
      (a, b) => weight(b) - weight(a) || weightOfAll(b) - weightOfAll(a) || a - b,
    );
    if (best === undefined) continue;
    const group = groups.get(best);
    if (group === undefined) groups.set(best, [stretch]);
    else group.push(stretch);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([, members]) => ({ start: combine(members.map(({ start }) => start)), members }));
}

function piercingPoints(sorted: readonly Stretch[], slackMs: number): number[] {
  const points: number[] = [];
  for (const { start } of sorted) {
    const last = points.at(-1);
    if (last === undefined || start.from > last + slackMs) points.push(start.to);
  }
  return points;
}

function seatsOf({ start }: Stretch, points: readonly number[], slackMs: number): number[] {
  return points.filter((at) => start.from <= at + slackMs && at <= start.to + slackMs);
}

function seatKey(at: number, { machine }: Stretch): string {
  return `${at} ${roomKey(machine)}`;
}

/** How many have only one place to go, by place, and by place and room. */
function sureSeats(
  fits: readonly { readonly stretch: Stretch; readonly seats: readonly number[] }[],
): Map<string, number> {
  const sure = new Map<string, number>();
  for (const { stretch, seats } of fits) {
    const [only] = seats;
    if (only === undefined || seats.length > 1) continue;
    for (const key of [seatKey(only, stretch), `${only}`]) sure.set(key, (sure.get(key) ?? 0) + 1);
  }
  return sure;
}

function byStart(a: Stretch, b: Stretch): number {
  return (
    a.start.to - b.start.to ||
    a.start.from - b.start.from ||
    (a.machine.deviceId < b.machine.deviceId ? -1 : a.machine.deviceId > b.machine.deviceId ? 1 : 0)
  );
}

/** The machines of stretches, each once, in order. */
export function machinesOf(stretches: readonly Stretch[]): string[] {
  return [...new Set(stretches.map(({ machine }) => machine.deviceId))].sort();
}
