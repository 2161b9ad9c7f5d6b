import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { CertificateRecord } from '../store/registry-port.ts';
import type { AuthorityFiles } from './authority-folder.ts';
import { type CertifiableKey, issueClient, readClient, readRequest, type Signer } from './issue.ts';

/**
 * The installation's authority at work. While it changes there are two: the one of the server certificate, and the next,
 * which issues every client certificate from then on. What is read here is always of now.
 */
export type Authority = {
  /** The CA of the server certificate in use. */
  readonly caPem: string;
  /** SHA-256 of that CA certificate's DER, hex: what tokens pin. */
  readonly caSha256: string;
  /** Every CA that machines and users are told to trust: one, or both while it changes. */
  readonly trustedCaPem: string;
  /** Every CA whose client certificates are accepted. */
  readonly clientCaPem: string;
  /** The CA that signs new client certificates; a client certificate of another one is to be renewed. */
  readonly issuerSha256: string;
  readonly phase: 'single' | 'changing' | 'cancelling';
  /** Whether client certificates of this CA are accepted now, also where TLS resumes a session and does not ask. */
  readonly trusts: (caSha256: string) => boolean;
  readonly fingerprintKey: string;
  /** What TLS servers present: leaf and CA, since joining machines pin the CA. */
  readonly server: { readonly keyPem: string; readonly chainPem: string };
  readonly readRequest: (csrPem: string) => Promise<Result<CertifiableKey, AppError>>;
  /** A client certificate that a trusted CA of ours issued, whatever its dates; null for any other. */
  readonly readCertificate: (
    pem: string,
  ) => Promise<{ readonly cn: string; readonly key: CertifiableKey; readonly sha256: string } | null>;
  /** Certifies a proven key for a common name of our choice. */
  readonly certify: (key: CertifiableKey, cn: string) => Promise<CertificateRecord>;
  /** Works with these files from now on. */
  readonly adopt: (files: AuthorityFiles) => void;
};

export function createAuthority(deps: { readonly clock: Clock }, files: AuthorityFiles): Authority {
  let current = files;
  const issuer = (): Signer => current.next ?? current.signer;
  const trusted = (): Signer[] =>
    [current.signer, current.next, current.leaving].filter((one) => one !== null);
  return {
    get caPem() {
      return current.signer.caPem;
    },
    get caSha256() {
      return current.signer.caSha256;
    },
    get trustedCaPem() {
      return current.signer.caPem + (current.next?.caPem ?? '');
    },
    get clientCaPem() {
      return trusted()
        .map(({ caPem }) => caPem)
        .join('');
    },
    get issuerSha256() {
      return issuer().caSha256;
    },
    get phase() {
      if (current.next !== null) return 'changing';
      return current.leaving === null ? 'single' : 'cancelling';
    },
    trusts: (caSha256) => trusted().some((signer) => signer.caSha256 === caSha256),
    fingerprintKey: files.fingerprintKey,
    get server() {
      const { server, signer } = current;
      return { keyPem: server.keyPem, chainPem: server.certificatePem + signer.caPem };
    },
    readRequest,
    readCertificate: async (pem) => {
      for (const signer of trusted()) {
        const read = await readClient(signer, pem);
        if (read !== null) return read;
      }
      return null;
    },
    certify: async (key, cn) => {
      const issuedAt = deps.clock.now();
      const signer = issuer();
      const issued = await issueClient(signer, key, cn, issuedAt);
      return { ...issued, cn, keyId: key.keyId, issuedAt, caSha256: signer.caSha256, revokedAt: null };
    },
    adopt: (changed) => {
      current = changed;
    },
  };
}
