import type { LineEntry } from '../../shared/contract/line-rows.ts';
import type { LicenceChange } from './licence-port.ts';
import type { OrgChange } from './org-port.ts';
import type { RegisterEntry, StoredRegister } from './register-port.ts';
import type { Assignment } from './registry-port.ts';
import type { RoomVersion } from './room-port.ts';

/** A school gets another code, or becomes part of another: what follows it, as new versions from the same moment. */
export type SchoolMove = {
  readonly from: string;
  readonly to: string;
  readonly org: OrgChange;
  readonly assignments: readonly Assignment[];
  readonly rooms: readonly RoomVersion[];
  readonly lines: readonly LineEntry[];
  readonly licences: readonly LicenceChange[];
  readonly registers: readonly {
    readonly register: StoredRegister;
    readonly entries: readonly RegisterEntry[];
  }[];
};

export type SchoolStore = {
  /** All of it or nothing; join tokens of the old code admit to the new one. What stood under the old code stays there. */
  readonly moveSchool: (move: SchoolMove) => Promise<void>;
};
