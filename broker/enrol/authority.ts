import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { CertificateRecord } from '../store/registry-port.ts';
import type { AuthorityFiles } from './authority-folder.ts';
import { type CertifiableKey, issueClient, readClient, readRequest } from './issue.ts';

/** The installation's authority at work. */
export type Authority = {
  readonly caPem: string;
  /** SHA-256 of the CA certificate's DER, hex: what tokens pin. */
  readonly caSha256: string;
  readonly fingerprintKey: string;
  /** What TLS servers present: leaf and CA, since joining machines pin the CA. */
  readonly server: { readonly keyPem: string; readonly chainPem: string };
  readonly readRequest: (csrPem: string) => Promise<Result<CertifiableKey, AppError>>;
  /** A client certificate that this authority issued, whatever its dates; null for any other. */
  readonly readCertificate: (
    pem: string,
  ) => Promise<{ readonly cn: string; readonly key: CertifiableKey; readonly sha256: string } | null>;
  /** Certifies a proven key for a common name of our choice. */
  readonly certify: (key: CertifiableKey, cn: string) => Promise<CertificateRecord>;
};

export function createAuthority(deps: { readonly clock: Clock }, files: AuthorityFiles): Authority {
  const { signer, server, fingerprintKey } = files;
  return {
    caPem: signer.caPem,
    caSha256: signer.caSha256,
    fingerprintKey,
    server: { keyPem: server.keyPem, chainPem: server.certificatePem + signer.caPem },
    readRequest,
    readCertificate: (pem) => readClient(signer, pem),
    certify: async (key, cn) => {
      const issuedAt = deps.clock.now();
      const issued = await issueClient(signer, key, cn, issuedAt);
      const caSha256 = signer.caSha256;
      return { ...issued, cn, keyId: key.keyId, issuedAt, caSha256, revokedAt: null };
    },
  };
}
