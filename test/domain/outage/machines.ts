import type {
  LineIdentity,
  LineRun,
  MachineEvidence,
  Outage,
  OutageContext,
  SchoolEvidence,
  Session,
} from '../../../shared/domain/outage/evidence.ts';
import { middleOf } from '../../../shared/domain/outage/interval.ts';
import { startMs } from './timeline.ts';

const second = 1000;
export const minute = 60 * second;
/** Minutes after the start. */
export const at = (minutes: number): number => startMs + minutes * minute;

export const vnpt: LineIdentity = { lineId: 'L1', isp: 'VNPT', asns: [45899], duty: 'main' };
export const viettel: LineIdentity = { lineId: 'L2', isp: 'Viettel', asns: [7552], duty: 'backup' };

export function context(nowMinutes: number, over: Partial<OutageContext> = {}): OutageContext {
  return {
    nowMs: at(nowMinutes),
    sinceMs: at(0) - minute,
    brokerGaps: [],
    isClosedDay: () => false,
    ...over,
  };
}

/** A connection of keep-alive 120 s, by default one that stands. */
export function session(fromMinutes: number, heardMinutes: number, over: Partial<Session> = {}): Session {
  return {
    ...{
      bornAt: at(fromMinutes),
      lastHeardAt: at(heardMinutes),
      processStartedAt: at(-600),
      osStartedAt: at(-600),
    },
    ...{
      boot: 'first',
      silenceMs: 180 * second,
      endedAt: null,
      end: null,
      publicAddress: '14.160.0.1',
      asn: 45899,
    },
    ...{ previous: null, ...over },
  };
}

/** A connection that fell silent. */
export function silent(fromMinutes: number, heardMinutes: number, over: Partial<Session> = {}): Session {
  return session(fromMinutes, heardMinutes, { endedAt: at(heardMinutes + 3), end: 'silent', ...over });
}

/** The first connection after the system started anew. */
export function rebooted(upMinutes: number, markMinutes: number, over: Partial<Session> = {}): Session {
  return session(upMinutes + 1, upMinutes + 60, {
    ...{ boot: 'second', osStartedAt: at(upMinutes), processStartedAt: at(upMinutes + 0.5) },
    ...{ previous: { boot: 'first', aliveAt: at(markMinutes), end: 'unknown' }, ...over },
  });
}

export function machine(
  deviceId: string,
  sessions: readonly Session[],
  over: Partial<MachineEvidence> = {},
): MachineEvidence {
  return {
    deviceId,
    room: 'LAB',
    isServer: false,
    isPersonal: false,
    sessions,
    proofs: [],
    runs: [],
    ...over,
  };
}

export function school(
  machines: readonly MachineEvidence[],
  over: Partial<SchoolEvidence> = {},
): SchoolEvidence {
  return { schoolCode: 'S', machines, lines: [vnpt], services: [], ...over };
}

/** A prober's run of checks. */
export function checks(
  fromMinutes: number,
  toMinutes: number,
  how: 'fine' | 'slow' | 'lan' | 'line' | 'broker',
  asn = 45899,
): LineRun {
  const isOut = how === 'fine' || how === 'slow' || how === 'broker';
  const outside = isOut ? 'ok' : 'bad';
  return {
    ...{
      from: at(fromMinutes),
      to: at(toMinutes),
      gateway: how === 'lan' ? 'bad' : 'ok',
      firstHop: 'unknown',
    },
    ...{ broker: how === 'broker' ? 'bad' : outside, internet: outside, dns: outside },
    ...{
      quality: how === 'slow' ? 'bad' : 'good',
      asn: isOut ? asn : null,
      publicAddress: isOut ? '14.160.0.1' : null,
    },
  };
}

/** What any machine without its broker logs. */
export function gateway(fromMinutes: number, toMinutes: number, reach: 'ok' | 'bad'): LineRun {
  return {
    ...{ from: at(fromMinutes), to: at(toMinutes), gateway: reach, firstHop: 'unknown', broker: 'unknown' },
    ...{ internet: 'unknown', dns: 'unknown', quality: 'unknown', asn: null, publicAddress: null },
  };
}

/** `cause scope start-end`, in minutes after the start. */
export function said({ cause, scope, start, end, impact }: Outage): string {
  const minutes = (ms: number) => Math.round((ms - startMs) / minute);
  const until = end === null ? 'now' : minutes(middleOf(end));
  return `${cause} ${scope.kind}:${scope.id} ${minutes(middleOf(start))}-${until}${impact === 'down' ? '' : ` ${impact}`}`;
}
