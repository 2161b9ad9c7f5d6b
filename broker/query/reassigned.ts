import type { DeviceState, Role } from '../../shared/domain/device.ts';
import type { Assignment } from '../store/registry-port.ts';

/** What an officer says of a machine; what is left out stays. */
export type AssignmentWish = {
  readonly role?: Role | undefined;
  readonly state?: DeviceState | undefined;
  /** Empty clears it. */
  readonly room?: string | undefined;
  readonly seat?: string | undefined;
  readonly confirmGood?: boolean | undefined;
};

/** The machine's next assignment, or null when nothing changes. A confirmation is news even where all else stays. */
export function reassigned(now: Assignment, wish: AssignmentWish, validFrom: number): Assignment | null {
  const isConfirmed = wish.confirmGood === true;
  const next: Assignment = {
    ...now,
    validFrom,
    role: wish.role ?? now.role,
    state: wish.state ?? now.state,
    room: placeOf(wish.room, now.room),
    seat: placeOf(wish.seat, now.seat),
    confirmedGoodAt: isConfirmed ? validFrom : now.confirmedGoodAt,
  };
  const isSame =
    next.role === now.role && next.state === now.state && next.room === now.room && next.seat === now.seat;
  return isSame && !isConfirmed ? null : next;
}

function placeOf(wish: string | undefined, now: string | null): string | null {
  if (wish === undefined) return now;
  const trimmed = wish.trim();
  return trimmed === '' ? null : trimmed;
}
