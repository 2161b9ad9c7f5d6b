/** A seat as people write it: `7`, `07`; null for one that is no number. */
function seatNumber(seat: string): number | null {
  return /^\d{1,4}$/.test(seat.trim()) ? Number(seat) : null;
}

/**
 * Seats 1 to `seats` at which no machine is.
 * @param taken seats of the room's machines, as written; what is no number fills none of them
 */
export function missingSeats(seats: number, taken: Iterable<string | null>): number[] {
  const filled = new Set(Array.from(taken, (seat) => (seat === null ? null : seatNumber(seat))));
  return Array.from({ length: seats }, (_, index) => index + 1).filter((seat) => !filled.has(seat));
}

/** Numbers in ascending order with runs of three or more joined: `7, 12, 31–40`. */
export function seatRanges(seats: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const seat of seats) {
    const run = runs.at(-1);
    if (run !== undefined && seat === run.last + 1) run.last = seat;
    else runs.push({ first: seat, last: seat });
  }
  return runs
    .flatMap(({ first, last }) => {
      if (last - first >= 2) return [`${first}–${last}`];
      return first === last ? [String(first)] : [String(first), String(last)];
    })
    .join(', ');
}
