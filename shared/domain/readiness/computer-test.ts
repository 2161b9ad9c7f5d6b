import { atLeast, countOf, type Demand, enough } from './demand.ts';

/** A machine at which a pupil would sit. Null is not known. */
export interface TestSeat {
  /** It counts as a student computer that works. */
  readonly isUsable: boolean;
  readonly isClockRight: boolean | null;
  readonly freeBytes: number | null;
}

/** A room in which a whole class takes a test at the machines, and the line that it stands on. */
export interface TestRoom {
  readonly seats: readonly TestSeat[];
  /** Pupils who sit down at once; null where neither the room's seats nor the largest class is declared. */
  readonly pupils: number | null;
  readonly downMbps: number | null;
}

/** Thresholds: data (shared/data/readiness.json). */
export interface TestRules {
  readonly minFreeBytes: number;
  readonly minMbpsPerSeat: number;
}

/** Whether a class can take a test at the machines ("sẵn sàng thi trên máy"): of the machines, only usable ones count. */
export function computerTestDemands(room: TestRoom, rules: TestRules): readonly Demand[] {
  const usable = room.seats.filter(({ isUsable }) => isUsable);
  const needed = room.pupils;
  const share = room.downMbps === null || needed === null ? null : room.downMbps / Math.max(1, needed);
  return [
    atLeast('seats', usable.length, needed),
    enough('clock', countOf(usable.map(({ isClockRight }) => isClockRight)), needed),
    enough('disk', countOf(usable.map(({ freeBytes }) => hasSpace(freeBytes, rules))), needed),
    atLeast('internet-share', share, rules.minMbpsPerSeat),
  ];
}

function hasSpace(freeBytes: number | null, { minFreeBytes }: TestRules): boolean | null {
  return freeBytes === null ? null : freeBytes >= minFreeBytes;
}
