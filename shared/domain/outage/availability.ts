import type { Interval, Outage } from './evidence.ts';

/** Of whom availability is told. A school is down when none of its ways out works. */
export type AvailabilityTarget =
  | { readonly kind: 'line'; readonly lineId: string; readonly isp: string; readonly schoolCode: string }
  | {
      readonly kind: 'isp';
      readonly isp: string;
      readonly lines: readonly { lineId: string; schoolCode: string }[];
    }
  | {
      readonly kind: 'school';
      readonly schoolCode: string;
      readonly lines: readonly { lineId: string; isp: string }[];
    };

export interface AvailabilityFigures {
  readonly watchedMinutes: number;
  readonly downMinutes: number;
  readonly degradedMinutes: number;
  readonly outages: number;
  /** Of the watched time, the part in which it was not down; null where nothing was watched. */
  readonly availability: number | null;
  /** The same within lesson hours. */
  readonly lessonAvailability: number | null;
}

export interface AvailabilityInput {
  readonly target: AvailabilityTarget;
  readonly span: Interval;
  readonly nowMs: number;
  /** When anything was heard over it; its incidents count as watched too. In any order, may overlap. */
  readonly watched: readonly Interval[];
  /** Any: those of others are left aside. */
  readonly outages: readonly Outage[];
  /** Lesson hours within the span, apart from one another, in order. */
  readonly lessons: readonly Interval[];
}

/** Time watched, and the part of it in which it worked. An incident's times are the middle of what is proven. */
export function availability(_input: AvailabilityInput): AvailabilityFigures {
  return {
    watchedMinutes: 0,
    downMinutes: 0,
    degradedMinutes: 0,
    outages: 0,
    availability: null,
    lessonAvailability: null,
  };
}
