import { z } from 'zod';
import { deviceStates, roles } from '../domain/device.ts';
import { address, deviceId, schoolCode, text, version } from './scalars.ts';
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

export const joinResponse = z.object({
  v: version,
  deviceId,
  certificate: pem,
  ca: pem,
  addresses: z.array(address).min(1).max(8),
  schoolCode,
  schoolName: text(200),
  room: text(64).nullable(),
  seat: text(16).nullable(),
  role: z.enum(roles),
  state: z.enum(deviceStates),
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
