import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { checkService, describeVisit } from '../../../agent/line/service-check.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { certificateOf } from './certificate.ts';
import { loopback, openNameServer, openSilentServer, worldStartMs } from './line-world.ts';

const dayMs = 86_400_000;

/** A service over TLS whose certificate ends so many days from now; its clock is the test's own. */
async function openService(resources: Resources, days: number, status = 200, name = 'localhost') {
  const { cert, key } = await certificateOf(name, Date.now() + (days + 0.5) * dayMs);
  const asked: string[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { location: '/login' });
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const full = { resolver: 'the test’s own', nowMs: worldStartMs, isLight: false };

test('a service that works: every step has its time, and its certificate its days', async () => {
  await using resources = openResources();
  const names = await openNameServer(resources);
  const service = await openService(resources, 30, 302, 'csdl.example.vn');
  const target = { service: 'csdl', url: `https://csdl.example.vn:${service.port}/a?b=1` };
  const found = await checkService(loopback(names.port), target, full);
  expect(found).toEqual({
    stage: 'ok',
    ...{ dnsMs: expect.any(Number), tcpMs: expect.any(Number), tlsMs: expect.any(Number) },
    httpMs: expect.any(Number),
    httpStatus: 302,
    certificateDays: 30,
    // Not signed by anybody known: said, and left to the reader.
    detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  // The redirect is recorded, not followed.
  expect(service.asked).toEqual(['GET /a?b=1']);
  expect(names.asked).toEqual(['csdl.example.vn']);
});

test('what is no address, and what is nobody’s, is not called', async () => {
  const host = {
    resolve: () => Promise.reject(new Error('asked')),
    lookup: () => Promise.resolve({ ok: true as const, value: ['::ffff:169.254.169.254'] }),
    visit: () => Promise.reject(new Error('visited')),
    connect: () => Promise.reject(new Error('connected')),
  };
  const check = (url: string, isLight = false) =>
    checkService(host, { service: 'odd', url }, { ...full, resolver: undefined, isLight });
  expect(await check('https://a.vn:99999/')).toEqual({ stage: 'dns', detail: 'not an address' });
  expect(await check('http://169.254.169.254/latest/meta-data')).toMatchObject({ detail: 'refused' });
  expect(await check('http://[fe80::1]/', true)).toMatchObject({ stage: 'dns', detail: 'refused' });
  expect(await check('http://metadata.vn/')).toMatchObject({ stage: 'dns', detail: 'refused' });
});

test('an expired certificate fails at TLS, whatever this machine’s clock says', async () => {
  await using resources = openResources();
  const service = await openService(resources, -3);
  const target = { service: 'temis', url: `https://127.0.0.1:${service.port}/` };
  for (const nowMs of [Date.now(), 0, Date.now() + 9_000 * dayMs]) {
    const found = await checkService(loopback(), target, { ...full, nowMs });
    expect(found).toMatchObject({
      stage: 'tls',
      certificateDays: -3,
      httpStatus: 200,
      detail: 'CERT_HAS_EXPIRED',
    });
  }
  const well = await openService(resources, 10);
  const later = { service: 'temis', url: `https://127.0.0.1:${well.port}/` };
  const found = await checkService(loopback(), later, { ...full, nowMs: Date.now() + 9_000 * dayMs });
  expect(found).toMatchObject({ stage: 'ok', certificateDays: 10 });
});

test('each step that fails is named', async () => {
  await using resources = openResources();
  const names = await openNameServer(resources);
  const host = loopback(names.port);
  const open = await openSilentServer(resources);
  const check = (url: string, isLight = false) =>
    checkService(host, { service: 's', url }, { ...full, isLight });

  expect(await check(`http://127.0.0.1:${open.port}/`, true)).toEqual({
    stage: 'ok',
    isLight: true,
    tcpMs: expect.any(Number),
  });
  // A TLS server answers plain HTTP with nothing that is HTTP.
  const tls = await openService(resources, 30);
  expect(await check(`http://127.0.0.1:${tls.port}/`)).toMatchObject({
    stage: 'http',
    tcpMs: expect.any(Number),
  });
  const closed = await openSilentServer(resources);
  closed.server.close();
  await once(closed.server, 'close');
  expect(await check(`https://127.0.0.1:${closed.port}/`)).toEqual({ stage: 'tcp', detail: 'ECONNREFUSED' });
  expect(await check(`http://sd-nowhere.invalid:${closed.port}/`)).toMatchObject({
    stage: 'dns',
    detail: 'no such name',
  });
  names.mode = 'servfail';
  expect(await check('https://csdl.example.vn/')).toMatchObject({ stage: 'dns', detail: 'failed' });
});

test('a server that hangs up at TLS, and one that errs', async () => {
  await using resources = openResources();
  const plain = createHttpServer((_request, response) => response.writeHead(503).end());
  plain.listen(0, '127.0.0.1');
  await once(plain, 'listening');
  resources.defer(() => plain.close());
  const { port } = plain.address() as AddressInfo;
  const host = loopback();
  expect(await checkService(host, { service: 's', url: `http://127.0.0.1:${port}/` }, full)).toMatchObject({
    stage: 'http',
    httpStatus: 503,
  });
  expect(await checkService(host, { service: 's', url: `https://127.0.0.1:${port}/` }, full)).toMatchObject({
    stage: 'tls',
  });
});

test('a visit ends in its time, whatever the other side does', async () => {
  await using resources = openResources();
  const silent = await openSilentServer(resources);
  const { visit } = loopback();
  for (const protocol of ['http', 'https']) {
    const url = new URL(`${protocol}://127.0.0.1:${silent.port}/`);
    const found = await visit({ url, address: '127.0.0.1', timeoutMs: 150 });
    expect(found).toEqual({
      failedAt: protocol === 'http' ? 'http' : 'tls',
      detail: 'ETIMEDOUT',
      tcpMs: expect.any(Number),
    });
  }
});

test('a certificate of another name fails; a chain that this machine cannot complete does not', () => {
  const visit = { tcpMs: 1, tlsMs: 2, httpMs: 3, httpStatus: 200, certificateEndsAt: 5 * dayMs };
  const wrong = { ...visit, certificateError: 'ERR_TLS_CERT_ALTNAME_INVALID' };
  expect(describeVisit(wrong, 0)).toMatchObject({ stage: 'tls', detail: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  const chain = { ...visit, certificateError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' };
  expect(describeVisit(chain, 0)).toMatchObject({ stage: 'ok', detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

test('statuses below 500 are answers; numbers that are none are left out', () => {
  expect(describeVisit({ tcpMs: 1, httpMs: 2, httpStatus: 403 }, 0).stage).toBe('ok');
  expect(describeVisit({ tcpMs: 1, httpMs: 2, httpStatus: 502 }, 0).stage).toBe('http');
  expect(describeVisit({ httpStatus: 999 }, 0)).toEqual({ stage: 'http' });
});
