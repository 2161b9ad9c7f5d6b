import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { TokenWish } from '../../../broker/enrol/tokens.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { addresses, hardware, join, joinWith, openDoorRig, origin, part } from './enrol-rig.ts';

const now = Date.UTC(2026, 10, 22);
const dayMs = 86_400_000;

async function openDesk(resources: Resources) {
  const clock = createManualClock(now);
  const store = await openTestStore(resources);
  const { authority } = await openTestAuthority(resources, clock);
  const rig = await openDoorRig({ store, authority, clock });
  let machines = 0;
  return {
    ...rig,
    clock,
    createToken: (wish: Partial<TokenWish> = {}) => rig.createToken(wish),
    requestWith: async (token: { readonly id: string; readonly secret: string }) => {
      machines += 1;
      const place = { room: ' Phòng máy 2 ', seat: '07' };
      return (await joinWith(token, hardware(`machine ${machines}`), place)).request;
    },
    ask: (request: Parameters<typeof rig.joining.join>[0]) => rig.joining.join(request, origin),
  };
}

test('a valid token admits a machine as approved, where the token and the machine say it stands', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ role: 'student', room: 'PM1' });
  const answer = await desk.ask(await desk.requestWith(token));
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
  expect(desk.toldOf(deviceId)).toEqual(['joined']);
  expect(answer.value).toMatchObject({ outcome: 'admitted', machineNumber: 1, seats: 60 });
  expect(desk.cache.identityOf(deviceId)).toEqual({ kind: 'device', cn: deviceId });
  expect(await desk.store.device(deviceId)).toMatchObject({ isWeakIdentity: false, tokenId: token.id });
  expect((await desk.store.token(token.id))?.usesLeft).toBe(59);
  expect((await desk.store.auditLog({ limit: 1 }))[0]).toMatchObject({ actor: deviceId, action: 'join' });
});

test('a role nobody named stays unknown, and the machine’s own room is taken', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const answer = await desk.ask(await desk.requestWith(await desk.createToken()));
  expect(answer).toMatchObject({ ok: true, value: { role: 'unknown', room: 'Phòng máy 2' } });
});

test('fewer than two identifiers make a weak identity', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const request = await desk.requestWith(await desk.createToken());
  const answer = await desk.ask({ ...request, fingerprint: { boardSerial: part('board') } });
  if (!answer.ok) throw new Error(answer.error.code);
  expect((await desk.store.device(answer.value.deviceId))?.isWeakIdentity).toBe(true);
});

test('the same key gets the same certificate and takes no second use, however often and however late it asks', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ uses: 1 });
  const request = await desk.requestWith(token);
  const answers = await Promise.all(Array.from({ length: 10 }, () => desk.ask(request)));
  const first = answers[0];
  if (first?.ok !== true) throw new Error('refused');
  for (const answer of answers) expect(answer).toEqual(first);
  expect((await desk.store.token(token.id))?.usesLeft).toBe(0);
  expect(await desk.store.devices()).toHaveLength(1);
  await desk.store.revokeToken(token.id, now);
  await desk.clock.advance(200 * dayMs);
  expect(await desk.ask(request)).toEqual(first);
  // A certificate that has come to its end is of no use; the machine is still the same.
  await desk.clock.advance(200 * dayMs);
  const { deviceId } = first.value;
  expect(await desk.ask(request)).toMatchObject({ ok: true, value: { deviceId, outcome: 'renewed' } });
  expect(await desk.store.certificatesOf(deviceId)).toHaveLength(2);
});

test('forty machines at once take exactly the uses there are', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ uses: 25 });
  const requests = await Promise.all(Array.from({ length: 40 }, () => desk.requestWith(token)));
  const answers = await Promise.all(requests.map((request) => desk.ask(request)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(25);
  for (const answer of answers) if (!answer.ok) expect(answer.error.code).toBe('SD-JOIN-TOKEN-SPENT');
  expect(await desk.store.devices()).toHaveLength(25);
  expect(desk.told.filter(({ what }) => what === 'joined')).toHaveLength(25);
  expect((await desk.store.token(token.id))?.usesLeft).toBe(0);
});

test('each wrong token has its own refusal, an audit line, and no device', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const spent = await desk.createToken({ uses: 1 });
  await desk.ask(await desk.requestWith(spent));
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
    const answer = await desk.ask(await desk.requestWith(token));
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
  await desk.ask(await desk.requestWith(token));
  const shown = { v: 1, tokenId: token.id, secret: token.secret } as const;
  expect(await desk.joining.terms(shown, origin)).toEqual({
    ok: true,
    value: { v: 1, fingerprintKey: desk.authority.fingerprintKey },
  });
  await desk.store.revokeToken(token.id, now);
  expect(await desk.joining.terms(shown, origin)).toMatchObject({
    ok: false,
    error: { code: 'SD-JOIN-TOKEN-REVOKED' },
  });
});

test('a revoked machine does not come back with its key', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const request = await desk.requestWith(await desk.createToken());
  const answer = await desk.ask(request);
  if (!answer.ok) throw new Error(answer.error.code);
  await desk.store.revokeCertificates(answer.value.deviceId, now);
  expect(await desk.ask(request)).toMatchObject({
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
  expect(await desk.ask(request)).toMatchObject({
    ok: false,
    error: { code: 'SD-JOIN-REQUEST-INVALID' },
  });
});

test('who guesses is told to wait, and fills neither the audit log nor anybody else’s way', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ uses: 512 });
  const guess = async (network: string, tokenId: string) => {
    const secret = randomBytes(16).toString('base64url');
    const answer = await desk.joining.terms({ v: 1, tokenId, secret }, { network });
    return answer.ok ? 'ok' : answer.error.code;
  };
  const codes: string[] = [];
  for (let i = 0; i < 300; i += 1) codes.push(await guess(origin.network, token.id));
  expect(codes.filter((code) => code === 'SD-JOIN-TOKEN-WRONG')).toHaveLength(256);
  expect(codes.slice(256).every((code) => code === 'SD-JOIN-BUSY')).toBe(true);
  // The token is guessed at from many networks: its own limit holds.
  const spread: string[] = [];
  for (let i = 0; i < 300; i += 1) spread.push(await guess(`198.51.100.${i % 250}`, token.id));
  expect(spread.filter((code) => code === 'SD-JOIN-TOKEN-WRONG')).toHaveLength(256);
  // A lab of 512 behind the guesser's own address joins meanwhile.
  for (let i = 0; i < 1_024; i += 1) {
    const shown = { v: 1, tokenId: token.id, secret: token.secret } as const;
    expect((await desk.joining.terms(shown, origin)).ok).toBe(true);
  }
  expect(await desk.ask(await desk.requestWith(token))).toMatchObject({ ok: true });
  expect(await desk.store.auditLog({ limit: 2_000 })).toHaveLength(512 + 1);
});

test('refusals from everywhere at once cannot fill the audit log', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const secret = randomBytes(16).toString('base64url');
  for (let i = 0; i < 1_200; i += 1) {
    const tokenId = i
      .toString(26)
      .padStart(8, '0')
      .replaceAll(/[0-9]/g, (digit) => String.fromCharCode(97 + Number(digit)));
    await desk.joining.terms({ v: 1, tokenId, secret }, { network: `10.0.${i % 200}.1` });
  }
  expect(await desk.store.auditLog({ limit: 2_000 })).toHaveLength(1_000);
  expect(desk.lines).toHaveLength(1_000);
});

test('a genuine flood from one address waits, others do not', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken();
  const shown = { v: 1, tokenId: token.id, secret: token.secret } as const;
  for (let i = 0; i < 2_048; i += 1) await desk.joining.terms(shown, origin);
  expect(await desk.joining.terms(shown, origin)).toMatchObject({ error: { code: 'SD-JOIN-BUSY' } });
  expect(await desk.joining.terms(shown, { network: '198.51.100.1' })).toMatchObject({ ok: true });
  await desk.clock.advance(1_000);
  expect(await desk.joining.terms(shown, origin)).toMatchObject({ ok: true });
});

test('which machine of the room it is, of how many seats', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken({ room: 'PM1', seats: 40 });
  await join(desk, token, hardware('a'));
  await join(desk, await desk.createToken({ room: 'PM2' }), hardware('b'));
  const second = await desk.ask((await joinWith(token, hardware('c'))).request);
  expect(second).toMatchObject({ value: { machineNumber: 2, seats: 40 } });
  const room = {
    schoolCode: '0012',
    room: 'PM1',
    siteCode: null,
    validFrom: now,
    kind: 'lab',
    seats: 36,
  } as const;
  await desk.store.saveRoom(room, 'a');
  const third = await desk.ask((await joinWith(token, hardware('d'))).request);
  expect(third).toMatchObject({ value: { machineNumber: 3, seats: 36 } });
  const elsewhere = await desk.ask((await joinWith(await desk.createToken(), hardware('e'))).request);
  expect(elsewhere).toMatchObject({ value: { machineNumber: 5, seats: null } });
});

test('a secret is kept as its hash only and never logged', async () => {
  await using resources = openResources();
  const desk = await openDesk(resources);
  const token = await desk.createToken();
  await desk.ask(await desk.requestWith({ ...token, id: 'aaaaaaaa' }));
  const record = await desk.store.token(token.id);
  expect(record?.secretHash).toBe(createHash('sha256').update(token.secret).digest('hex'));
  const kept = JSON.stringify([record, await desk.store.auditLog({ limit: 100 }), desk.lines]);
  expect(kept).not.toContain(token.secret);
  expect(desk.lines.length).toBeGreaterThan(0);
});
