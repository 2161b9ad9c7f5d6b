export const supportStates = ['supported', 'ending', 'ended', 'unknown'] as const;
export type SupportState = (typeof supportStates)[number];

/** What of a system decides how long it is supported; every part may be unknown. */
export interface SystemIdentity {
  readonly platform?: 'windows' | 'linux' | 'darwin' | 'other' | undefined;
  /** `ID` of os-release. */
  readonly osId?: string | undefined;
  readonly osName?: string | undefined;
  /** `VERSION_ID`, or the version of macOS. */
  readonly osVersion?: string | undefined;
  readonly osBuild?: string | undefined;
  readonly osEdition?: string | undefined;
  readonly osRevision?: number | undefined;
  readonly installationType?: string | undefined;
  readonly licences?:
    | readonly { readonly application: string; readonly status: number; readonly name?: string | undefined }[]
    | undefined;
}

/** Days on which support ends, each the last supported day. */
export interface SupportCycle {
  /** Of the product: windows, windows-server, ubuntu, debian… */
  readonly product: string;
  readonly cycle: string;
  readonly name: string;
  /** Windows: the build, and which editions the row is for; 0 elsewhere. */
  readonly build: number;
  readonly channel: SupportChannel;
  /** Null: the maker names no day, and it is supported. */
  readonly ends: string | null;
  /** Free to everybody without asking, after `ends`: Debian LTS. */
  readonly longTermEnds: string | null;
  /** Only to who proves it: ESU. */
  readonly extendedEnds: string | null;
}

/** W: Home and Pro; E: Enterprise and Education; the others by their names. */
export const supportChannels = ['any', 'w', 'e', 'ltsc', 'iot-ltsc', 'server', 'sac'] as const;
export type SupportChannel = (typeof supportChannels)[number];

export interface SupportTable {
  readonly cycles: readonly SupportCycle[];
  /** Id of os-release → product of the table. */
  readonly products: ReadonlyMap<string, string>;
  /** Support that ends within so many days is ending. */
  readonly endingDays: number;
  /** Windows build → the first revision that only machines with ESU get. */
  readonly extendedRevisions: ReadonlyMap<number, number>;
}

export interface Support {
  readonly name: string;
  readonly cycle: string | null;
  /** Which of the ends holds: standard, long-term or extended. */
  readonly channel: 'standard' | 'long-term' | 'extended' | null;
  /** Last day of support, YYYY-MM-DD; null where none is known or named. */
  readonly supportEnds: string | null;
  readonly state: SupportState;
}

/**
 * Until when a system gets security updates, by its build, edition and installation type (never by ProductName: Windows 11
 * calls itself "Windows 10" there). Supported through the last day itself, in local time.
 * @param utcOffsetMinutes of the local day; Vietnam is +420
 */
export function supportOf(
  system: SystemIdentity,
  _table: SupportTable,
  _asOfMs: number,
  _utcOffsetMinutes = 420,
): Support {
  return { name: system.osName ?? '', cycle: null, channel: null, supportEnds: null, state: 'unknown' };
}
