import type { DeviceState, Role } from '../../shared/domain/device.ts';
import type { NeedOptions } from '../../shared/domain/need-school.ts';
import type { FindingCommand } from './findings.ts';
import type { LicenceCommand } from './licences.ts';
import type { ReviewCommand } from './reviews.ts';

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
  | { readonly kind: 'needs'; readonly options: NeedOptions }
  /** Without a path to stdout. */
  | { readonly kind: 'export-needs'; readonly options: NeedOptions; readonly path: string | undefined }
  /** Help or version: text that is printed as it is. */
  | { readonly kind: 'print'; readonly text: string };
