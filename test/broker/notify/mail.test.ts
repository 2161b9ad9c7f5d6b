import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NotifySettings } from '../../../broker/config.ts';
import type { Delivery } from '../../../broker/notify/channel.ts';
import { digestPage } from '../../../broker/notify/digest-text.ts';
import { createMail } from '../../../broker/notify/mail.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { createText } from '../../../shared/text/create-text.ts';
import { eventually } from '../../support/eventually.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { openCertificates, openMailServer, readMail } from './mail-server.ts';
import { atMs, fullDay } from './sample-digest.ts';

const page = digestPage(fullDay, createText('vi'));
const delivery: Delivery = {
  key: '3-2026-11-20',
  receiver: { id: 3, address: 'phongvhxh@example.edu.vn', lang: 'vi', unitId: 'root' },
  day: '2026-11-20',
  facts: fullDay,
  page,
};
const forever = new AbortController().signal;

function to(address: string): Delivery {
  return { ...delivery, receiver: { ...delivery.receiver, address } };
}

function send(settings: NotifySettings, one: Delivery = delivery, smtpPassword?: string) {
  return createMail({ clock: createManualClock(atMs), smtpPassword }, settings)(one, forever);
}

function passwordFile(folder: string, mode = 0o600): { smtpUser: string; smtpPasswordFile: string } {
  const smtpPasswordFile = join(folder, 'smtp-password');
  writeFileSync(smtpPasswordFile, 'trống\n', { mode });
  chmodSync(smtpPasswordFile, mode);
  return { smtpUser: 'drum', smtpPasswordFile };
}

/** A server that does as `talk` says. */
async function openPlainServer(resources: Resources, greeting: string | null) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    resources.defer(() => socket.destroy());
    if (greeting !== null) socket.write(greeting);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  resources.defer(() => server.close());
  const bound = server.address();
  return { smtpHost: '127.0.0.1', smtpPort: typeof bound === 'object' ? (bound?.port ?? 0) : 0 };
}

describe('a digest by mail', () => {
  it('goes over STARTTLS with a login, and arrives as it was written', async () => {
    await using resources = openResources();
    const { mails, settings, folder } = await openMailServer(resources);
    expect(await send({ ...settings, ...passwordFile(folder) })).toBeNull();
    const [mail] = mails;
    expect(mail).toMatchObject({
      ...{ from: 'drum@example.edu.vn', to: ['phongvhxh@example.edu.vn'], isEncrypted: true, user: 'drum' },
    });
    const { headers, text, lines } = readMail(mail?.raw ?? '');
    expect(text.trimEnd()).toBe(page.text.trimEnd());
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('message-id')).toBe('<digest-3-2026-11-20@example.edu.vn>');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(new Date(headers.get('date') ?? '').getTime()).toBe(atMs);
    expect(headers.get('subject')).toMatch(/^=\?UTF-8\?/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('goes over TLS from the first byte where the settings say so', async () => {
    await using resources = openResources();
    const { mails, settings } = await openMailServer(resources, { secure: true });
    expect(await send({ ...settings, smtpSecure: true })).toBeNull();
    expect(mails.map(({ isEncrypted }) => isEncrypted)).toEqual([true]);
  });

  it('takes the password from the environment first', async () => {
    await using resources = openResources();
    const { mails, settings } = await openMailServer(resources);
    const missing = { ...settings, smtpUser: 'drum', smtpPasswordFile: '/nowhere/at-all' };
    expect(await send(missing, delivery, 'trống')).toBeNull();
    expect(mails).toHaveLength(1);
    expect(await send(missing)).toBe('smtpPasswordFile: ENOENT');
    expect(await send({ ...settings, smtpUser: 'drum' })).toBe('smtpPasswordFile');
  });

  it('does not leave, nor does the password, where nothing is encrypted', async () => {
    await using resources = openResources();
    const { mails, tries, settings, folder } = await openMailServer(resources, {
      hideSTARTTLS: true,
      disabledCommands: ['STARTTLS'],
    });
    const reason = await send({ ...settings, ...passwordFile(folder) });
    expect(reason).toMatch(/^ETLS/);
    expect([mails, tries]).toEqual([[], []]);
  });

  it('leaves unencrypted to this very machine alone', async () => {
    await using resources = openResources();
    const plain = { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] };
    const { mails, settings } = await openMailServer(resources, plain);
    expect(await send({ ...settings, smtpInsecure: true })).toBeNull();
    expect(mails.map(({ isEncrypted }) => isEncrypted)).toEqual([false]);
  });

  it('trusts no certificate of another authority', async () => {
    await using resources = openResources();
    const { mails, tries, settings, folder } = await openMailServer(resources);
    const { caFile } = await openCertificates(resources);
    const { smtpCaFile: _, ...others } = settings;
    for (const wrong of [others, { ...settings, smtpCaFile: caFile }]) {
      expect(await send({ ...wrong, ...passwordFile(folder) })).toMatch(/^(ETLS|ESOCKET|ECONNECTION)/);
    }
    expect([mails, tries]).toEqual([[], []]);
    expect(await send({ ...settings, smtpCaFile: '/nowhere/ca.pem' })).toBe('smtpCaFile: ENOENT');
  });

  it.each([0o644, 0o640, 0o604])('reads no password from a file of mode %o', async (mode) => {
    await using resources = openResources();
    const { tries, settings, folder } = await openMailServer(resources);
    const reason = await send({ ...settings, ...passwordFile(folder, mode) });
    expect(reason).toBe(`smtpPasswordFile: ${mode.toString(8)}`);
    expect(tries).toEqual([]);
  });

  it('that is refused says why by code, without what the server said', async () => {
    await using resources = openResources();
    const { settings } = await openMailServer(resources, {
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('secret of phongvhxh'), { responseCode: 550 })),
    });
    expect(await send({ ...settings, smtpUser: 'drum' }, delivery, 'wrong')).toBe('EAUTH 535');
    expect(await send(settings)).toBe('EENVELOPE 550');
  });

  it.each([
    'a@b.vn\r\nBcc: c@d.vn',
    'a@b.vn, c@d.vn',
    'A <a@b.vn>',
    'a@b.vn>\r\nDATA',
    '"a b"@c.vn',
    'a@b',
    ' a@b.vn',
    `${'a'.repeat(250)}@b.vn`,
    '',
  ])('goes to no address such as %j', async (address) => {
    expect(await send({ smtpHost: '127.0.0.1', smtpPort: 9, smtpFrom: 'drum@example.vn' }, to(address))).toBe(
      'address',
    );
  });

  it('with a hostile unit name has one subject and no other header', async () => {
    await using resources = openResources();
    const { mails, settings } = await openMailServer(resources);
    const facts = { ...fullDay, unitName: 'Xã A\r\nBcc: thief@example.org\r\n\r\n.\r\n' };
    expect(
      await send(settings, { ...delivery, facts, page: digestPage(facts, createText('en')) }),
    ).toBeNull();
    const { headers } = readMail(mails[0]?.raw ?? '');
    expect(headers.has('bcc')).toBe(false);
    expect(mails[0]?.to).toEqual(['phongvhxh@example.edu.vn']);
  });

  it('needs a host and a sender', async () => {
    expect(await send({})).toBe('smtpHost');
    expect(await send({ smtpHost: 'localhost' })).toBe('smtpFrom');
  });

  it.each([null, '220-'])('to a server that says %j ends at its deadline', async (greeting) => {
    await using resources = openResources();
    const server = await openPlainServer(resources, greeting);
    const clock = createManualClock(atMs);
    const mail = createMail({ clock, smtpPassword: undefined }, { ...server, smtpFrom: 'drum@example.vn' });
    let reason: string | null | undefined;
    void mail(delivery, forever).then((outcome) => {
      reason = outcome;
    });
    await eventually(async () => {
      await clock.advance(45_000);
      return reason;
    });
    expect(reason).toBe('ETIMEDOUT');
  });

  it('ends at once when the broker stops', async () => {
    await using resources = openResources();
    const server = await openPlainServer(resources, null);
    const stopping = new AbortController();
    const clock = createManualClock(atMs);
    const mail = createMail({ clock, smtpPassword: undefined }, { ...server, smtpFrom: 'drum@example.vn' });
    const sent = mail(delivery, stopping.signal);
    stopping.abort();
    expect(await sent).toBe('ABORT_ERR');
  });
});
