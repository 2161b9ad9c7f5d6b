import type { Role } from '../../../shared/domain/device.ts';
import type { Happening, ScenarioSchool } from './format.ts';

/** Vietnam has no daylight saving. */
export const utcOffsetMs = 7 * 3_600_000;

/** One computer with an agent: its name in the scenario, such as `S1/PM1/3`, `S1/office/1` or `S1/server`. */
export type PlannedMachine = {
  readonly name: string;
  readonly schoolCode: string;
  /** Name of its room; null for what stands in none. */
  readonly room: string | null;
  readonly role: Role;
  /** Among the machines of its school. */
  readonly index: number;
};

export type PlannedLine = {
  readonly lineId: string;
  /** As the file calls it. */
  readonly name: string;
  readonly schoolCode: string;
  readonly isp: string;
  readonly medium: ScenarioSchool['lines'][number]['medium'];
  readonly duty: 'main' | 'backup' | 'parallel';
  readonly addressing: 'static' | 'daily' | 'cgnat';
};

export type PlannedService = {
  readonly serviceId: string;
  /** As the file calls it. */
  readonly name: string;
};

/** An event with everything that it touches by name; times in ms UTC. */
export type PlannedEvent = {
  readonly what: Happening;
  readonly from: number;
  /** Null: it lasts. */
  readonly until: number | null;
  readonly machines: readonly string[];
  readonly lines: readonly string[];
  /** School whose power or network it concerns as a whole. */
  readonly schoolCode: string | null;
  readonly service: string | null;
};

export type Plan = {
  readonly startMs: number;
  readonly endMs: number;
  readonly seed: number;
  readonly schools: readonly ScenarioSchool[];
  readonly machines: readonly PlannedMachine[];
  readonly lines: readonly PlannedLine[];
  readonly events: readonly PlannedEvent[];
  /** `YYYY-MM-DD`, local. */
  readonly holidays: readonly string[];
  readonly services: readonly PlannedService[];
};
