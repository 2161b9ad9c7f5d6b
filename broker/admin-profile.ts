import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Address } from '../shared/contract/scalars.ts';
import { commonName, commonNameBytes } from '../shared/domain/ids.ts';
import { ok, type Result } from '../shared/domain/result.ts';
import type { AppError } from '../shared/runtime/app-error.ts';
import { createKeyAndRequest } from '../shared/runtime/certificate-request.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { type Profile, readProfile, writeProfile } from '../shared/runtime/profile.ts';
import type { Authority } from './enrol/authority.ts';
import type { CertificateRecord } from './store/registry-port.ts';
import type { Store } from './store/store.ts';

type AdminDeps = { readonly store: Store; readonly authority: Authority; readonly clock: Clock };

/** Shorter than this and the console would renew it too. */
const goodForMs = 60 * 86_400_000;

/**
 * The administrator's profile, true when it was made now: the one that is there gets the addresses and authorities of now,
 * and a certificate where its own opens nothing any more; one that was moved away is not made again while its user stands.
 */
export async function ensureAdminProfile(
  deps: AdminDeps,
  path: string,
  addresses: readonly Address[],
): Promise<Result<boolean, AppError>> {
  const admins = (await deps.store.users()).filter(
    (user) => user.role === 'admin' && user.revokedAt === null,
  );
  const existing = existsSync(path) ? readProfile(path) : null;
  if (existing !== null && !existing.ok) return existing;
  if (existing !== null && admins.some(({ userId }) => userId === existing.value.userId)) {
    const kept = await refresh(deps, path, existing.value, addresses);
    return kept.ok ? ok(false) : kept;
  }
  if (existing === null && admins.length > 0) return ok(false);
  return makeAdmin(deps, path, addresses);
}

async function refresh(
  deps: AdminDeps,
  path: string,
  profile: Profile,
  addresses: readonly Address[],
): Promise<Result<void, AppError>> {
  const { store, authority } = deps;
  const kept = { ...profile, ca: authority.trustedCaPem, addresses: [...addresses] };
  if (await isGood(deps, profile.userId)) return writeProfile(path, kept);
  const made = await certifyNewKey(authority, profile.userId);
  if (!made.ok) return made;
  const { key, certificate } = made.value;
  await store.addCertificate(certificate);
  return writeProfile(path, { ...kept, key, certificate: certificate.pem });
}

/** Not after the authority was changed without it. */
async function isGood({ store, authority, clock }: AdminDeps, userId: string): Promise<boolean> {
  const [newest] = (await store.certificatesOf(userId)).filter(({ revokedAt }) => revokedAt === null);
  if (newest === undefined || !authority.trusts(newest.caSha256)) return false;
  return newest.expiresAt - clock.now() > goodForMs;
}

async function makeAdmin(
  { store, authority, clock }: AdminDeps,
  path: string,
  addresses: readonly Address[],
): Promise<Result<boolean, AppError>> {
  const userId = commonName('user', randomBytes(commonNameBytes));
  const made = await certifyNewKey(authority, userId);
  if (!made.ok) return made;
  const { key, certificate } = made.value;
  const profile: Profile = {
    ...{ v: 1, userId, name: 'admin', addresses: [...addresses], ca: authority.trustedCaPem, key },
    certificate: certificate.pem,
  };
  // The file first: a profile nobody knows is replaced by the next run, a user without a file would be lost.
  const written = writeProfile(path, profile);
  if (!written.ok) return written;
  const [root] = await store.units();
  if (root === undefined) throw new Error('the root unit was made before');
  const user = { userId, name: 'admin', role: 'admin', unitId: root.unitId } as const;
  await store.addUser({ ...user, createdAt: clock.now(), revokedAt: null }, certificate);
  return ok(true);
}

async function certifyNewKey(
  authority: Authority,
  userId: string,
): Promise<Result<{ readonly key: string; readonly certificate: CertificateRecord }, AppError>> {
  const request = await createKeyAndRequest();
  const key = await authority.readRequest(request.csrPem);
  if (!key.ok) return key;
  return ok({ key: request.keyPem, certificate: await authority.certify(key.value, userId) });
}
