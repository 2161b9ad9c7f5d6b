import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** Hosts that the server's certificate does not name. */
export function hostsMissing(certificatePem: string, hosts: readonly string[]): readonly string[] {
  const certificate = new X509Certificate(certificatePem);
  return hosts.filter((host) => {
    const named = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
    return named === undefined;
  });
}
