import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Profile, readProfile, writeProfile } from '../../shared/runtime/profile.ts';
import { createBrokerPki, userCn } from '../support/broker-pki.ts';
import { openResources } from '../support/resources.ts';

const pki = await createBrokerPki();
const { ca, cert: certificate, key } = await pki.client(userCn(1));
const other = await pki.client(userCn(2));
const profile: Profile = {
  v: 1,
  userId: userCn(1),
  name: 'Nguyễn Văn An',
  addresses: [{ host: 'broker.vn', mqttPort: 8883, httpsPort: 8443 }],
  ca,
  certificate,
  key,
};

test('a profile is read as it was written, and is for its owner alone', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'p.json');
  expect(writeProfile(path, profile).ok).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(readProfile(path)).toEqual({ ok: true, value: profile });
});

test.for([
  ['{', 'JSON', 'not-json'],
  ['[]', 'JSON', 'not-fields'],
  [JSON.stringify({ ...profile, addresses: [] }), 'addresses', 'too-few'],
  [JSON.stringify({ ...profile, userId: 'd-abcdefghijklmnop' }), 'userId', 'not-user-id'],
  [JSON.stringify({ ...profile, ca: 'ca' }), 'ca', 'not-valid'],
  [JSON.stringify({ ...profile, certificate: certificate.slice(0, 200) }), 'certificate', 'not-valid'],
  [JSON.stringify({ ...profile, key: key.replace('PRIVATE', 'SECRET') }), 'key', 'not-valid'],
  [JSON.stringify({ ...profile, key: other.key }), 'key', 'not-valid'],
])('%s is no profile', async ([content, field, reason]) => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'p.json');
  await writeFile(path, content ?? '');
  expect(readProfile(path)).toMatchObject({
    ok: false,
    error: { code: 'SD-PROFILE-INVALID', values: { path, field, reason } },
  });
});

test('a profile that is not there is named', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'none.json');
  expect(readProfile(path)).toMatchObject({ ok: false, error: { code: 'SD-FILE-UNREADABLE' } });
});
