import { createHash, randomBytes } from 'node:crypto';
import pino from 'pino';
import { expect, test } from 'vitest';
import { createJoining, type JoinedDevice } from '../../../broker/enrol/join.ts';
import { issueToken, type TokenWish } from '../../../broker/enrol/tokens.ts';
import type { JoinRequest } from '../../../shared/contract/enrol.ts';
import { parseJoinToken } from '../../../shared/contract/join-token.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const now = Date.UTC(2026, 10, 22);
const addresses = [{ host: 'localhost', mqttPort: 8883, httpsPort: 8443 }];
const component = (): string => randomBytes(32).toString('base64url');

async function openDesk(resources: Resources) {
  const clock = createManualClock(now);
  const store = await openTestStore(resources);
  const { authority } = await openTestAuthority(resources, clock);
  const joined: JoinedDevice[] = [];
  const lines: string[] = [];
  const joining = createJoining(
    {
      registry: store,
      authority,
      clock,
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      schoolName: (code) => (code === '0012' ? 'Trường TH Bình An' : null),
      onJoined: (one) => void joined.push(one),
    },
    { addresses },
  );
  const createToken = async (wish: Partial<TokenWish> = {}) => {
    const issued = issueToken(
      { schoolCode: '0012', ...wish },
      { addresses, caSha256: authority.caSha256 },
      now,
    );
    if (!issued.ok) throw new Error(issued.error.code);
    await store.saveToken(issued.value.record);
    const token = parseJoinToken(issued.value.token);
    if (!token.ok) throw new Error(token.error);
    return token.value;
  };
  const requestWith = async (token: { id: string; secret: string }): Promise<JoinRequest> => ({
    v: 1,
    tokenId: token.id,
    secret: token.secret,
    csr: (await createKeyAndRequest()).csrPem,
    fingerprint: { systemUuid: component(), macs: [component()] },
    room: ' Phòng máy 2 ',
    seat: '07',
  });
  return { clock, store, authority, joining, joined, lines, createToken, requestWith };
}

test('a valid token admits a machine as approved, where the token and the machine say it stands', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ role: 'student', room: 'PM1' });
  const answer = await desk.joining.join(await desk.requestWith(token));
  if (!answer.ok) throw new Error(answer.error.code);
  expect(answer.value).toMatchObject({
    schoolCode: '0012',
    schoolName: 'Trường TH Bình An',
    room: 'PM1',
    seat: '07',
    role: 'student',
    state: 'approved',
    addresses,
    fingerprintKey: desk.authority.fingerprintKey,
  });
  const { deviceId } = answer.value;
  expect(desk.joined.map(({ device }) => device.deviceId)).toEqual([deviceId]);
  expect(await desk.store.device(deviceId)).toMatchObject({ isWeakIdentity: false, tokenId: token.id });
  expect((await desk.store.token(token.id))?.usesLeft).toBe(59);
  expect((await desk.store.auditLog({ limit: 1 }))[0]).toMatchObject({ actor: deviceId, action: 'join' });
});

test('a role nobody named stays unknown, and the machine’s own room is taken', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const answer = await desk.joining.join(await desk.requestWith(await desk.createToken()));
  expect(answer).toMatchObject({ ok: true, value: { role: 'unknown', room: 'Phòng máy 2' } });
});

test('fewer than two identifiers make a weak identity', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const request = await desk.requestWith(await desk.createToken());
  const answer = await desk.joining.join({ ...request, fingerprint: { boardSerial: component() } });
  if (!answer.ok) throw new Error(answer.error.code);
  expect((await desk.store.device(answer.value.deviceId))?.isWeakIdentity).toBe(true);
});

test('the same key gets the same certificate and takes no second use, however often and however late it asks', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ uses: 1 });
  const request = await desk.requestWith(token);
  const answers = await Promise.all(Array.from({ length: 10 }, () => desk.joining.join(request)));
  const first = answers[0];
  if (first?.ok !== true) throw new Error('refused');
  for (const answer of answers) expect(answer).toEqual(first);
  expect((await desk.store.token(token.id))?.usesLeft).toBe(0);
  expect(await desk.store.devices()).toHaveLength(1);
  await desk.store.revokeToken(token.id, now);
  await desk.clock.advance(400 * 86_400_000);
  expect(await desk.joining.join(request)).toEqual(first);
});

test('forty machines at once take exactly the uses there are', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ uses: 25 });
  const requests = await Promise.all(Array.from({ length: 40 }, () => desk.requestWith(token)));
  const answers = await Promise.all(requests.map((request) => desk.joining.join(request)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(25);
  for (const answer of answers) if (!answer.ok) expect(answer.error.code).toBe('SD-JOIN-TOKEN-SPENT');
  expect(await desk.store.devices()).toHaveLength(25);
  expect(desk.joined).toHaveLength(25);
  expect((await desk.store.token(token.id))?.usesLeft).toBe(0);
});

test('each wrong token has its own refusal, an audit line, and no device', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const spent = await desk.createToken({ uses: 1 });
  await desk.joining.join(await desk.requestWith(spent));
  const expired = await desk.createToken({ expiresAt: now + 1_000 });
  const revoked = await desk.createToken();
  await desk.store.revokeToken(revoked.id, now);
  const good = await desk.createToken();
  const wrong = { ...good, secret: randomBytes(16).toString('base64url') };
  const foreign = { ...good, id: 'aaaaaaaa' };
  await desk.clock.advance(1_000);
  const cases = [
    [spent, 'SD-JOIN-TOKEN-SPENT'],
    [expired, 'SD-JOIN-TOKEN-EXPIRED'],
    [revoked, 'SD-JOIN-TOKEN-REVOKED'],
    [wrong, 'SD-JOIN-TOKEN-WRONG'],
    [foreign, 'SD-JOIN-TOKEN-FOREIGN'],
  ] as const;
  for (const [token, code] of cases) {
    const answer = await desk.joining.join(await desk.requestWith(token));
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expect((await desk.store.auditLog({ limit: 1 }))[0]).toMatchObject({
      action: 'join-refused',
      subject: token.id,
      detail: code,
    });
  }
  expect(await desk.store.devices()).toHaveLength(1);
});

test('terms are for who holds a token, even a spent one: its machine may be asking again', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ uses: 1 });
  await desk.joining.join(await desk.requestWith(token));
  const shown = { v: 1, tokenId: token.id, secret: token.secret } as const;
  expect(await desk.joining.terms(shown)).toEqual({
    ok: true,
    value: { v: 1, fingerprintKey: desk.authority.fingerprintKey },
  });
  await desk.store.revokeToken(token.id, now);
  expect(await desk.joining.terms(shown)).toMatchObject({
    ok: false,
    error: { code: 'SD-JOIN-TOKEN-REVOKED' },
  });
});

test('a revoked machine does not come back with its key', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const request = await desk.requestWith(await desk.createToken());
  const answer = await desk.joining.join(request);
  if (!answer.ok) throw new Error(answer.error.code);
  await desk.store.revokeCertificates(answer.value.deviceId, now);
  expect(await desk.joining.join(request)).toMatchObject({
    ok: false,
    error: { code: 'SD-JOIN-KEY-REVOKED' },
  });
});

test('the key of a user is no machine', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const request = await desk.requestWith(await desk.createToken());
  const key = await desk.authority.readRequest(request.csr);
  if (!key.ok) throw new Error(key.error.code);
  const userId = 'u-abcdefghijklmnop';
  const user = {
    userId,
    name: 'A',
    role: 'planner',
    unitId: 'root',
    createdAt: now,
    revokedAt: null,
  } as const;
  await desk.store.addUser(user, await desk.authority.certify(key.value, userId));
  expect(await desk.joining.join(request)).toMatchObject({
    ok: false,
    error: { code: 'SD-JOIN-REQUEST-INVALID' },
  });
});

test('refusals cannot fill the audit log', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const shown = { v: 1, tokenId: 'aaaaaaaa', secret: randomBytes(16).toString('base64url') } as const;
  for (let i = 0; i < 1_200; i += 1) await desk.joining.terms(shown);
  expect(await desk.store.auditLog({ limit: 2_000 })).toHaveLength(1_000);
});

test('a secret is kept as its hash only and never logged', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken();
  await desk.joining.join(await desk.requestWith({ ...token, id: 'aaaaaaaa' }));
  const record = await desk.store.token(token.id);
  expect(record?.secretHash).toBe(createHash('sha256').update(token.secret).digest('hex'));
  const kept = JSON.stringify([record, await desk.store.auditLog({ limit: 100 }), desk.lines]);
  expect(kept).not.toContain(token.secret);
  expect(desk.lines.length).toBeGreaterThan(0);
});
