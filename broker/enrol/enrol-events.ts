import type { DeviceCondition } from '../../shared/domain/device.ts';
import type { Assignment, CertificateRecord, DeviceRecord } from '../store/registry-port.ts';
import type { BootKey } from '../store/report-port.ts';

/** What becomes a line of a machine's history here. */
export type IdentityEventKind =
  /** It came back without its key: by a token and its hardware. */
  | 'recovered'
  /** It would have been recovered; the detail says why not. */
  | 'recovery-refused'
  /** It has another certificate. */
  | 'renewed'
  /** It was a copy of another machine, named in the detail, and has its own id now. */
  | 'split'
  /** A copy of it, named in the detail, has its own id now. */
  | 'copy-split'
  /** Re-admitted by a certificate that the registry did not know. */
  | 'restored'
  /** A part of its hardware was replaced. */
  | 'hardware-changed'
  /** A hardware identifier turned out to be on another live machine too. */
  | 'placeholder-learned'
  | 'left';

/** A line of history at the broker's time. The detail is short and holds no secret. */
export type Note = (deviceId: string, kind: IdentityEventKind, detail?: string) => void;

/** A machine that was admitted by a token under a new id. */
export type JoinedDevice = {
  readonly device: DeviceRecord;
  readonly assignment: Assignment;
  readonly certificate: CertificateRecord;
};

/** A machine that has another certificate: under its own id, or split off under a new one. */
export type Enrolled = {
  readonly deviceId: string;
  readonly certificate: CertificateRecord;
  /** A new id; without it the machine was known. */
  readonly device?: DeviceRecord;
  /** Where it belongs from now on, when that changed. */
  readonly assignment?: Assignment;
  /** This boot was reported under another id and is the machine's now. */
  readonly takesBoot?: BootKey;
  /** Its older certificates are refused from now on; its live session is being ended. */
  readonly revokesOthers: boolean;
};

/**
 * What the rest of the broker hears of identities. Each is told after the store, the registry cache and the fingerprint
 * book have it; none may fail.
 */
export type EnrolListener = {
  readonly onJoined: (joined: JoinedDevice) => void;
  readonly onEnrolled: (enrolled: Enrolled) => void;
  /** It took its leave: retired, its certificates revoked. */
  readonly onLeft: (deviceId: string, assignment: Assignment) => void;
  readonly note: Note;
  readonly setCondition: (deviceId: string, kind: DeviceCondition, detail: string | null) => void;
  readonly clearCondition: (deviceId: string, kind: DeviceCondition) => void;
};

/** A machine of a school as the live picture shows it; ids merged into another are not among them. */
export type SchoolMachine = {
  readonly deviceId: string;
  readonly room: string | null;
  readonly seat: string | null;
  readonly role: Assignment['role'];
  readonly state: Assignment['state'];
  readonly hostname: string | null;
  readonly isConnected: boolean;
};
