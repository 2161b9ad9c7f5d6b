import type { LineIdentity, OutageScope, SchoolEvidence } from './evidence.ts';

/** A way out of a school: a line of the register, or whatever there is where none was entered. */
export interface WayOut {
  readonly lineId: string | null;
  readonly isp: string | null;
  readonly scope: OutageScope;
  readonly isBackup: boolean;
}

/** The ways out of a school, and which of them traffic from a network took. */
export interface WaysOut {
  readonly all: readonly WayOut[];
  readonly of: (asn: number | null) => WayOut;
}

/**
 * A line is known by the register and its provider's network, never by its address (design.md §6). Traffic from a network that
 * no line has goes to the one line whose network is not known, else to the main one.
 */
export function waysOut({ schoolCode, lines }: Pick<SchoolEvidence, 'schoolCode' | 'lines'>): WaysOut {
  const sorted = lines.toSorted((a, b) => rank(a) - rank(b) || (a.lineId < b.lineId ? -1 : 1));
  const all = sorted.map(toWayOut);
  const first = all[0] ?? {
    ...{ lineId: null, isp: null, isBackup: false },
    scope: { kind: 'school' as const, id: schoolCode },
  };
  const unnamed = sorted.filter(({ asns }) => asns.length === 0);
  const rest =
    unnamed.length === 1 ? (all[sorted.findIndex(({ asns }) => asns.length === 0)] ?? first) : first;
  const byAsn = new Map<number, WayOut>();
  for (const [index, { asns }] of sorted.entries()) {
    for (const asn of asns) if (!byAsn.has(asn)) byAsn.set(asn, all[index] ?? first);
  }
  const isOnly = all.length < 2;
  return {
    all: all.length === 0 ? [first] : all,
    of: (asn) => (isOnly || asn === null ? first : (byAsn.get(asn) ?? rest)),
  };
}

function rank({ duty }: LineIdentity): number {
  return duty === 'main' ? 0 : duty === 'parallel' ? 1 : 2;
}

function toWayOut({ lineId, isp, duty }: LineIdentity): WayOut {
  return { lineId, isp, scope: { kind: 'line', id: lineId }, isBackup: duty === 'backup' };
}
