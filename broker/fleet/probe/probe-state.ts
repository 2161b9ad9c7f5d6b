import { setImmediate } from 'node:timers/promises';
import type { Probing } from '../../../shared/data/probing.ts';
import type { LineSeats } from '../../../shared/domain/probe/election.ts';
import type { ProbedLine } from '../../../shared/domain/probe/line-pools.ts';
import type { ToldDuty } from '../../store/probe-port.ts';
import type { LineRegister } from '../line/register.ts';
import type { Services } from '../line/services.ts';
import type { LinesDeps } from '../lines-deps.ts';

export type ProbesDeps = LinesDeps & {
  readonly register: Pick<LineRegister, 'linesOf' | 'entriesOf' | 'entry' | 'measured' | 'asnOf' | 'tested'>;
  readonly services: Pick<Services, 'targetsOf'>;
};

/** A line with its seats. */
export type HeldLine = ProbedLine & {
  readonly schoolCode: string;
  readonly seats: LineSeats;
  /** Number of its school among those that probe. */
  readonly place: number;
};

/** What one machine is to do. */
export type Duty = { readonly lineId: string; readonly duty: 'prober' | 'standby' };

/** Who probes what, in memory and in step with the store. */
export type ProbesState = ProbesDeps & {
  readonly probing: Probing;
  readonly lines: Map<string, HeldLine>;
  readonly linesOfSchool: Map<string, readonly string[]>;
  readonly duties: Map<string, Duty>;
  readonly told: Map<string, ToldDuty>;
  /** By the monotonic clock, as whatever is waited for here: nobody loses a duty because the other one was set. */
  readonly connectedSince: Map<string, number>;
  /** When a machine was connected, was told its duty or sent its newest sample, whichever was last. */
  readonly sampleOwedSince: Map<string, number>;
  readonly muteUntil: Map<string, number>;
  /** Schools that elect at the next tick, and machines that may have to be told something. */
  readonly waitingSchools: Set<string>;
  readonly waitingMachines: Set<string>;
  /** Schools where time alone may decide. */
  readonly patientSchools: Set<string>;
  deciding: NodeJS.Immediate | undefined;
  /** Machines that lost the broker when it ended may be on their way back until then. */
  backBy: number;
  /** Schools that share the checks of services. */
  probingSchools: number;
  /** One thing after the other. */
  working: Promise<void>;
};

/** Writes in turn, each in a turn of the event loop, and reports what fails: what is in memory goes on. */
export function inTurn(state: ProbesState, work: () => Promise<unknown>): void {
  const writing = state.working.then(() => setImmediate()).then(work);
  state.working = writing.then(
    () => {},
    (cause: unknown) => state.log.error({ reason: String(cause) }, 'a duty was not written or told'),
  );
}

/** The process that is connected as this machine now; null while none is, or it was not born yet. */
export function connectedBoot({ sessions }: ProbesState, deviceId: string): string | null {
  if (sessions.kindOf(deviceId) !== 'own') return null;
  return sessions.bornAs(deviceId)?.boot ?? null;
}
