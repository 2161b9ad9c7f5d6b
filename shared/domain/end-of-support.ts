import type { SupportCycle, SupportTable, SystemIdentity } from './support-table.ts';
import { buildNumber, windowsCycle } from './windows-cycle.ts';

export const supportStates = ['supported', 'ending', 'ended', 'unknown'] as const;
export type SupportState = (typeof supportStates)[number];

export interface Support {
  /** Of the release, such as `Windows 10 22H2`; what the system calls itself where no row is known. */
  readonly name: string;
  readonly cycle: string | null;
  /** Whose end `supportEnds` is. */
  readonly channel: 'standard' | 'long-term' | 'extended' | null;
  /** Last day of support, YYYY-MM-DD; null where none is known or named. */
  readonly supportEnds: string | null;
  readonly state: SupportState;
}

const dayMs = 86_400_000;

/**
 * Until when a system gets security updates: by build, edition and installation type on Windows, by `ID` and `VERSION_ID`
 * elsewhere. Supported through the last day itself, in local time. Extended support counts only with proof: a licensed ESU
 * row, or an update that only such machines get. Ubuntu's ESM is never assumed.
 * @param utcOffsetMinutes of the local day; Vietnam is +420
 */
export function supportOf(
  system: SystemIdentity,
  table: SupportTable,
  asOfMs: number,
  utcOffsetMinutes = 420,
): Support {
  const row = cycleOf(system, table);
  if (row === null) {
    return { name: system.osName ?? '', cycle: null, channel: null, supportEnds: null, state: 'unknown' };
  }
  const named = { name: row.name, cycle: row.cycle };
  if (row.ends === null) return { ...named, channel: 'standard', supportEnds: null, state: 'supported' };
  const localDate = (ms: number) => new Date(ms + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
  const today = localDate(asOfMs);
  const ends = endsOf(system, row, row.ends, table);
  const last = ends[ends.length - 1] ?? { channel: 'standard', day: row.ends };
  const inForce = ends.find(({ day }) => today <= day) ?? last;
  const isEnding = last.day <= localDate(asOfMs + table.endingDays * dayMs);
  return {
    ...named,
    channel: inForce.channel,
    supportEnds: inForce.day,
    state: today > last.day ? 'ended' : isEnding ? 'ending' : 'supported',
  };
}

function cycleOf(system: SystemIdentity, table: SupportTable): SupportCycle | null {
  if (system.platform === 'windows') return windowsCycle(system, table);
  const product = productOf(system, table);
  const version = /^\d+(?:\.\d+)*/.exec(system.osVersion?.trim() ?? '')?.[0];
  if (product === undefined || version === undefined) return null;
  const rows = table.cycles.filter(
    ({ product: own, cycle }) => own === product && (version === cycle || version.startsWith(`${cycle}.`)),
  );
  return rows.toSorted((a, b) => b.cycle.length - a.cycle.length)[0] ?? null;
}

/** CentOS Linux and CentOS Stream share their `ID`. */
function productOf(system: SystemIdentity, table: SupportTable): string | undefined {
  if (system.platform === 'darwin') return 'macos';
  const id = system.osId?.trim().toLowerCase() ?? '';
  if (id === 'centos' && /\bstream\b/i.test(system.osName ?? '')) return 'centos-stream';
  return table.products.get(id);
}

type End = { readonly channel: 'standard' | 'long-term' | 'extended'; readonly day: string };

/** The ends that hold for this system, the earliest first. */
function endsOf(system: SystemIdentity, row: SupportCycle, standard: string, table: SupportTable): End[] {
  const ends: End[] = [{ channel: 'standard', day: standard }];
  if (row.longTermEnds !== null) ends.push({ channel: 'long-term', day: row.longTermEnds });
  const extended = extendedEnd(system, row, table);
  if (extended !== null) ends.push({ channel: 'extended', day: extended });
  return ends;
}

/** LicenseStatus of a licence that holds. */
const licensed = 1;

/** A licence is for the years that its name tells; an update that only machines with ESU get does not tell which. */
function extendedEnd(system: SystemIdentity, row: SupportCycle, table: SupportTable): string | null {
  if (row.extendedEnds === null) return null;
  const rows = (system.licences ?? []).filter(
    (licence) => licence.application === 'esu' && licence.status === licensed,
  );
  if (rows.length > 0) {
    const years = rows.map(({ name }) => Number(/year\s?-?([1-6])/i.exec(name ?? '')?.[1] ?? 0));
    const year = Math.max(...years);
    return year === 0 ? row.extendedEnds : (row.extendedYears[year - 1] ?? row.extendedEnds);
  }
  const revision = table.extendedRevisions.get(buildNumber(system.osBuild) ?? 0);
  const isProven =
    revision !== undefined && row.product === 'windows' && (system.osRevision ?? 0) >= revision;
  return isProven ? row.extendedEnds : null;
}
