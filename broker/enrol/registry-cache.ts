import type { CertificateRecord, RegistryStore, UserRecord } from '../store/registry-port.ts';
import type { Identity, Peer } from '../transport/transport.ts';
import type { Authority } from './authority.ts';

/** Who may connect, kept in memory and in step with the store: asked at every connection and every packet. */
export type RegistryCache = {
  /** `ok`, or why this peer may not connect (a stable word for counters and logs). */
  readonly authenticate: (
    peer: Pick<Peer, 'cn' | 'certificateSha256'>,
  ) => 'ok' | 'unknown-certificate' | 'revoked' | 'name-mismatch' | 'unknown-identity';
  readonly identityOf: (cn: string) => Identity | null;
  /** What a peer's certificate is, by the SHA-256 of its DER; undefined for one that is not ours. */
  readonly certificateOf: (sha256: string) => Certified | undefined;
  /** Whether a device or user had certificates, and all of them are revoked. */
  readonly isCutOff: (cn: string) => boolean;
  readonly addDevice: (certificate: CertificateRecord) => void;
  /** Another certificate of a device or user that is known. */
  readonly addCertificate: (certificate: CertificateRecord) => void;
  readonly addUser: (user: UserRecord, certificate: CertificateRecord) => void;
  /** Certificates that the store no longer holds. */
  readonly forget: (sha256s: readonly string[]) => void;
  /** Every certificate of this device or user is refused from now on; a user is nobody any more, a device stays known. */
  readonly revoke: (cn: string) => void;
};

/** A certificate without its PEM: 20,000 machines' certificates stay in memory. */
export type Certified = Pick<CertificateRecord, 'cn' | 'keyId' | 'caSha256' | 'expiresAt'> & {
  readonly isRevoked: boolean;
};

/** Loads the cache from the store. A certificate of an authority that is no longer trusted is unknown. */
export async function openRegistryCache(
  store: Pick<RegistryStore, 'certificates' | 'devices' | 'users'>,
  { trusts }: Pick<Authority, 'trusts'>,
): Promise<RegistryCache> {
  const certificates = new Map<string, Certified>();
  const hashesOf = new Map<string, string[]>();
  const identities = new Map<string, Identity>();
  const addCertificate = (certificate: CertificateRecord): void => {
    const { sha256, cn, keyId, caSha256, expiresAt, revokedAt } = certificate;
    if (!certificates.has(sha256)) hashesOf.set(cn, [...(hashesOf.get(cn) ?? []), sha256]);
    certificates.set(sha256, { cn, keyId, caSha256, expiresAt, isRevoked: revokedAt !== null });
  };
  const certificatesOf = (cn: string): [string, Certified][] =>
    (hashesOf.get(cn) ?? []).flatMap((sha256) => {
      const certified = certificates.get(sha256);
      return certified === undefined ? [] : [[sha256, certified]];
    });
  const addIdentity = ({ userId, role, unitId, revokedAt }: UserRecord): void => {
    if (revokedAt === null) identities.set(userId, { kind: 'user', cn: userId, role, unitId });
  };

  for (const certificate of await store.certificates()) addCertificate(certificate);
  for (const { deviceId } of await store.devices())
    identities.set(deviceId, { kind: 'device', cn: deviceId });
  for (const user of await store.users()) addIdentity(user);

  return {
    authenticate: ({ cn, certificateSha256 }) => {
      const certified = certificates.get(certificateSha256);
      if (certified === undefined || !trusts(certified.caSha256)) return 'unknown-certificate';
      if (certified.isRevoked) return 'revoked';
      if (certified.cn !== cn) return 'name-mismatch';
      return identities.has(cn) ? 'ok' : 'unknown-identity';
    },
    identityOf: (cn) => identities.get(cn) ?? null,
    certificateOf: (sha256) => certificates.get(sha256),
    isCutOff: (cn) => {
      const own = certificatesOf(cn);
      return own.length > 0 && own.every(([, { isRevoked }]) => isRevoked);
    },
    addDevice: (certificate) => {
      addCertificate(certificate);
      identities.set(certificate.cn, { kind: 'device', cn: certificate.cn });
    },
    addCertificate,
    forget: (sha256s) => {
      for (const sha256 of sha256s) {
        const cn = certificates.get(sha256)?.cn;
        certificates.delete(sha256);
        if (cn !== undefined)
          hashesOf.set(
            cn,
            (hashesOf.get(cn) ?? []).filter((other) => other !== sha256),
          );
      }
    },
    addUser: (user, certificate) => {
      addCertificate(certificate);
      addIdentity(user);
    },
    revoke: (cn) => {
      for (const [sha256, certified] of certificatesOf(cn)) {
        certificates.set(sha256, { ...certified, isRevoked: true });
      }
      if (identities.get(cn)?.kind === 'user') identities.delete(cn);
    },
  };
}
