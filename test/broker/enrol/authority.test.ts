import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { expect, test } from 'vitest';
import {
  createAuthorityFolder,
  readAuthorityFolder,
  replaceServerCertificate,
} from '../../../broker/enrol/authority-folder.ts';
import { hostsMissing } from '../../../broker/enrol/server-hosts.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const now = Date.UTC(2026, 10, 22);
const hosts = ['broker.so.edu.vn', '192.168.1.10', '2001:db8::1'];

async function csrOf(algorithm: { name: string } & Record<string, unknown>): Promise<string> {
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as {
    publicKey: CryptoKey;
    privateKey: CryptoKey;
  };
  const signingAlgorithm = { ...algorithm, hash: 'SHA-256' };
  const csr = await Pkcs10CertificateRequestGenerator.create({ name: 'CN=x', keys, signingAlgorithm });
  return csr.toString('pem');
}

test('the authority is valid from 2000 to 2099 and may sign end certificates only', async () => {
  await using resources = openResources();
  const { authority } = await openTestAuthority(resources, createManualClock(now), hosts);
  const ca = new X509Certificate(authority.caPem);
  expect(ca.ca).toBe(true);
  expect(ca.validFrom).toBe('Jan  1 00:00:00 2000 GMT');
  expect(ca.validTo).toBe('Dec 31 23:59:59 2099 GMT');
  expect(ca.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  expect(authority.caSha256).toBe(ca.fingerprint256.replaceAll(':', '').toLowerCase());
});

test('the server certificate names every host, addresses as addresses, and nothing else', async () => {
  await using resources = openResources();
  const { authority } = await openTestAuthority(resources, createManualClock(now), hosts);
  const [leafPem, caPem] = authority.server.chainPem.split(/(?<=-----END CERTIFICATE-----)/);
  const leaf = new X509Certificate(leafPem ?? '');
  expect(leaf.subjectAltName).toBe(
    'DNS:broker.so.edu.vn, IP Address:192.168.1.10, IP Address:2001:DB8:0:0:0:0:0:1',
  );
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(leaf.ca).toBe(false);
  expect(leaf.verify(new X509Certificate(caPem ?? '').publicKey)).toBe(true);
  expect(hostsMissing(leafPem ?? '', [...hosts, '127.0.0.1', 'localhost'])).toEqual([
    '127.0.0.1',
    'localhost',
  ]);
});

test('a client certificate is ours from end to end: name, purpose and validity ignore the request', async () => {
  await using resources = openResources();
  const { authority } = await openTestAuthority(resources, createManualClock(now));
  const { csrPem, keyPem, keyId } = await createKeyAndRequest();
  const key = await authority.readRequest(csrPem);
  if (!key.ok) throw new Error(key.error.code);
  const record = await authority.certify(key.value, 'd-abcdefghijklmnop');
  const certificate = new X509Certificate(record.pem);
  expect(certificate.subject).toBe('CN=d-abcdefghijklmnop');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(certificate.ca).toBe(false);
  expect(certificate.validFrom).toBe('Jan  1 00:00:00 2000 GMT');
  expect(Date.parse(certificate.validTo)).toBe(now + 400 * 86_400_000);
  expect(certificate.serialNumber).toHaveLength(32);
  expect(certificate.verify(new X509Certificate(authority.caPem).publicKey)).toBe(true);
  expect(record.sha256).toBe(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
  expect(record.keyId).toBe(keyId);
  expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
});

test('only a P-256 key with its own signature is certified', async () => {
  await using resources = openResources();
  const { authority } = await openTestAuthority(resources, createManualClock(now));
  const p384 = await csrOf({ name: 'ECDSA', namedCurve: 'P-384' });
  const rsa = await csrOf({
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  });
  const good = (await createKeyAndRequest()).csrPem;
  const other = (await createKeyAndRequest()).csrPem;
  // The signature of one request under the body of another: the last 64 bytes or so of the DER.
  const der = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const forged = Buffer.concat([der(good).subarray(0, -40), der(other).subarray(-40)]);
  const forgedPem = `-----BEGIN CERTIFICATE REQUEST-----\n${forged.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
  for (const csr of [
    p384,
    rsa,
    forgedPem,
    'nonsense',
    '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
  ]) {
    expect(await authority.readRequest(csr)).toMatchObject({ ok: false, error: { code: 'SD-CSR-INVALID' } });
  }
  expect(await authority.readRequest(good)).toMatchObject({ ok: true });
});

test('its files are for the owner alone, and no unfinished one is left', async () => {
  await using resources = openResources();
  const { folder } = await openTestAuthority(resources, createManualClock(now));
  expect(await readdir(folder)).toEqual(['authority']);
  const files = await readdir(join(folder, 'authority'));
  expect(files.sort()).toEqual(['ca.key', 'ca.pem', 'fingerprint.key', 'server.pem']);
  expect((await stat(join(folder, 'authority'))).mode & 0o777).toBe(0o700);
  for (const file of files) expect((await stat(join(folder, 'authority', file))).mode & 0o777).toBe(0o600);
});

test('other hosts change the server certificate and nothing else', async () => {
  await using resources = openResources();
  const { folder, files, authority } = await openTestAuthority(resources, createManualClock(now));
  const before = await readFile(join(folder, 'authority', 'ca.pem'), 'utf8');
  await replaceServerCertificate(folder, files.signer, ['other.vn']);
  const after = await readAuthorityFolder(folder);
  if (!after.ok) throw new Error(after.error.code);
  expect(after.value.signer.caPem).toBe(before);
  expect(after.value.fingerprintKey).toBe(authority.fingerprintKey);
  expect(after.value.server.keyPem).not.toBe(authority.server.keyPem);
  expect(hostsMissing(after.value.server.certificatePem, ['other.vn'])).toEqual([]);
});

test.for(['ca.key', 'ca.pem', 'fingerprint.key', 'server.pem'])(
  'without %s the folder is named broken',
  async (name) => {
    await using resources = openResources();
    const { folder } = await openTestAuthority(resources, createManualClock(now));
    await rm(join(folder, 'authority', name));
    const read = await readAuthorityFolder(folder);
    expect(read).toMatchObject({
      ok: false,
      error: { code: 'SD-AUTHORITY-BROKEN', values: { reason: name } },
    });
  },
);

test.for(['ca.key', 'server.pem'])('%s of another installation is refused', async (name) => {
  await using resources = openResources();
  const mine = await openTestAuthority(resources, createManualClock(now));
  const theirs = await openTestAuthority(resources, createManualClock(now));
  const foreign = await readFile(join(theirs.folder, 'authority', name));
  await writeFile(join(mine.folder, 'authority', name), foreign);
  expect(await readAuthorityFolder(mine.folder)).toMatchObject({
    ok: false,
    error: { code: 'SD-AUTHORITY-BROKEN' },
  });
});

test('a folder that cannot be written to is one clear error', async () => {
  await using resources = openResources();
  const folder = await resources.folder();
  await writeFile(join(folder, 'file'), '');
  const made = await createAuthorityFolder(join(folder, 'file'), ['localhost']);
  expect(made).toMatchObject({ ok: false, error: { code: 'SD-FILE-UNWRITABLE' } });
  expect(await readAuthorityFolder(folder)).toMatchObject({
    ok: false,
    error: { code: 'SD-NOT-INITIALISED' },
  });
});
