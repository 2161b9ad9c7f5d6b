import { createHash, X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import {
  type ConnectionOptions,
  checkServerIdentity,
  type DetailedPeerCertificate,
  type TLSSocket,
} from 'node:tls';
import type { z } from 'zod';
import {
  type JoinRequest,
  type JoinResponse,
  type JoinTerms,
  joinRefusal,
  joinResponse,
  joinTerms,
  type LeaveRequest,
  leaveResponse,
  type RenewRequest,
} from '../contract/enrol.ts';
import type { JoinToken } from '../contract/join-token.ts';
import { contractVersion } from '../contract/limits.ts';
import type { Address } from '../contract/scalars.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { type AppError, appError, isErrorCode } from './app-error.ts';
import { openTls } from './broker-socket.ts';
import { createSystemClock } from './clock.ts';
import { directRoute, type NetworkRoute } from './network-route.ts';
import type { ProblemName } from './problem.ts';
import { unreached } from './unreached.ts';

const timeoutMs = 15_000;
const maxAnswerBytes = 64 * 1024;
/** For a server that does not say goodbye in its turn. */
const goodbyeMs = 2_000;

/** A broker proven to be the token's: the address that answered, its CA, and the way there. */
export type JoinDoor = {
  readonly address: Address;
  readonly caPem: string;
  /** Straight when absent. */
  readonly route?: NetworkRoute | undefined;
};

/** Finds the first address of the token whose server proves to hold a certificate of the pinned CA. */
export async function openJoinDoor(
  token: JoinToken,
  route: NetworkRoute = directRoute,
): Promise<Result<JoinDoor, AppError>> {
  let last: AppError = appError('SD-BROKER-UNREACHABLE', { address: '', reason: 'no-address' });
  for (const address of token.addresses) {
    const ca = await pinnedCa(address, token.caSha256, route);
    if (ca.ok) return ok({ address, caPem: ca.value, route });
    last = ca.error;
  }
  return err(last);
}

/** Learns the installation's fingerprint key; proves the token. */
export function askTerms(door: JoinDoor, token: JoinToken): Promise<Result<JoinTerms, AppError>> {
  return post(
    door,
    '/join/terms',
    { v: contractVersion, tokenId: token.id, secret: token.secret },
    joinTerms,
  );
}

/** Posts the request; idempotent by the request's public key, so that a lost answer may be asked for again. */
export function postJoin(door: JoinDoor, body: JoinRequest): Promise<Result<JoinResponse, AppError>> {
  return post(door, '/join', body, joinResponse);
}

/** Asks for another certificate by a key that was certified before; idempotent by the request's public key. */
export function postRenew(door: JoinDoor, body: RenewRequest): Promise<Result<JoinResponse, AppError>> {
  return post(door, '/join/renew', body, joinResponse);
}

/** Says that this machine leaves; what was certified for it is revoked. */
export async function postLeave(door: JoinDoor, body: LeaveRequest): Promise<Result<void, AppError>> {
  const left = await post(door, '/join/leave', body, leaveResponse);
  return left.ok ? ok(undefined) : left;
}

/** The HTTPS port of an address by the route; whom to trust is said by `options`. */
async function openHttps(
  { host, httpsPort: port }: Address,
  route: NetworkRoute | undefined,
  options: ConnectionOptions,
): Promise<Result<TLSSocket, AppError>> {
  const opened = await openTls({ host, port }, route?.proxy, { clock: createSystemClock() }, options);
  if (opened.ok) return opened;
  return err(unreached(`${host}:${port}`, opened.error));
}

async function pinnedCa(
  address: Address,
  caSha256: string,
  route: NetworkRoute,
): Promise<Result<string, AppError>> {
  // Not yet verified by OpenSSL: the pin is checked here, and nothing is sent before it holds.
  const opened = await openHttps(address, route, { rejectUnauthorized: false });
  if (!opened.ok) return opened;
  const socket = opened.value;
  const verified = verifyChain(socket.getPeerCertificate(true), address, caSha256);
  // Cut off before it has read the end of the handshake, our own broker would count one that failed.
  if (verified.ok) {
    socket.setTimeout(goodbyeMs, () => socket.destroy());
    socket.resume().end();
  } else socket.destroy();
  return verified;
}

function verifyChain(
  leaf: DetailedPeerCertificate,
  address: Address,
  caSha256: string,
): Result<string, AppError> {
  const where = `${address.host}:${address.httpsPort}`;
  const refused = (reason: ProblemName): Result<string, AppError> =>
    err(appError('SD-BROKER-NOT-OURS', { address: where, reason }));
  const issuer = leaf.issuerCertificate;
  if (leaf.raw === undefined || issuer?.raw === undefined) return refused('no-certificate');
  if (createHash('sha256').update(issuer.raw).digest('hex') !== caSha256) return refused('other-authority');
  const ca = new X509Certificate(issuer.raw);
  const certificate = new X509Certificate(leaf.raw);
  if (!certificate.checkIssued(ca) || !certificate.verify(ca.publicKey)) return refused('not-issued');
  if (checkServerIdentity(address.host, leaf) !== undefined) return refused('other-host');
  return ok(ca.toString());
}

async function post<T>(
  door: JoinDoor,
  path: string,
  body: object,
  schema: z.ZodType<T>,
): Promise<Result<T, AppError>> {
  const { host, httpsPort: port } = door.address;
  const where = `${host}:${port}`;
  const unreachable = (reason: string): Result<T, AppError> =>
    err(appError('SD-BROKER-UNREACHABLE', { address: where, reason }));
  const opened = await openHttps(door.address, door.route, { ca: door.caPem });
  if (!opened.ok) return opened;
  return await new Promise((resolve) => {
    const json = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) };
    const options = {
      host,
      port,
      path,
      method: 'POST',
      headers,
      timeout: timeoutMs,
      createConnection: () => opened.value,
    };
    const call = request(options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxAnswerBytes) call.destroy();
        else chunks.push(chunk);
      });
      // A connection lost in the middle closes the response without ending it.
      response.on('close', () => {
        const answer = response.complete ? readAnswer(Buffer.concat(chunks), where, schema) : null;
        resolve(answer ?? unreachable('not-understood'));
      });
    });
    call.on('timeout', () => call.destroy(new Error('timeout')));
    call.on('error', (cause: NodeJS.ErrnoException) => resolve(unreachable(cause.code ?? cause.message)));
    call.end(json);
  });
}

function readAnswer<T>(bytes: Buffer, where: string, schema: z.ZodType<T>): Result<T, AppError> | null {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
  const answer = schema.safeParse(value);
  if (answer.success) return ok(answer.data);
  const refusal = joinRefusal.safeParse(value);
  if (!refusal.success) return null;
  const { code, message } = refusal.data.error;
  if (isErrorCode(code)) return err(appError(code));
  return err(appError('SD-BROKER-REFUSED', { address: where, reason: message }));
}
