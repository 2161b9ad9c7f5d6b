import type {
  JoinRequest,
  JoinResponse,
  JoinTerms,
  JoinTermsRequest,
  LeaveRequest,
  LeaveResponse,
  RenewRequest,
} from '../../shared/contract/enrol.ts';
import type { Address } from '../../shared/contract/scalars.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { IdentityStore } from '../store/identity-port.ts';
import type { PictureStore } from '../store/picture-port.ts';
import type { RegistryStore } from '../store/registry-port.ts';
import type { ReportStore } from '../store/report-port.ts';
import type { RoomStore } from '../store/room-port.ts';
import type { Authority } from './authority.ts';
import type { EnrolListener, SchoolMachine } from './enrol-events.ts';
import type { FingerprintBook } from './fingerprint-book.ts';
import type { RegistryCache } from './registry-cache.ts';
import type { SharedKeys } from './shared-keys.ts';
import type { Turn } from './turn.ts';

/** Where a request came from: an IPv4 address, or an IPv6 /64. */
export type Origin = { readonly network: string };

/** The door by which machines come, come back and leave. */
export type Joining = {
  /** What a machine must know before it can ask to join; proves the token. */
  readonly terms: (request: JoinTermsRequest, origin: Origin) => Promise<Result<JoinTerms, AppError>>;
  /** Admits a machine, gives it its old id back, or answers what its key was answered before. */
  readonly join: (request: JoinRequest, origin: Origin) => Promise<Result<JoinResponse, AppError>>;
  /** Certifies the key of a machine that holds a key which was certified before. */
  readonly renew: (request: RenewRequest, origin: Origin) => Promise<Result<JoinResponse, AppError>>;
  /** Takes a machine out at its own word. */
  readonly leave: (request: LeaveRequest, origin: Origin) => Promise<Result<LeaveResponse, AppError>>;
};

export type EnrolStore = RegistryStore &
  IdentityStore &
  Pick<RoomStore, 'room'> &
  Pick<PictureStore, 'openOrders' | 'settleOrder'> &
  Pick<ReportStore, 'boots'>;

export type JoiningDeps = {
  readonly store: EnrolStore;
  readonly authority: Authority;
  readonly cache: RegistryCache;
  readonly book: FingerprintBook;
  readonly sharedKeys: SharedKeys;
  /** Shared with the renewals over MQTT. */
  readonly turn: Turn;
  readonly clock: Clock;
  readonly log: Log;
  /** A school of the roster with what it declared (null: nothing), or null when the roster has no such school. */
  readonly school: (
    schoolCode: string,
  ) => { readonly name: string; readonly declaredStudentPcs: number | null } | null;
  readonly machinesOf: (schoolCode: string) => readonly SchoolMachine[];
  readonly isLive: (deviceId: string) => boolean;
  /** Ends the connections of a common name. */
  readonly disconnect: (cn: string) => void;
  readonly listener: EnrolListener;
};

/** Addresses that machines are told; read anew for each answer. */
export type JoiningConfig = { readonly addresses: readonly Address[] };
