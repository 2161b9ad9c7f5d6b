import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NotifySettings } from '../../../broker/config.ts';
import type { Delivery } from '../../../broker/notify/channel.ts';
import { digestPage } from '../../../broker/notify/digest-text.ts';
import { createWebhook } from '../../../broker/notify/webhook.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { createText } from '../../../shared/text/create-text.ts';
import { eventually } from '../../support/eventually.ts';
import { openResources } from '../../support/resources.ts';
import { openHookServer } from './hook-server.ts';
import { atMs, fullDay } from './sample-digest.ts';

const page = digestPage(fullDay, createText('vi'));
const forever = new AbortController().signal;

function deliveryTo(address: string): Delivery {
  const receiver = { id: 4, address, lang: 'vi', unitId: 'root' } as const;
  return { key: '4-2026-11-20', receiver, day: '2026-11-20', facts: fullDay, page };
}

function send(address: string, settings: NotifySettings = {}) {
  return createWebhook({ clock: createManualClock(atMs) }, settings)(deliveryTo(address), forever);
}

describe('a digest by webhook', () => {
  it('is one POST of JSON over HTTPS, with what the page and programs need', async () => {
    await using resources = openResources();
    const { hooks, url, settings } = await openHookServer(resources);
    expect(await send(`${url}/hooks/secret-path?room=1`, settings)).toBeNull();
    const [hook] = hooks;
    expect(hook).toMatchObject({ method: 'POST', url: '/hooks/secret-path?room=1' });
    expect(hook?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-schooldrum-delivery': '4-2026-11-20',
    });
    expect(hook?.headers).not.toHaveProperty('x-schooldrum-signature');
    const body = JSON.parse(hook?.body ?? '');
    expect(body).toMatchObject({
      ...{ v: 1, unit: { id: 'root', name: 'Tỉnh Nghệ An' }, day: '2026-11-20', lang: 'vi' },
      ...{ at: '2026-11-20T00:00:00.000Z', subject: page.subject, text: page.text },
    });
    expect(body.incidents).toHaveLength(fullDay.open.length + fullDay.ended.length);
    expect(body.incidents[0]).toEqual({
      ...{
        outageId: 7,
        cause: 'isp',
        impact: 'down',
        severity: 'critical',
        scope: { kind: 'isp', id: 'VNPT' },
      },
      ...{ schoolCode: 'LL', schoolName: 'THCS Lê Lợi', start: '2026-11-18T22:00:00.000Z', end: null },
      ...{ confidence: 0.9, witnesses: 41 },
    });
  });

  it('is signed with the secret of a file that is its owner’s alone', async () => {
    await using resources = openResources();
    const { hooks, url, settings, folder } = await openHookServer(resources);
    const webhookSecretFile = join(folder, 'hook-secret');
    writeFileSync(webhookSecretFile, 'bí mật\n', { mode: 0o600 });
    expect(await send(url, { ...settings, webhookSecretFile })).toBeNull();
    const mac = createHmac('sha256', 'bí mật')
      .update(hooks[0]?.body ?? '')
      .digest('hex');
    expect(hooks[0]?.headers['x-schooldrum-signature']).toBe(`sha256=${mac}`);
    writeFileSync(join(folder, 'open'), 'x\n', { mode: 0o644 });
    const open = { ...settings, webhookSecretFile: join(folder, 'open') };
    expect(await send(url, open)).toBe('webhookSecretFile: 644');
    expect(hooks).toHaveLength(1);
  });

  it('reaches nobody whose certificate is of another authority', async () => {
    await using resources = openResources();
    const { hooks, url } = await openHookServer(resources);
    expect(await send(url)).toMatch(/CERT|SIGNATURE/);
    expect(hooks).toEqual([]);
  });

  it('follows no redirect', async () => {
    await using resources = openResources();
    const target = await openHookServer(resources);
    const { url, settings } = await openHookServer(resources, (_request, response) =>
      response.writeHead(307, { location: target.url }).end(),
    );
    expect(await send(url, settings)).toBe('HTTP 307');
    expect(target.hooks).toEqual([]);
  });

  it.each([400, 404, 500])('that is answered with %i was not taken', async (status) => {
    await using resources = openResources();
    const { url, settings } = await openHookServer(resources, (_request, response) =>
      response.writeHead(status).end('secret words'),
    );
    expect(await send(url, settings)).toBe(`HTTP ${status}`);
  });

  it.each([200, 500])(
    'is answered by its status %i alone: a body without end makes no second try',
    async (status) => {
      await using resources = openResources();
      const { hooks, url, settings } = await openHookServer(resources, (_request, response) => {
        const more = (): void => {
          while (response.write(Buffer.alloc(16_384)));
          response.once('drain', more);
        };
        response.on('error', () => {});
        response.writeHead(status);
        more();
      });
      expect(await send(url, settings)).toBe(status === 200 ? null : `HTTP ${status}`);
      expect(hooks).toHaveLength(1);
    },
  );

  it('waits ten seconds for an answer', async () => {
    await using resources = openResources();
    const { hooks, url, settings } = await openHookServer(resources, () => {});
    const clock = createManualClock(atMs);
    const sent = createWebhook({ clock }, settings)(deliveryTo(url), forever);
    await eventually(() => hooks[0]);
    await clock.advance(10_000);
    expect(await sent).toBe('ETIMEDOUT');
  });

  it('ends at once when the broker stops', async () => {
    await using resources = openResources();
    const { hooks, url, settings } = await openHookServer(resources, () => {});
    const stopping = new AbortController();
    const clock = createManualClock(atMs);
    const sent = createWebhook({ clock }, settings)(deliveryTo(url), stopping.signal);
    await eventually(() => hooks[0]);
    stopping.abort();
    expect(await sent).toBe('ABORT_ERR');
  });

  it('goes unencrypted to this very machine alone', async () => {
    await using resources = openResources();
    const { hooks, url } = await openHookServer(resources, undefined, true);
    expect(await send(url)).toBeNull();
    expect(hooks).toHaveLength(1);
    expect(await send('http://example.org/')).toBe('address');
  });

  it('whose host is gone says so', async () => {
    expect(await send('http://127.0.0.1:9/')).toBe('ECONNREFUSED');
  });
});
