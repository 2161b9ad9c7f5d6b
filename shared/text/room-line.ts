import { seatRanges } from '../domain/seats.ts';
import type { Text } from './text.ts';

/** A room in one line: its machines, its seats, and at which of them no machine is. */
export function roomLine(
  row: {
    readonly room: string;
    readonly machines: number;
    readonly seats: number | null;
    readonly missingSeats: readonly string[];
  },
  text: Text,
): string {
  const { room, machines, seats, missingSeats } = row;
  if (seats === null) return text.t('room.seatsUnknown', { room, machines });
  if (missingSeats.length === 0) return text.t('room.full', { room, machines, seats });
  return text.t('room.missing', { room, machines, seats, missing: seatRanges(missingSeats.map(Number)) });
}
