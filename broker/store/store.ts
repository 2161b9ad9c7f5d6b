import type { DigestStore } from './digest-port.ts';
import type { FindingStore } from './finding-port.ts';
import type { IdentityStore } from './identity-port.ts';
import type { LicenceStore } from './licence-port.ts';
import type { LineStore } from './line-port.ts';
import type { OrgStore } from './org-port.ts';
import type { OutageStore } from './outage-port.ts';
import type { PictureStore } from './picture-port.ts';
import type { ProbeStore } from './probe-port.ts';
import type { RegisterStore } from './register-port.ts';
import type { RegistryStore } from './registry-port.ts';
import type { ReportStore } from './report-port.ts';
import type { ReviewStore } from './review-port.ts';
import type { RoomStore } from './room-port.ts';
import type { SchoolStore } from './school-port.ts';
import type { HistoryStore, SnapshotStore } from './snapshot-port.ts';

/** Everything the broker keeps. Each part is a port of its own; an adapter implements all of them on one database. */
export type Store = ReportStore &
  RegistryStore &
  IdentityStore &
  RoomStore &
  SchoolStore &
  OrgStore &
  PictureStore &
  FindingStore &
  LicenceStore &
  ReviewStore &
  LineStore &
  RegisterStore &
  SnapshotStore &
  HistoryStore &
  OutageStore &
  ProbeStore &
  DigestStore & {
    /** One line per fault that the database finds in itself; empty when it is sound. */
    readonly check: () => Promise<readonly string[]>;
    /** A consistent copy into a new file (0600) while the database is at work; throws like every other write. */
    readonly copyTo: (path: string) => Promise<void>;
    readonly close: () => void;
  };
