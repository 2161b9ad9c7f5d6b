import type { AntivirusTable } from './antivirus-facts.ts';
import type { DiskHealthTable } from './disk-health.ts';
import type { DisplayKindTable } from './display-kind.ts';
import type { LineThresholds } from './line/line-measures.ts';
import type { FindingRules } from './risk.ts';
import type { SupportTable } from './support-table.ts';
import type { UpgradeTable } from './upgrade.ts';

/** Everything that rules compare with: data, dated and sourced, never code. */
export interface JudgementTables {
  readonly findings: FindingRules;
  readonly antivirus: AntivirusTable;
  readonly support: SupportTable;
  readonly disk: DiskHealthTable;
  readonly displays: DisplayKindTable;
  readonly upgrade: UpgradeTable;
  readonly remoteControl: readonly RemoteControlRule[];
  readonly ports: readonly PortRule[];
  readonly keyServers: KeyServerTable;
  readonly thresholds: Thresholds;
  readonly lines: Pick<LineThresholds, 'slowPortMbps' | 'fastLineMbps'>;
}

/** A program by which a machine can be controlled from afar. All texts lower case. */
export interface RemoteControlRule {
  readonly product: string;
  /** Beginnings of names in the software list. */
  readonly packages: readonly string[];
  /** Whole names of services that let somebody in unattended. */
  readonly services: readonly string[];
}

/** A listening TCP port that a school's machine should not open to others. */
export interface PortRule {
  readonly port: number;
  readonly service: string;
  /** Judged only on a machine that has a public address. */
  readonly onlyPublic: boolean;
  /** Not judged on Windows, where a rule of its own says more. */
  readonly exceptWindows: boolean;
}

/** Key management servers. */
export interface KeyServerTable {
  /** Ends of names, lower case, that only an institution's own server has. */
  readonly own: readonly string[];
}

export interface Thresholds {
  readonly minMemoryBytes: number;
  readonly memoryReservedPercent: number;
  readonly minFreeDiskBytes: number;
  readonly updatesStaleDays: number;
  readonly maxAdministrators: number;
  readonly batteryWornPercent: number;
  readonly licenceEndingDays: number;
  /** A school's security review that is older is overdue. */
  readonly reviewDays: number;
  readonly maxLockSeconds: number;
}
