import { request } from 'node:https';
import { connect } from 'node:tls';
import pino from 'pino';
import { expect, test } from 'vitest';
import { issueToken } from '../../../broker/enrol/tokens.ts';
import { openHttpsServer } from '../../../broker/http/https-server.ts';
import { maxJoinBytes } from '../../../shared/contract/enrol.ts';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import {
  askTerms,
  openJoinDoor,
  postJoin,
  postLeave,
  postRenew,
} from '../../../shared/runtime/join-client.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { leaveOf, openDoorRig, renewalOf } from '../enrol/enrol-rig.ts';

async function openDoor(resources: Resources, hosts: readonly string[] = ['localhost']) {
  const clock = createManualClock(Date.UTC(2026, 10, 22));
  const store = await openTestStore(resources);
  const { authority } = await openTestAuthority(resources, clock, hosts);
  const log = pino({ level: 'silent' });
  const rig = await openDoorRig({ store, authority, clock });
  const { joining } = rig;
  const opened = await openHttpsServer(
    { joining, clock, log },
    { host: '127.0.0.1', port: 0, keyPem: authority.server.keyPem, chainPem: authority.server.chainPem },
  );
  if (!opened.ok) throw new Error(opened.error.code);
  const { port } = resources.closing(opened.value);
  const tokenFor = async (host: string, caSha256 = authority.caSha256) => {
    const place = { addresses: [{ host, mqttPort: 1, httpsPort: port }], caSha256 };
    const issued = issueToken({ schoolCode: '0012' }, place, clock.now());
    if (!issued.ok) throw new Error(issued.error.code);
    await store.saveToken(issued.value.record);
    const token = parseJoinToken(issued.value.token);
    if (!token.ok) throw new Error(token.error);
    return token.value;
  };
  return { clock, store, authority, port, tokenFor, rig };
}

type Reply = { readonly status: number; readonly body: string; readonly retryAfter: string | undefined };

function send(
  door: { port: number; authority: { caPem: string } },
  method: string,
  path: string,
  body?: string,
  type = 'application/json',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': type };
    const options = {
      host: '127.0.0.1',
      servername: 'localhost',
      port: door.port,
      method,
      path,
      headers,
      agent: false,
    } as const;
    const call = request({ ...options, ca: door.authority.caPem }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: text,
          retryAfter: response.headers['retry-after'],
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

test('a machine joins over the pinned door: terms, certificate, renewal, leave', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const token = await door.tokenFor('localhost');
  const opened = await openJoinDoor(token);
  if (!opened.ok) throw new Error(opened.error.code);
  expect(opened.value.caPem.trim()).toBe(door.authority.caPem.trim());
  expect(await askTerms(opened.value, token)).toEqual({
    ok: true,
    value: { v: 1, fingerprintKey: door.authority.fingerprintKey },
  });
  const key = await createKeyAndRequest();
  const joined = await postJoin(opened.value, {
    v: 1,
    tokenId: token.id,
    secret: token.secret,
    csr: key.csrPem,
    fingerprint: {},
  });
  if (!joined.ok) throw new Error(joined.error.code);
  expect(joined.value).toMatchObject({ schoolName: 'Trường TH Bình An', state: 'approved' });

  const { deviceId, certificate } = joined.value;
  const machine = { deviceId, certificate, key, fingerprint: {} };
  const renewed = await postRenew(opened.value, renewalOf(machine, key));
  expect(renewed).toMatchObject({ ok: true, value: { deviceId, certificate, outcome: 'renewed' } });
  expect(await postLeave(opened.value, leaveOf(machine))).toEqual({ ok: true, value: undefined });
  expect(await postRenew(opened.value, renewalOf(machine, key))).toMatchObject({
    ok: false,
    error: { code: 'SD-JOIN-KEY-REVOKED' },
  });
});

test('a door of another authority, or under another name, is not opened', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const foreign = await door.tokenFor('localhost', 'ab'.repeat(32));
  expect(await openJoinDoor(foreign)).toMatchObject({ ok: false, error: { code: 'SD-BROKER-NOT-OURS' } });
  const otherName = await door.tokenFor('127.0.0.1');
  expect(await openJoinDoor(otherName)).toMatchObject({ ok: false, error: { code: 'SD-BROKER-NOT-OURS' } });
});

test('a refusal reaches the machine as its code', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const token = await door.tokenFor('localhost');
  const opened = await openJoinDoor(token);
  if (!opened.ok) throw new Error(opened.error.code);
  await door.store.revokeToken(token.id, 0);
  expect(await askTerms(opened.value, token)).toMatchObject({
    ok: false,
    error: { code: 'SD-JOIN-TOKEN-REVOKED' },
  });
});

test('health says that it lives and which version, nothing else', async () => {
  await using resources = openResources();
  const { status, body } = await send(await openDoor(resources), 'GET', '/healthz');
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
});

test('requests that are none get the code of a wrong request and never a stack', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const cases = [
    ['POST', '/join', '{', 'application/json', 400],
    ['POST', '/join', '{}', 'application/json', 400],
    ['POST', '/join', '{"__proto__":{"v":1}}', 'application/json', 400],
    ['POST', '/join', 'v=1', 'text/plain', 400],
    ['POST', '/join', '<x/>', 'application/xml', 415],
    ['POST', '/join', `"${'x'.repeat(maxJoinBytes)}"`, 'application/json', 413],
    ['GET', '/join', undefined, undefined, 404],
    ['GET', '/%zz', undefined, undefined, 400],
    ['POST', '/nowhere', '{}', 'application/json', 404],
  ] as const;
  for (const [method, path, body, type, status] of cases) {
    const reply = await send(door, method, path, body, type);
    expect([path, body?.slice(0, 20), reply.status]).toEqual([path, body?.slice(0, 20), status]);
    expect(JSON.parse(reply.body)).toMatchObject({ error: { code: 'SD-JOIN-REQUEST-INVALID' } });
    expect(reply.body).not.toContain('node_modules');
  }
});

test('a flood of unreadable requests is told to wait', async () => {
  await using resources = openResources();
  const door = await openDoor(resources);
  const statuses: Reply[] = [];
  for (let i = 0; i < 6; i += 1) {
    const group = Array.from({ length: 50 }, () => send(door, 'POST', '/join/terms', '{}'));
    statuses.push(...(await Promise.all(group)));
  }
  expect(statuses.slice(0, 256).every(({ status }) => status === 400)).toBe(true);
  const refused = statuses.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(300 - 256);
  expect(refused[0]?.retryAfter).toBe('60');
  expect(refused[0]?.body).toContain('SD-JOIN-BUSY');
  await door.clock.advance(1_000);
  expect((await send(door, 'POST', '/join/terms', '{}')).status).toBe(400);
});

test('TLS 1.2 is not spoken', async () => {
  await using resources = openResources();
  const { port, authority } = await openDoor(resources);
  const outcome = await new Promise<string>((resolve) => {
    const options = { host: '127.0.0.1', port, servername: 'localhost', ca: authority.caPem };
    const socket = connect({ ...options, maxVersion: 'TLSv1.2' }, () => resolve('connected'));
    socket.on('error', (cause: NodeJS.ErrnoException) => resolve(cause.code ?? ''));
  });
  expect(outcome).toMatch(/PROTOCOL_VERSION|UNSUPPORTED/);
});

test('a taken port is an error that names it', async () => {
  await using resources = openResources();
  const { port, authority } = await openDoor(resources);
  const second = await openHttpsServer(
    { joining: {} as never, clock: createManualClock(0), log: pino({ level: 'silent' }) },
    { host: '127.0.0.1', port, keyPem: authority.server.keyPem, chainPem: authority.server.chainPem },
  );
  expect(second).toEqual({ ok: false, error: { code: 'SD-PORT-TAKEN', values: { port: String(port) } } });
});
