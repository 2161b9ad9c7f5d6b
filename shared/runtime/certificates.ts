import { createPrivateKey, X509Certificate } from 'node:crypto';

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Every certificate of a PEM text, such as the two authorities of a change; null when there is none or one is damaged. */
export function readCertificates(pem: string): readonly X509Certificate[] | null {
  try {
    const found = (pem.match(block) ?? []).map((each) => new X509Certificate(each));
    return found.length === 0 ? null : found;
  } catch {
    return null;
  }
}

/** Why a certificate cannot be used, or null: it is to be of this key, and issued by one of the authorities. */
export function certificateDoubt(certificatePem: string, keyPem: string, caPem: string): string | null {
  const [certificate] = readCertificates(certificatePem) ?? [];
  const authorities = readCertificates(caPem);
  if (certificate === undefined || authorities === null) return 'certificate-unreadable';
  const isIssued = authorities.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
  if (!isIssued) return 'not-issued';
  return certificate.checkPrivateKey(createPrivateKey(keyPem)) ? null : 'other-key';
}
