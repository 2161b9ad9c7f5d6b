import type { CertificateRecord } from '../store/registry-port.ts';
import { capMs, maxRenewalsPerKey, renewalWindowMs } from './caps.ts';
import type { CertifiableKey } from './issue.ts';
import type { JoiningDeps } from './joining.ts';

type CertificateDeps = Pick<JoiningDeps, 'store' | 'authority' | 'cache' | 'clock'>;

/**
 * A certificate for a key that `cn` holds already: the newest of the issuing authority again while it is far from its end,
 * else another one, unless the key had too many today, when what there is must do. Null when that has expired.
 * Call it within a {@link import('./turn.ts').Turn}.
 */
export async function certificateAgain(
  deps: CertificateDeps,
  cn: string,
  key: CertifiableKey,
): Promise<{ readonly certificate: CertificateRecord; readonly isNew: boolean } | null> {
  const now = deps.clock.now();
  const live = (await deps.store.certificatesOfKey(key.keyId)).filter(
    (one) => one.cn === cn && one.revokedAt === null && deps.authority.trusts(one.caSha256),
  );
  const fresh = live.find(
    ({ caSha256, expiresAt }) => caSha256 === deps.authority.issuerSha256 && !isEnding(expiresAt, now),
  );
  if (fresh !== undefined) return { certificate: fresh, isNew: false };
  const acts = await deps.store.countActs('renewed', { keyId: key.keyId }, now - capMs);
  if (acts >= maxRenewalsPerKey) {
    const last = live.find(({ expiresAt }) => expiresAt > now);
    return last === undefined ? null : { certificate: last, isNew: false };
  }
  const certificate = await deps.authority.certify(key, cn);
  const act = { at: now, kind: 'renewed', deviceId: cn, keyId: key.keyId } as const;
  const forgotten = await deps.store.enrol({ certificate, revokesOthers: false, act });
  deps.cache.addCertificate(certificate);
  deps.cache.forget(forgotten);
  return { certificate, isNew: true };
}

/** In its last quarter, or over. */
export function isEnding(expiresAt: number, now: number): boolean {
  return expiresAt - now <= renewalWindowMs;
}
