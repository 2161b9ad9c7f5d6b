import { createHash, createPublicKey } from 'node:crypto';
import 'reflect-metadata';
import { cryptoProvider, PemConverter, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A new key of ours and the request to certify it. The key never leaves this machine. */
export type KeyAndRequest = { readonly keyPem: string; readonly csrPem: string; readonly keyId: string };

/** Makes an ECDSA P-256 key (PKCS #8 PEM) and a PKCS #10 request; subject and extensions are the authority's business. */
export async function createKeyAndRequest(): Promise<KeyAndRequest> {
  cryptoProvider.set(crypto);
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return requestOf(keys, `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`);
}

/** A request for a key that is there, as {@link createKeyAndRequest} made it; throws on any other. */
export async function createRequestFor(keyPem: string): Promise<KeyAndRequest> {
  cryptoProvider.set(crypto);
  const privateKey = await crypto.subtle.importKey(
    'pkcs8',
    PemConverter.decodeFirst(keyPem),
    algorithm,
    true,
    ['sign'],
  );
  const spki = createPublicKey(keyPem).export({ type: 'spki', format: 'der' });
  const publicKey = await crypto.subtle.importKey('spki', spki, algorithm, true, ['verify']);
  return requestOf({ privateKey, publicKey }, keyPem);
}

async function requestOf(
  keys: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey },
  keyPem: string,
): Promise<KeyAndRequest> {
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=schooldrum',
    keys,
    signingAlgorithm: algorithm,
  });
  const spki = await crypto.subtle.exportKey('spki', keys.publicKey);
  return { keyPem, csrPem: csr.toString('pem'), keyId: keyIdOf(new Uint8Array(spki)) };
}

/** Key id: first 16 hex characters of the SHA-256 of the public key in SPKI DER. */
export function keyIdOf(spkiDer: Uint8Array): string {
  return createHash('sha256').update(spkiDer).digest('hex').slice(0, 16);
}
