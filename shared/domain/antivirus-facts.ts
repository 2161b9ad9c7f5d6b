import type { OnDays } from './signature-age.ts';

/** One product as a machine reports it: raw, every fact but the name may be missing. */
export interface AntivirusProduct {
  readonly name: string;
  /** Windows Security Center's `productState`, 0x00TTSSDD. */
  readonly productState?: number | undefined;
  readonly signatureAt?: number | undefined;
  readonly isServiceRunning?: boolean | undefined;
  readonly isOnAccessRunning?: boolean | undefined;
  /** When Security Center's row last changed, and whether the program that it names is still on the disk. */
  readonly reportedAt?: number | undefined;
  readonly isProgramPresent?: boolean | undefined;
  readonly licenceEndsAt?: number | undefined;
  readonly licenceDaysLeft?: number | undefined;
}

/** MSFT_MpComputerStatus, raw. */
export interface DefenderStatus {
  readonly runningMode?: string | undefined;
  readonly isServiceEnabled?: boolean | undefined;
  readonly isAntivirusEnabled?: boolean | undefined;
  readonly isRealTimeEnabled?: boolean | undefined;
  readonly isOnAccessEnabled?: boolean | undefined;
  readonly isTamperProtected?: boolean | undefined;
  /** Whole days; 65535 is "no signatures". */
  readonly signatureAgeDays?: number | undefined;
  readonly signatureAt?: number | undefined;
}

/** The contract's antivirus section satisfies it. */
export interface AntivirusInput {
  /** Absent when the list could not be read; empty when no product was found where the agent knows to look. */
  readonly products?: readonly AntivirusProduct[] | undefined;
  readonly defender?: DefenderStatus | undefined;
  /** False on Windows Server, where no Security Center exists. */
  readonly hasSecurityCenter?: boolean | undefined;
}

/** Against what signatures are judged. */
export interface AntivirusFrame {
  readonly table: AntivirusTable;
  /** When the facts were last known to hold: signatures age while the machine runs, not while it is switched off. */
  readonly asOfMs: number;
  /** Of the local day; Vietnam is +420. */
  readonly utcOffsetMinutes: number;
  /** On which days the machine ran; null counts every day. */
  readonly onDays: OnDays | null;
}

/** How a product is read beyond Windows Security Center's word. */
export interface ProductRule {
  /** Lower-case text that the product's name contains; the first rule that matches holds, '' matches all. */
  readonly nameContains: string;
  readonly maxSignatureAgeDays: number;
  /** A running service without on-access scanning: `unknown` for scanners that are meant to be called. */
  readonly withoutOnAccess: 'off' | 'unknown';
  /** The service itself scans on access: its running proves as much. */
  readonly serviceScansOnAccess: boolean;
}

export const centreStates = ['off', 'on', 'snoozed', 'expired'] as const;
export type CentreState = (typeof centreStates)[number];

export const definitionStates = ['current', 'old'] as const;
export type DefinitionState = (typeof definitionStates)[number];

/** Decoding tables (shared/data/antivirus.json): dated, sourced, corrected without touching an agent. */
export interface AntivirusTable {
  /** Bit of the provider byte (TT) that says "this is an antivirus". */
  readonly providerBit: number;
  /** Nibble 0xF000 → state; a nibble without a row is unknown. */
  readonly states: Readonly<Record<string, CentreState>>;
  /** Nibble 0x00F0 → definitions; a nibble without a row is unknown. */
  readonly definitions: Readonly<Record<string, DefinitionState>>;
  /** Nibble 0x0F00 → whose product it is; a nibble without a row is not said. */
  readonly owners: Readonly<Record<string, 'microsoft' | 'other'>>;
  readonly productRules: readonly ProductRule[];
  /** A row of Security Center that last changed before so many days, and whose program was not looked for, proves nothing. */
  readonly staleRowDays: number;
  /** MSFT_MpComputerStatus.AMRunningMode, lower case → whether Defender itself protects; others are unknown. */
  readonly runningModes: ReadonlyMap<string, 'active' | 'passive' | 'not-running'>;
  /** Signature ages that stand for "none was ever fetched". */
  readonly neverUpdatedAges: readonly number[];
}
