import { z } from 'zod';
import { deviceStates, roles } from '../domain/device.ts';
import { address, bootId, count, deviceId, requestId, schoolCode, text, version } from './scalars.ts';
import { fingerprint } from './status.ts';

/** Largest body that `/join` reads. */
export const maxJoinBytes = 16 * 1024;

const pem = z.string().min(1).max(8192);

/** `POST https://broker/join`. The CSR's subject and extensions are ignored: only its key and its signature count. */
export const joinRequest = z.object({
  v: version,
  tokenId: z.string().regex(/^[a-z2-7]{8}$/),
  secret: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  csr: pem,
  fingerprint,
  hostname: text(253).optional(),
  room: text(64).optional(),
  seat: text(16).optional(),
});
export type JoinRequest = z.infer<typeof joinRequest>;

/** DER signature in base64url. */
const signature = z.string().regex(/^[A-Za-z0-9_-]{80,110}$/);

/**
 * `POST /join/renew`: a machine that holds a key that was certified before, whatever became of its certificate's dates, asks
 * for a certificate of `csr`'s key: the same key (renewal), a new key (the common key of clones is given up), or, with
 * another hardware, another id (a clone is split off). `signature` is the old key's, over {@link renewalText}.
 */
export const renewRequest = z.object({
  v: version,
  certificate: pem,
  csr: pem,
  signature,
  fingerprint,
  /** The process that asks: what it reported under a common id follows it to its own. */
  boot: bootId.optional(),
  /** The order that asked for it. */
  orderId: requestId.optional(),
  /** Where the machine believes to belong: read only after the broker was restored from an older backup. */
  schoolCode: schoolCode.optional(),
});
export type RenewRequest = z.infer<typeof renewRequest>;

/** What the old key signs: proves that its holder asks for this request's key. */
export function renewalText(csr: string): string {
  return `schooldrum-renew-1\n${csr}`;
}

/** `POST /join/leave`: a machine says that it leaves; signed by its key over {@link leavingText}. */
export const leaveRequest = z.object({ v: version, certificate: pem, deviceId, signature });
export type LeaveRequest = z.infer<typeof leaveRequest>;

export function leavingText(deviceId: string): string {
  return `schooldrum-leave-1\n${deviceId}`;
}

export const leaveResponse = z.object({ v: version, deviceId });
export type LeaveResponse = z.infer<typeof leaveResponse>;

/** `recovered`: the same machine under its old id; `renewed`: the same id by its key; `split`: a copy that became itself. */
const joinOutcomes = ['admitted', 'recovered', 'renewed', 'split'] as const;

export const joinResponse = z.object({
  v: version,
  outcome: z.enum(joinOutcomes),
  deviceId,
  certificate: pem,
  /** The authorities to trust: one, or both while they change over. */
  ca: z.string().min(1).max(16_384),
  addresses: z.array(address).min(1).max(8),
  schoolCode,
  schoolName: text(200),
  room: text(64).nullable(),
  seat: text(16).nullable(),
  role: z.enum(roles),
  state: z.enum(deviceStates),
  /** Which machine of its room (or school, without a room) this is, and of how many seats, where that was said. */
  machineNumber: count,
  seats: count.nullable(),
  /** Key under which this installation hashes hardware identifiers, base64url of 32 bytes. */
  fingerprintKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type JoinResponse = z.infer<typeof joinResponse>;

/** `POST /join/terms`: proves the token and learns what a machine needs before it can hash its identifiers. */
export const joinTermsRequest = joinRequest.pick({ v: true, tokenId: true, secret: true });
export type JoinTermsRequest = z.infer<typeof joinTermsRequest>;

export const joinTerms = z.object({ v: version, fingerprintKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type JoinTerms = z.infer<typeof joinTerms>;

/** Refusal of `/join`: a stable code of the error catalogue. */
export const joinRefusal = z.object({ v: version, error: z.object({ code: text(64), message: text(500) }) });
