import { expect, test } from 'vitest';
import { openRegistryCache } from '../../../broker/enrol/registry-cache.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const cn = 'u-abcdefghijklmnop';
const everyAuthority = { trusts: () => true };
const user = {
  userId: cn,
  name: 'A',
  role: 'planner',
  unitId: 'root',
  createdAt: 1,
  revokedAt: null,
} as const;
const certificate = {
  sha256: 'aa',
  cn,
  keyId: 'k',
  pem: 'p',
  issuedAt: 1,
  expiresAt: 4_000_000_000_000,
  caSha256: '',
  revokedAt: null,
};

test('who is in the store may connect with its own certificate, under its own name', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await store.addUser(user, certificate);
  const cache = await openRegistryCache(store, everyAuthority);
  expect(cache.authenticate({ cn, certificateSha256: 'aa' })).toBe('ok');
  expect(cache.authenticate({ cn, certificateSha256: 'bb' })).toBe('unknown-certificate');
  expect(cache.authenticate({ cn: 'u-aaaaaaaaaaaaaaaa', certificateSha256: 'aa' })).toBe('name-mismatch');
  expect(cache.identityOf(cn)).toEqual({ kind: 'user', cn, role: 'planner', unitId: 'root' });
  expect(cache.identityOf('d-aaaaaaaaaaaaaaaa')).toBeNull();
});

test('what is added and revoked holds at once, and after the next start', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const cache = await openRegistryCache(store, everyAuthority);
  const device = { ...certificate, sha256: 'dd', cn: 'd-abcdefghijklmnop' };
  cache.addDevice(device);
  expect(cache.authenticate({ cn: device.cn, certificateSha256: 'dd' })).toBe('ok');
  expect(cache.identityOf(device.cn)).toEqual({ kind: 'device', cn: device.cn });
  await store.addUser(user, certificate);
  cache.addUser(user, certificate);
  await store.revokeUser(cn, 2);
  cache.revoke(cn);
  for (const one of [cache, await openRegistryCache(store, everyAuthority)]) {
    expect(one.authenticate({ cn, certificateSha256: 'aa' })).toBe('revoked');
    // A question that was on its way is nobody's.
    expect(one.identityOf(cn)).toBeNull();
  }
  expect(cache.authenticate({ cn: device.cn, certificateSha256: 'dd' })).toBe('ok');
});

test('a certificate whose owner is gone admits nobody', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await store.addUser(user, certificate);
  const cache = await openRegistryCache({ ...store, users: () => Promise.resolve([]) }, everyAuthority);
  expect(cache.authenticate({ cn, certificateSha256: 'aa' })).toBe('unknown-identity');
});

test('a certificate of an authority that is no longer trusted admits nobody, also a resumed session', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  await store.addUser(user, { ...certificate, caSha256: 'old' });
  const trusted = new Set(['old']);
  const cache = await openRegistryCache(store, { trusts: (caSha256) => trusted.has(caSha256) });
  expect(cache.authenticate({ cn, certificateSha256: 'aa' })).toBe('ok');
  trusted.delete('old');
  expect(cache.authenticate({ cn, certificateSha256: 'aa' })).toBe('unknown-certificate');
});
