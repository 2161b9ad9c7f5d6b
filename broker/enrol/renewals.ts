import type { OrderBody } from '../../shared/contract/order.ts';
import type { CertificateRecord } from '../store/registry-port.ts';
import { certificateAgain, isEnding } from './certificates.ts';
import type { JoiningDeps } from './joining.ts';

/** Decides at each birth whether a machine needs another certificate. */
export type Renewals = {
  /**
   * The order to give to a machine that came with this certificate, or null: a renewal in its last quarter (over the same
   * key; the previous one stays valid), a certificate of the next authority while it changes, a new key where the key is
   * known to be on several machines and the disk is not frozen. The same certificate is given again rather than another.
   */
  readonly orderFor: (
    deviceId: string,
    certificateSha256: string,
    disk: { readonly isFrozen: boolean },
  ) => Promise<OrderBody | null>;
};

export type RenewalsDeps = Pick<
  JoiningDeps,
  'store' | 'authority' | 'cache' | 'sharedKeys' | 'clock' | 'turn' | 'listener'
>;

export function createRenewals(deps: RenewalsDeps): Renewals {
  return { orderFor: (...birth) => orderFor(deps, ...birth) };
}

async function orderFor(
  deps: RenewalsDeps,
  deviceId: string,
  certificateSha256: string,
  { isFrozen }: { readonly isFrozen: boolean },
): Promise<OrderBody | null> {
  const { authority } = deps;
  const shown = deps.cache.certificateOf(certificateSha256);
  if (shown?.cn !== deviceId || shown.isRevoked) return null;
  if (deps.sharedKeys.has(shown.keyId) && !isFrozen) return { kind: 'renew' };
  const isOfIssuer = shown.caSha256 === authority.issuerSha256;
  if (isOfIssuer && !isEnding(shown.expiresAt, deps.clock.now())) return null;
  const next = await deps.turn(() => certificateOver(deps, deviceId, shown.keyId));
  if (next === null || next.sha256 === certificateSha256) return null;
  const ca = isOfIssuer ? {} : { ca: authority.trustedCaPem };
  return { kind: 'renew', certificate: next.pem, ...ca };
}

async function certificateOver(
  deps: RenewalsDeps,
  deviceId: string,
  keyId: string,
): Promise<CertificateRecord | null> {
  // The registry holds the key only inside the certificates of it; those of an authority that was given up are not read.
  const ofKey = await deps.store.certificatesOfKey(keyId);
  const pem = ofKey.find(({ cn, caSha256 }) => cn === deviceId && deps.authority.trusts(caSha256))?.pem;
  const read = pem === undefined ? null : await deps.authority.readCertificate(pem);
  const again = read === null ? null : await certificateAgain(deps, deviceId, read.key);
  if (again?.isNew === true) deps.listener.note(deviceId, 'renewed', keyId);
  return again?.certificate ?? null;
}
