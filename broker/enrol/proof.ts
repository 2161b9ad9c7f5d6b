import { createHash, KeyObject, verify, X509Certificate } from 'node:crypto';
import { isDeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Authority } from './authority.ts';
import { type CertifiableKey, clientValidityMs } from './issue.ts';

/** Somebody who proved to hold the key of a machine's certificate of ours, whatever its dates. */
export type Holder = {
  readonly deviceId: string;
  readonly key: CertifiableKey;
  /** When that certificate was issued, to the second. */
  readonly issuedAt: number;
};

/**
 * Checks that a machine's certificate is of our authority and `signature` (base64url DER, ECDSA over SHA-256) its key's over
 * `text`; anything else is SD-JOIN-PROOF-INVALID.
 */
export async function proveHolder(
  authority: Pick<Authority, 'readCertificate'>,
  shown: { readonly certificate: string; readonly signature: string },
  text: string,
): Promise<Result<Holder, AppError>> {
  const read = await authority.readCertificate(shown.certificate);
  if (read === null || !isDeviceId(read.cn)) return err(appError('SD-JOIN-PROOF-INVALID'));
  const certificate = new X509Certificate(shown.certificate);
  // Two readers of one text must have read the same certificate.
  const isSame = createHash('sha256').update(certificate.raw).digest('hex') === read.sha256;
  const key = KeyObject.from(read.key.publicKey);
  const signature = Buffer.from(shown.signature, 'base64url');
  if (!isSame || !verify('sha256', Buffer.from(text, 'utf8'), key, signature)) {
    return err(appError('SD-JOIN-PROOF-INVALID'));
  }
  const issuedAt = certificate.validToDate.getTime() - clientValidityMs;
  return ok({ deviceId: read.cn, key: read.key, issuedAt });
}
