import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { formatJoinToken } from '../../shared/contract/join-token.ts';
import type { Address } from '../../shared/contract/scalars.ts';
import type { Role } from '../../shared/domain/device.ts';
import { base32 } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { RegistryStore, TokenRecord } from '../store/registry-port.ts';

/** A lab of 40 seats, its teacher's machine and a margin for machines set up twice. */
export const defaultTokenUses = 60;
export const defaultTokenDays = 30;

const dayMs = 86_400_000;
const secretBytes = 16;
/** 5 bytes are 8 base32 characters. */
const idBytes = 5;

export type TokenWish = {
  readonly schoolCode: string;
  readonly room?: string | undefined;
  readonly role?: Role | undefined;
  readonly uses?: number | undefined;
  readonly seats?: number | undefined;
  readonly expiresAt?: number | undefined;
};

export type IssuedToken = { readonly record: TokenRecord; readonly token: string };

/**
 * Makes a join token; the secret leaves only inside the returned text, the broker keeps its hash.
 * @param place addresses and CA pin that the joining machine needs
 */
export function issueToken(
  wish: TokenWish,
  place: { readonly addresses: readonly Address[]; readonly caSha256: string },
  nowMs: number,
): Result<IssuedToken, AppError> {
  const expiresAt = wish.expiresAt ?? nowMs + defaultTokenDays * dayMs;
  if (expiresAt <= nowMs) return err(appError('SD-TOKEN-EXPIRY-PAST'));
  const id = base32(randomBytes(idBytes));
  const secret = randomBytes(secretBytes).toString('base64url');
  const { caSha256, addresses } = place;
  const record: TokenRecord = {
    id,
    secretHash: hashOf(secret).toString('hex'),
    schoolCode: wish.schoolCode,
    room: wish.room ?? null,
    role: wish.role ?? null,
    uses: wish.uses ?? defaultTokenUses,
    usesLeft: wish.uses ?? defaultTokenUses,
    seats: wish.seats ?? null,
    expiresAt,
    createdAt: nowMs,
    revokedAt: null,
  };
  return ok({
    record,
    token: formatJoinToken({ addresses: [...addresses], caSha256, id, secret, exp: expiresAt }),
  });
}

/** Finds the token whose secret was shown: an unknown id is another installation's, a wrong secret a forgery. */
export async function findToken(
  registry: Pick<RegistryStore, 'token'>,
  shown: { readonly tokenId: string; readonly secret: string },
): Promise<Result<TokenRecord, AppError>> {
  const record = await registry.token(shown.tokenId);
  if (record === null) return err(appError('SD-JOIN-TOKEN-FOREIGN'));
  const isGenuine = timingSafeEqual(hashOf(shown.secret), Buffer.from(record.secretHash, 'hex'));
  return isGenuine ? ok(record) : err(appError('SD-JOIN-TOKEN-WRONG'));
}

/** Why a genuine token admits nobody now, or null. A spent one still tells its terms: its holder may be asking again. */
export function tokenRefusal(token: TokenRecord, clock: Clock): AppError | null {
  if (token.revokedAt !== null) return appError('SD-JOIN-TOKEN-REVOKED');
  if (token.expiresAt <= clock.now()) return appError('SD-JOIN-TOKEN-EXPIRED');
  return null;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
