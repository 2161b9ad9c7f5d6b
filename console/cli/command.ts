import type { DeviceState, Role } from '../../shared/domain/device.ts';
import type { FindingCode, FindingStatus, Severity } from '../../shared/domain/finding.ts';
import type { ExportCommand } from './export-command.ts';
import type { LineCommand } from './line-command.ts';
import type { PlanCommand, ReportCommand } from './plan-command.ts';
import type { RegisterCommand } from './register-command.ts';
import type { SnapshotCommand } from './snapshot-command.ts';

export type CommonFlags = {
  readonly profile?: string;
  readonly lang?: string;
  readonly once?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly check?: true;
  readonly separator?: ';' | ',';
};

export type DeviceChange = {
  readonly role?: Role;
  readonly state?: DeviceState;
  readonly room?: string;
  readonly seat?: string;
  readonly confirmGood?: true;
};

/** A file of machines; without a school, of the asker's own. */
export type MachineList = {
  readonly path: string;
  readonly schoolCode: string | undefined;
  readonly strict: boolean;
};

/** Which machines: of a school, a room of it, or one. */
export type Where = {
  readonly schoolCode?: string;
  readonly room?: string;
  readonly deviceId?: string;
};

export const findingGroupings = ['room', 'school', 'code', 'machine'] as const;
export type FindingGrouping = (typeof findingGroupings)[number];

export type FindingDecision = {
  readonly code: FindingCode;
  readonly status: Exclude<FindingStatus, 'fixed'>;
  readonly reason?: string;
  /** Last day of an acceptance, YYYY-MM-DD. */
  readonly until?: string;
};

export type FindingCommand =
  | {
      readonly kind: 'findings';
      readonly where: Where;
      readonly by: FindingGrouping;
      readonly code?: FindingCode;
      readonly severity?: Severity;
      readonly statuses?: readonly FindingStatus[];
    }
  | { readonly kind: 'finding-set'; readonly where: Where; readonly decision: FindingDecision }
  | { readonly kind: 'finding-trend'; readonly where: Where; readonly months: number }
  | { readonly kind: 'risk'; readonly where: Where; readonly by: 'school' | 'room' | 'machine' }
  | { readonly kind: 'upgrades'; readonly where: Where };

/** A recorded review by its number, or the draft of a school's month (the current one when none is named). */
export type WhichReview = { readonly id: number } | { readonly schoolCode: string; readonly month?: string };

export type ReviewCommand =
  | { readonly kind: 'review-list'; readonly schoolCode: string | undefined }
  | { readonly kind: 'review-show'; readonly which: WhichReview }
  | {
      readonly kind: 'review-record';
      readonly schoolCode: string;
      readonly month?: string;
      readonly conclusion?: string;
    }
  /** Without a path to stdout. */
  | { readonly kind: 'export-review'; readonly which: WhichReview; readonly path: string | undefined };

export type LicenceEntry = {
  readonly id?: number;
  readonly schoolCode: string;
  readonly product: string;
  readonly seats: number;
  /** YYYY-MM-DD. */
  readonly expiresOn?: string;
  readonly note?: string;
};

export type LicenceCommand =
  | { readonly kind: 'licence-list'; readonly schoolCode: string | undefined }
  | { readonly kind: 'licence-set'; readonly licence: LicenceEntry }
  | { readonly kind: 'licence-remove'; readonly id: number }
  | { readonly kind: 'policy-show' }
  | { readonly kind: 'policy-set'; readonly builtInAntivirusIsLicensed: boolean };

/** A file, or the code at the foot of a page. */
export type VerifyCommand = { readonly kind: 'verify'; readonly fileOrCode: string };

/** What a command line asks for. */
export type Command =
  | { readonly kind: 'watch' | 'overview' | 'schools' }
  | { readonly kind: 'devices'; readonly schoolCode: string | undefined; readonly room: string | undefined }
  | { readonly kind: 'device-show'; readonly deviceId: string }
  | { readonly kind: 'device-set'; readonly deviceId: string; readonly change: DeviceChange }
  | { readonly kind: 'device-import'; readonly list: MachineList }
  | FindingCommand
  | ReviewCommand
  | LicenceCommand
  | LineCommand
  | PlanCommand
  | ExportCommand
  | RegisterCommand
  | ReportCommand
  | SnapshotCommand
  | VerifyCommand
  /** Help or version: text that is printed as it is. */
  | { readonly kind: 'print'; readonly text: string };
