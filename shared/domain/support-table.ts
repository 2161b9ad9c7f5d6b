/** W: Home and Pro; E: Enterprise and Education; the others by their names. */
export const supportChannels = ['any', 'w', 'e', 'ltsc', 'iot-ltsc', 'server', 'sac'] as const;
export type SupportChannel = (typeof supportChannels)[number];

/** One release of a system. Each end is the last supported day, YYYY-MM-DD. */
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
  /** Only to who proves it: ESU, bought by the year. */
  readonly extendedEnds: string | null;
  readonly extendedYears: readonly string[];
}

/** shared/data/end-of-support.json, by product. */
export interface SupportTable {
  readonly cycles: readonly SupportCycle[];
  /** `ID` of os-release → product of the table. */
  readonly products: ReadonlyMap<string, string>;
  /** Support that ends within so many days is ending. */
  readonly endingDays: number;
  /** Windows build → the first revision that only machines with ESU get. */
  readonly extendedRevisions: ReadonlyMap<number, number>;
}

/** What of a system decides how long it is supported; every part may be unknown. The contract's system section satisfies it. */
export interface SystemIdentity {
  readonly platform?: 'windows' | 'linux' | 'darwin' | 'other' | undefined;
  /** `ID` of os-release. */
  readonly osId?: string | undefined;
  readonly osName?: string | undefined;
  /** `VERSION_ID` of os-release, or the version of macOS. */
  readonly osVersion?: string | undefined;
  readonly osBuild?: string | undefined;
  /** EditionID of Windows. */
  readonly osEdition?: string | undefined;
  /** UBR of Windows. */
  readonly osRevision?: number | undefined;
  /** Windows: Client, Server, Server Core. */
  readonly installationType?: string | undefined;
  readonly licences?:
    | readonly { readonly application: string; readonly status: number; readonly name?: string | undefined }[]
    | undefined;
}
