import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { readCertificates } from './certificates.ts';

/** What a program shows to the other side, and the authorities it trusts; all PEM. */
type KeyPair = { readonly ca: string; readonly certificate: string; readonly key: string };

/**
 * The first part that TLS could not use, or null: a damaged file is then an error of the file that holds it. TLS itself would
 * throw at each connection.
 */
export function unusablePart({ ca, certificate, key }: KeyPair): keyof KeyPair | null {
  const [own] = readCertificates(certificate) ?? [];
  if (own === undefined) return 'certificate';
  if (!isOfKey(own, key)) return 'key';
  return readCertificates(ca) === null ? 'ca' : null;
}

function isOfKey(certificate: X509Certificate, keyPem: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    return false;
  }
}
