import { atLeast, atMost, type Demand, enough, type MachineCount } from './demand.ts';

/** A room in which people meet others online, and the line that it stands on. Null was not measured. */
export interface ConferenceRoom {
  /** Machines with a camera, or microphone, that works. */
  readonly cameras: MachineCount;
  readonly microphones: MachineCount;
  readonly upMbps: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number | null;
}

/** Thresholds: data (shared/data/readiness.json). */
export interface ConferenceRules {
  readonly minUpMbps: number;
  readonly maxJitterMs: number;
  readonly maxLossPercent: number;
}

/** What an online meeting needs ("họp trực tuyến"). */
export function conferenceDemands(room: ConferenceRoom, rules: ConferenceRules): readonly Demand[] {
  return [
    enough('camera', room.cameras, 1),
    enough('microphone', room.microphones, 1),
    atLeast('uplink', room.upMbps, rules.minUpMbps),
    atMost('jitter', room.jitterMs, rules.maxJitterMs),
    atMost('loss', room.lossPercent, rules.maxLossPercent),
  ];
}
