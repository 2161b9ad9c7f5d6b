import { createHmac } from 'node:crypto';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { NotifySettings } from '../config.ts';
import type { Channel, Delivery } from './channel.ts';
import { codeOf, readCa, readSecret } from './secret.ts';
import { guardedLookup, webhookTarget } from './target.ts';

const deadlineMs = 10_000;

/**
 * POSTs the digest as JSON `{v, unit, day, lang, subject, text, incidents[]}`; taken when the answer is 2xx. With a secret,
 * `x-schooldrum-signature` is `sha256=` and the HMAC of the body in hex. No redirect is followed.
 */
export function createWebhook(
  { clock }: { readonly clock: Clock },
  settings: Pick<NotifySettings, 'webhookSecretFile' | 'webhookCaFile'>,
): Channel {
  return async (delivery, signal) => {
    const url = webhookTarget(delivery.receiver.address);
    if (url === null) return 'address';
    const ca = readCa(settings.webhookCaFile, 'webhookCaFile');
    if (!ca.ok) return ca.error;
    const body = JSON.stringify(webhookBody(delivery));
    const signature = sign(body, settings.webhookSecretFile);
    if (!signature.ok) return signature.error;
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'schooldrum',
      'x-schooldrum-delivery': delivery.key,
      ...signature.value,
    };
    return await post(url, body, { headers, ...ca.value }, { clock, signal });
  };
}

/** What a webhook is sent; times are ISO-8601 in UTC. */
function webhookBody({ receiver, day, facts, page }: Delivery) {
  return {
    v: 1,
    unit: { id: receiver.unitId, name: facts.unitName },
    day,
    at: new Date(facts.atMs).toISOString(),
    lang: receiver.lang,
    ...page,
    incidents: [...facts.open, ...facts.ended].map((incident) => {
      const { outageId, cause, impact, severity, scope, schoolCode, schoolName } = incident;
      const { start, end, confidence, witnesses } = incident;
      return {
        ...{ outageId, cause, impact, severity, scope, schoolCode, schoolName },
        start: new Date(start).toISOString(),
        end: end === null ? null : new Date(end).toISOString(),
        ...{ confidence, witnesses },
      };
    }),
  };
}

function sign(body: string, secretFile: string | undefined) {
  if (secretFile === undefined) return { ok: true, value: {} } as const;
  const secret = readSecret(secretFile, 'webhookSecretFile');
  if (!secret.ok) return secret;
  const mac = createHmac('sha256', secret.value).update(body).digest('hex');
  return { ok: true, value: { 'x-schooldrum-signature': `sha256=${mac}` } } as const;
}

function post(
  url: URL,
  body: string,
  { headers, ca }: { readonly headers: Record<string, string | number>; readonly ca?: string },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<string | null> {
  return new Promise((resolve) => {
    const request = url.protocol === 'https:' ? secureRequest : plainRequest;
    const options = { method: 'POST', headers, lookup: guardedLookup, agent: false, signal };
    const sent = request(url, { ...options, ...(ca === undefined ? {} : { ca }) });
    const settle = (reason: string | null): void => {
      cancel();
      resolve(reason);
      sent.destroy();
    };
    const cancel = clock.after(deadlineMs, () => settle('ETIMEDOUT'), { isBackground: true });
    sent.on('error', (cause) => settle(codeOf(cause)));
    // What else it answers is not read: a body without end, once it was taken, would have it sent again.
    sent.on('response', ({ statusCode = 0 }) =>
      settle(statusCode >= 200 && statusCode < 300 ? null : `HTTP ${statusCode}`),
    );
    sent.end(body);
  });
}
