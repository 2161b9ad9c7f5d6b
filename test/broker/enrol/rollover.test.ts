import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAuthority } from '../../../broker/enrol/authority.ts';
import { readAuthorityFolder, replaceServerCertificate } from '../../../broker/enrol/authority-folder.ts';
import {
  authoritySetting,
  createRollover,
  nextAuthoritySetting,
  settleRollover,
} from '../../../broker/enrol/rollover.ts';
import { issueToken } from '../../../broker/enrol/tokens.ts';
import { isTied } from '../../../broker/installation.ts';
import { createKeyAndRequest } from '../../../shared/runtime/certificate-request.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openTestAuthority, openTestStore } from '../../support/installation.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const dayMs = 86_400_000;
const machine = 'd-aaaaaaaaaaaaaaaa';
const person = 'u-aaaaaaaaaaaaaaaa';

async function openChange(resources: Resources) {
  const clock = createManualClock(1_800_000_000_000);
  const store = await openTestStore(resources);
  const { authority, folder } = await openTestAuthority(resources, clock);
  await store.saveSetting(authoritySetting, authority.caSha256);
  const lastSeen = new Map<string, number>([[machine, clock.now()]]);
  const [credentials, renewals, disconnected]: [string[], string[], string[]] = [[], [], []];
  const rollover = createRollover(
    {
      ...{ store, authority, clock },
      lastSeenOf: (deviceId) => lastSeen.get(deviceId) ?? null,
      credentialsChanged: () => void credentials.push(authority.caSha256),
      issuerChanged: () => void renewals.push(authority.issuerSha256),
      disconnect: (cn) => void disconnected.push(cn),
    },
    { dataFolder: folder, hosts: ['localhost'] },
  );
  /** A certificate of the issuer of now, as the registry holds it. */
  const certify = async (cn: string) => {
    const key = await authority.readRequest((await createKeyAndRequest()).csrPem);
    if (!key.ok) throw new Error(key.error.code);
    const certificate = await authority.certify(key.value, cn);
    await store.addCertificate(certificate);
    return certificate;
  };
  const step = async (kind: 'begin' | 'cancel' | 'finish', force = false) => {
    const done = await (kind === 'finish' ? rollover.finish({ force }) : rollover[kind]());
    return done.ok ? done.value : done.error.code;
  };
  return {
    clock,
    store,
    authority,
    folder,
    rollover,
    lastSeen,
    credentials,
    renewals,
    disconnected,
    certify,
    step,
  };
}

test('a change: both are trusted, the next one issues, and the old one leaves with its tokens', async () => {
  await using resources = openResources();
  const { clock, store, authority, folder, rollover, disconnected, certify, step, ...heard } =
    await openChange(resources);
  const [oldCa, oldPem] = [authority.caSha256, authority.caPem];
  const old = await certify(machine);
  const place = { addresses: [{ host: 'localhost', mqttPort: 1, httpsPort: 2 }], caSha256: oldCa };
  const token = issueToken({ schoolCode: '1' }, place, clock.now());
  if (!token.ok) throw new Error(token.error.code);
  await store.saveToken(token.value.record);

  const begun = await step('begin');
  expect(begun).toMatchObject({
    phase: 'changing',
    caSha256: oldCa,
    holders: 1,
    ready: 0,
    waiting: 1,
    voidTokens: 1,
  });
  expect(heard.renewals).toEqual([authority.issuerSha256]);
  expect(authority.caSha256).toBe(oldCa);
  expect(authority.trustedCaPem).toContain(oldPem);
  expect(authority.trustedCaPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  const fresh = await certify(machine);
  expect(fresh.caSha256).toBe(authority.issuerSha256);
  for (const { pem, caSha256 } of [old, fresh]) {
    expect(await authority.readCertificate(pem)).toMatchObject({ cn: machine });
    expect(authority.trusts(caSha256)).toBe(true);
  }
  expect(await step('begin')).toMatchObject({ nextCaSha256: authority.issuerSha256 });

  // Holding it is not enough: it has to be shown.
  expect(await step('finish')).toBe('SD-AUTHORITY-NOT-READY');
  await rollover.connected(machine, fresh.sha256);
  expect(await step('finish')).toMatchObject({ phase: 'single', caSha256: fresh.caSha256, voidTokens: 1 });
  expect(authority.trusts(oldCa)).toBe(false);
  expect(await authority.readCertificate(old.pem)).toBeNull();
  expect(
    new X509Certificate(authority.server.chainPem).checkIssued(new X509Certificate(authority.caPem)),
  ).toBe(true);
  expect((await store.token(token.value.record.id))?.revokedAt).toBe(clock.now());
  expect(disconnected).toEqual([]);
  expect(heard.credentials).toEqual([oldCa, fresh.caSha256]);
  const read = await readAuthorityFolder(folder);
  expect(read.ok && [read.value.signer.caSha256, read.value.next]).toEqual([fresh.caSha256, null]);
  expect(await store.setting(authoritySetting)).toBe(fresh.caSha256);
  expect(await step('finish')).toBe('SD-AUTHORITY-NOT-CHANGING');
});

test('who was not heard for 120 days, and who is shut out by force, does not hold it up', async () => {
  await using resources = openResources();
  const { clock, rollover, lastSeen, disconnected, certify, step } = await openChange(resources);
  await certify(machine);
  await step('begin');
  expect(await step('finish')).toBe('SD-AUTHORITY-NOT-READY');
  lastSeen.set(machine, clock.now() - 121 * dayMs);
  expect(await rollover.state()).toMatchObject({ holders: 1, ready: 0, waiting: 0 });
  lastSeen.set(machine, clock.now());
  expect(await step('finish', true)).toMatchObject({ phase: 'single' });
  expect(disconnected).toEqual([machine]);
});

test('a frozen disk forgets the new certificate: it is waited for', async () => {
  await using resources = openResources();
  const { store, rollover, certify, step } = await openChange(resources);
  await step('begin');
  const fresh = await certify(machine);
  await rollover.connected(machine, fresh.sha256);
  expect(await rollover.state()).toMatchObject({ waiting: 0, ready: 1 });
  await store.setCondition({ deviceId: machine, kind: 'frozen', since: 1, detail: null });
  expect(await rollover.state()).toMatchObject({ waiting: 1, waitingFor: [machine] });
});

test('a change that is called off leads back the same way', async () => {
  await using resources = openResources();
  const { clock, authority, folder, rollover, renewals, certify, step } = await openChange(resources);
  const oldCa = authority.caSha256;
  await step('begin');
  const next = await certify(machine);
  await rollover.connected(machine, next.sha256);
  expect(await step('cancel')).toMatchObject({
    phase: 'cancelling',
    nextCaSha256: null,
    waiting: 1,
    voidTokens: 0,
  });
  // What the next one issued still opens the door, so that it can be replaced.
  expect(authority.trusts(next.caSha256)).toBe(true);
  expect([authority.issuerSha256, authority.trustedCaPem]).toEqual([oldCa, authority.caPem]);
  expect(renewals).toEqual([next.caSha256, oldCa]);
  expect(await step('cancel')).toBe('SD-AUTHORITY-NOT-CHANGING');
  expect(await step('finish')).toBe('SD-AUTHORITY-NOT-READY');
  await clock.advance(1_000);
  const back = await certify(machine);
  await rollover.connected(machine, back.sha256);
  expect(await step('finish')).toMatchObject({ phase: 'single', caSha256: oldCa });
  expect(authority.trusts(next.caSha256)).toBe(false);
  expect(existsSync(join(folder, 'authority/leaving.pem'))).toBe(false);
});

test('called off and taken up again, it is the same next authority', async () => {
  await using resources = openResources();
  const { authority, step } = await openChange(resources);
  await step('begin');
  const next = authority.issuerSha256;
  await step('cancel');
  expect(await step('begin')).toMatchObject({ phase: 'changing', nextCaSha256: next });
});

test('a person who is about is waited for; one who never came is not', async () => {
  await using resources = openResources();
  const { clock, rollover, certify, step } = await openChange(resources);
  const mine = await certify(person);
  await certify('u-bbbbbbbbbbbbbbbb');
  await rollover.connected(person, mine.sha256);
  await clock.advance(dayMs);
  await step('begin');
  expect(await rollover.state()).toMatchObject({ holders: 2, waiting: 1, waitingFor: [person] });
});

test('killed right after the server certificate was replaced, the change is finished at the next start', async () => {
  await using resources = openResources();
  const { clock, store, authority, folder, step } = await openChange(resources);
  await step('begin');
  const next = authority.issuerSha256;
  const files = await readAuthorityFolder(folder);
  if (!files.ok || files.value.next === null) throw new Error('not changing');
  await replaceServerCertificate(folder, files.value.next, ['localhost']);

  const again = await readAuthorityFolder(folder);
  if (!again.ok) throw new Error(again.error.code);
  expect([again.value.signer.caSha256, again.value.next]).toEqual([next, null]);
  expect(await isTied(store, next)).toBe(true);
  const restarted = createAuthority({ clock }, again.value);
  // A second kill in the middle of the tidying changes nothing either.
  await writeFile(join(folder, 'authority/ca.key'), await readFile(join(folder, 'authority/server.pem')));
  expect((await readAuthorityFolder(folder)).ok).toBe(true);
  expect(await settleRollover({ store, authority: restarted }, folder)).toEqual({
    ok: true,
    value: undefined,
  });
  expect(await store.setting(authoritySetting)).toBe(next);
  expect(existsSync(join(folder, 'authority/next.pem'))).toBe(false);
  const tidy = await readAuthorityFolder(folder);
  expect(tidy.ok && tidy.value.signer.caSha256).toBe(next);
});

test('killed between the announcement and the file, nothing has begun', async () => {
  await using resources = openResources();
  const { store, authority, step } = await openChange(resources);
  await store.saveSetting(nextAuthoritySetting, 'ff'.repeat(32));
  expect(await isTied(store, authority.caSha256)).toBe(true);
  expect(await step('begin')).toMatchObject({ phase: 'changing' });
  expect(await store.setting(nextAuthoritySetting)).toBe(authority.issuerSha256);
});
