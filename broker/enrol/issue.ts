import { createHash, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { keyIdOf } from '../../shared/runtime/certificate-request.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/** A PC or a broker whose clock fell back to its factory date still connects. */
const validFrom = new Date('2000-01-01T00:00:00Z');
const validUntil = new Date('2099-12-31T23:59:59Z');
/** Of every client certificate. */
export const clientValidityMs = 400 * dayMs;

/** The installation's own authority, able to sign. */
export type Signer = {
  readonly certificate: X509Certificate;
  readonly caPem: string;
  readonly caSha256: string;
  readonly privateKey: CryptoKey;
};

/** A key whose owner proved to hold it; everything else of the request is ignored. */
export type CertifiableKey = { readonly publicKey: CryptoKey; readonly keyId: string };

export type IssuedCertificate = {
  readonly pem: string;
  readonly sha256: string;
  readonly expiresAt: number;
};

/** Makes a new authority: ECDSA P-256, 2000–2099, allowed to sign end certificates only. */
export async function createCa(): Promise<{ readonly caPem: string; readonly keyPem: string }> {
  cryptoProvider.set(crypto);
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=Schooldrum CA ${randomBytes(4).toString('hex')}`,
    notBefore: validFrom,
    notAfter: validUntil,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { caPem: `${certificate.toString('pem')}\n`, keyPem: await exportKey(keys.privateKey) };
}

/** Loads an authority from its PEM texts; throws when they are damaged or do not belong together. */
export async function loadSigner(caPem: string, keyPem: string): Promise<Signer> {
  cryptoProvider.set(crypto);
  const certificate = new X509Certificate(caPem);
  const privateKey = await crypto.subtle.importKey(
    'pkcs8',
    PemConverter.decodeFirst(keyPem),
    algorithm,
    false,
    ['sign'],
  );
  const publicKey = await certificate.publicKey.export(algorithm, ['verify']);
  const probe = randomBytes(32);
  const signature = await crypto.subtle.sign(algorithm, privateKey, probe);
  if (!(await crypto.subtle.verify(algorithm, publicKey, signature, probe)))
    throw new Error('key of another CA');
  return { certificate, caPem, caSha256: sha256Of(certificate), privateKey };
}

/** Server certificate over a new key: serverAuth, every host a SAN entry, IP addresses as such. */
export async function issueServer(
  signer: Signer,
  hosts: readonly string[],
): Promise<{ readonly keyPem: string; readonly certificatePem: string }> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = hosts.map((host) => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host }) as const);
  const certificate = await sign(signer, 'Schooldrum broker', keys.publicKey, validUntil, [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension(names),
  ]);
  return { keyPem: await exportKey(keys.privateKey), certificatePem: `${certificate.toString('pem')}\n` };
}

/**
 * Reads a PKCS #10 request: its self-signature must hold and its key be EC P-256.
 * The key is re-encoded, so that one key has one key id however the request spelt it.
 */
export async function readRequest(csrPem: string): Promise<Result<CertifiableKey, AppError>> {
  try {
    const csr = new Pkcs10CertificateRequest(csrPem);
    const named: { readonly name: string; readonly namedCurve?: string } = csr.publicKey.algorithm;
    if (named.name !== algorithm.name || named.namedCurve !== algorithm.namedCurve) return refused();
    if (!(await csr.verify())) return refused();
    const claimed = await csr.publicKey.export(algorithm, ['verify']);
    const point = await crypto.subtle.exportKey('raw', claimed);
    const publicKey = await crypto.subtle.importKey('raw', point, algorithm, true, ['verify']);
    const spki = await crypto.subtle.exportKey('spki', publicKey);
    return ok({ publicKey, keyId: keyIdOf(new Uint8Array(spki)) });
  } catch {
    return refused();
  }
}

/** Certificate of a device or user: clientAuth only, from 2000 until 400 days from now. */
export async function issueClient(
  signer: Signer,
  key: CertifiableKey,
  cn: string,
  nowMs: number,
): Promise<IssuedCertificate> {
  const expiresAt = nowMs + clientValidityMs;
  const until = new Date(expiresAt);
  const certificate = await sign(signer, cn, key.publicKey, until, [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
  ]);
  return { pem: `${certificate.toString('pem')}\n`, sha256: sha256Of(certificate), expiresAt };
}

/** What a certificate of ours says, whatever its dates: whose it is and of which key; null for anybody else's. */
export async function readClient(
  signer: Signer,
  pem: string,
): Promise<{ readonly cn: string; readonly key: CertifiableKey; readonly sha256: string } | null> {
  try {
    const certificate = new X509Certificate(pem);
    const isOurs = await certificate.verify({ publicKey: signer.certificate.publicKey, signatureOnly: true });
    const [cn, ...more] = certificate.subjectName.getField('CN');
    if (!isOurs || cn === undefined || more.length > 0) return null;
    const publicKey = await certificate.publicKey.export(algorithm, ['verify']);
    const spki = await crypto.subtle.exportKey('spki', publicKey);
    return { cn, key: { publicKey, keyId: keyIdOf(new Uint8Array(spki)) }, sha256: sha256Of(certificate) };
  } catch {
    return null;
  }
}

async function sign(
  signer: Signer,
  cn: string,
  publicKey: CryptoKey,
  notAfter: Date,
  extensions: readonly Extension[],
): Promise<X509Certificate> {
  return X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${cn}`,
    issuer: signer.certificate.subject,
    notBefore: validFrom,
    notAfter,
    publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ...extensions,
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(signer.certificate.publicKey),
    ],
  });
}

/** 128 random bits, the first one 0: serial numbers are positive (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

async function exportKey(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function sha256Of(certificate: X509Certificate): string {
  return createHash('sha256').update(new Uint8Array(certificate.rawData)).digest('hex');
}

function refused(): Result<never, AppError> {
  return err(appError('SD-CSR-INVALID'));
}
