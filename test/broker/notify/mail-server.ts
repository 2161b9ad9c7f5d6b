import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createBrokerPki } from '../../support/broker-pki.ts';
import type { Resources } from '../../support/resources.ts';

export type Mail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly isEncrypted: boolean;
  readonly user: unknown;
};

/** A certificate for localhost under an authority of its own, as files. */
export async function openCertificates(resources: Resources) {
  const pki = await createBrokerPki();
  const { certificate, key } = await pki.server();
  const folder = await resources.folder();
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, pki.ca);
  return { cert: certificate, key, caFile, folder };
}

/** A mail server that keeps what it is given; `drum` with the password `trống` may log in. */
export async function openMailServer(resources: Resources, options: SMTPServerOptions = {}) {
  const { cert, key, caFile, folder } = await openCertificates(resources);
  const mails: Mail[] = [];
  const tries: { user: string | undefined; isEncrypted: boolean }[] = [];
  const server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, session, done) => {
      tries.push({ user: username, isEncrypted: session.secure });
      if (username === 'drum' && password === 'trống') return done(null, { user: username });
      done(new Error(`no such user: ${username} ${password}`));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
          isEncrypted: session.secure,
          user: session.user,
        });
        done();
      });
    },
    ...options,
  });
  // A client that hangs up in the middle is part of the test.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  resources.defer(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  const settings = {
    smtpHost: 'localhost',
    smtpPort: port,
    smtpFrom: 'drum@example.edu.vn',
    smtpCaFile: caFile,
  };
  return { server, mails, tries, settings, folder, port };
}

/** Head and decoded body of a message. */
export function readMail(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const unfolded = head.replace(/\r\n[ \t]/g, ' ');
  const headers = new Map(
    unfolded.split('\r\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  const body = rest.join('\r\n\r\n');
  const encoding = headers.get('content-transfer-encoding');
  const text = encoding === 'base64' ? Buffer.from(body, 'base64').toString() : quotedPrintable(body);
  return { headers, text: text.replaceAll('\r\n', '\n'), lines: raw.split('\r\n') };
}

function quotedPrintable(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
