import { createPrivateKey, X509Certificate } from 'node:crypto';

/** What a program shows to the other side, and the authority it trusts; all PEM. */
type KeyPair = { readonly ca: string; readonly certificate: string; readonly key: string };

/**
 * The first part that TLS could not use, or null: a damaged file is then an error of the file that holds it. TLS itself would
 * throw at each connection.
 */
export function unusablePart({ ca, certificate, key }: KeyPair): keyof KeyPair | null {
  const own = attempt(() => new X509Certificate(certificate));
  if (own === null) return 'certificate';
  const isMatching = attempt(() => own.checkPrivateKey(createPrivateKey(key)));
  if (isMatching !== true) return 'key';
  return attempt(() => new X509Certificate(ca)) === null ? 'ca' : null;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
