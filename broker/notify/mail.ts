import { Socket } from 'node:net';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { NotifySettings } from '../config.ts';
import type { Channel, Delivery } from './channel.ts';
import { codeOf, readCa, readSecret } from './secret.ts';
import { isLoopback, isMailAddress } from './target.ts';

const deadlineMs = 45_000;
const stepMs = 15_000;

export type MailDeps = {
  readonly clock: Clock;
  /** From the environment; goes before the file. */
  readonly smtpPassword: string | undefined;
};

/** The first setting without which no mail can leave, or null. */
export function missingMailSetting({ smtpHost, smtpFrom }: NotifySettings): keyof NotifySettings | null {
  if (smtpHost === undefined) return 'smtpHost';
  return smtpFrom === undefined ? 'smtpFrom' : null;
}

/**
 * Sends the digest as plain text by SMTP: TLS from the first byte (`smtpSecure`) or by STARTTLS, without which nothing is
 * sent, except to this very machine where `smtpInsecure` says so.
 */
export function createMail({ clock, smtpPassword }: MailDeps, settings: NotifySettings): Channel {
  return async (delivery, signal) => {
    const missing = missingMailSetting(settings);
    if (missing !== null) return missing;
    if (!isMailAddress(delivery.receiver.address)) return 'address';
    const options = connectionOptions(settings, smtpPassword);
    if (!options.ok) return options.error;
    // Half a megabyte of code that most brokers never need.
    const { createTransport } = await import('nodemailer');
    if (signal.aborted) return 'ABORT_ERR';
    const socket = new Socket();
    const late = Promise.withResolvers<string>();
    const stop = (reason: string): void => {
      late.resolve(reason);
      socket.destroy();
    };
    const abort = (): void => stop('ABORT_ERR');
    const cancel = clock.after(deadlineMs, () => stop('ETIMEDOUT'), { isBackground: true });
    signal.addEventListener('abort', abort);
    const sent = createTransport({ ...options.value, socket })
      .sendMail(messageOf(delivery, settings, clock.now()))
      .then(() => null, reasonOf);
    try {
      return await Promise.race([sent, late.promise]);
    } finally {
      cancel();
      signal.removeEventListener('abort', abort);
    }
  };
}

function connectionOptions(settings: NotifySettings, smtpPassword: string | undefined) {
  const { smtpHost = '', smtpPort, smtpSecure = false, smtpInsecure = false, smtpUser } = settings;
  const ca = readCa(settings.smtpCaFile, 'smtpCaFile');
  if (!ca.ok) return ca;
  const auth = credentials(settings, smtpPassword);
  if (!auth.ok) return auth;
  const isPlain = smtpInsecure && !smtpSecure && isLoopback(smtpHost);
  return ok({
    host: smtpHost,
    port: smtpPort ?? (smtpSecure ? 465 : 587),
    secure: smtpSecure,
    ...(isPlain ? { ignoreTLS: true } : { requireTLS: !smtpSecure }),
    tls: { minVersion: 'TLSv1.2', ...ca.value } as const,
    ...(smtpUser === undefined ? {} : { auth: { user: smtpUser, pass: auth.value } }),
    ...{ connectionTimeout: stepMs, greetingTimeout: stepMs, dnsTimeout: stepMs, socketTimeout: stepMs },
    ...{ socketCloseTimeout: 1, disableFileAccess: true, disableUrlAccess: true },
  });
}

function credentials(
  { smtpUser, smtpPasswordFile }: NotifySettings,
  smtpPassword: string | undefined,
): Result<string, string> {
  if (smtpUser === undefined) return ok('');
  if (smtpPassword !== undefined && smtpPassword !== '') return ok(smtpPassword);
  if (smtpPasswordFile === undefined) return err('smtpPasswordFile');
  return readSecret(smtpPasswordFile, 'smtpPasswordFile');
}

function messageOf(delivery: Delivery, { smtpFrom = '' }: NotifySettings, nowMs: number) {
  const { address } = delivery.receiver;
  const domain = smtpFrom.slice(smtpFrom.lastIndexOf('@') + 1);
  return {
    from: { name: 'Schooldrum', address: smtpFrom },
    to: { name: '', address },
    envelope: { from: smtpFrom, to: [address] },
    subject: delivery.page.subject,
    text: delivery.page.text,
    date: new Date(nowMs),
    messageId: `<digest-${delivery.key}@${domain}>`,
    // RFC 3834 §5: no machine answers this.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/** `EAUTH 535`: what the mail server says beside its code may quote addresses. */
function reasonOf(cause: unknown): string {
  const status = cause instanceof Error && 'responseCode' in cause ? cause.responseCode : undefined;
  return typeof status === 'number' ? `${codeOf(cause)} ${status}` : codeOf(cause);
}
