import type { LineIdentity } from '../../../shared/domain/outage/evidence.ts';

/** What truly happened; seconds since the start. A room is `A/LAB1`, a machine `A/LAB1/1`, a server `A/server`. */
export interface TrueEvent {
  readonly what: 'power' | 'room' | 'machine' | 'lan' | 'line' | 'shutdown' | 'agent' | 'broker' | 'slow';
  /** Names that begin with it; a line's id for `line` and `slow`. */
  readonly of: string;
  readonly from: number;
  readonly to: number;
}

export interface TrueSchool {
  readonly code: string;
  readonly rooms: Readonly<Record<string, number>>;
  readonly hasServer: boolean;
  readonly lines: readonly LineIdentity[];
  /** Machines that check the line. */
  readonly probers: readonly string[];
}

export interface World {
  readonly isHeld: (what: TrueEvent['what'], name: string) => boolean;
  readonly asnFor: (machine: { readonly index: number }) => number | null;
  readonly addressOf: (asn: number) => string;
  readonly isSlow: boolean;
}

export function worldAt({ code, lines }: TrueSchool, all: readonly TrueEvent[], second: number): World {
  const events = all.filter(({ from, to }) => from <= second && second < to);
  const dialled = all.filter(({ what, to }) => what === 'power' && to <= second).length;
  const isHeld = (what: TrueEvent['what'], name: string) =>
    events.some((event) => event.what === what && (name === event.of || name.startsWith(`${event.of}/`)));
  const isLineUp = ({ lineId }: LineIdentity) => !isHeld('line', lineId) && !isHeld('power', code);
  const up = lines.filter(isLineUp);
  const first = up.filter(({ duty }) => duty !== 'backup');
  const usable = first.length > 0 ? first : up;
  return {
    isHeld,
    isSlow: lines.some(({ lineId }) => isHeld('slow', lineId)),
    addressOf: (asn) => `${asn}.${dialled}`,
    asnFor: ({ index }) => usable[index % Math.max(1, usable.length)]?.asns[0] ?? null,
  };
}
