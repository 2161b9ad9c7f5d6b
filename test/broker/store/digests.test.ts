import { expect, it } from 'vitest';
import type { DigestReceiver } from '../../../broker/store/digest-port.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const receiver: Omit<DigestReceiver, 'id'> = {
  ...{ unitId: 'root', channel: 'email', address: 'a@example.vn', hour: 7, lang: 'vi', addedAt: 5 },
  ...{ lastSentAt: null, lastFailure: null, toldOutageId: null },
};

it('receivers keep when they were last told, and why not', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const id = await store.addDigestReceiver(receiver);
  expect(await store.digestReceivers()).toEqual([{ ...receiver, id }]);
  await store.digestFailed(id, 'EAUTH 535');
  await store.digestSent(id, 100, 7);
  expect(await store.digestReceivers()).toMatchObject([
    { lastSentAt: 100, lastFailure: null, toldOutageId: 7 },
  ]);
  await store.digestSent(id, 200, null);
  expect(await store.digestReceivers()).toMatchObject([{ lastSentAt: 200, toldOutageId: 7 }]);
  await store.removeDigestReceiver(id);
  expect(await store.digestReceivers()).toEqual([]);
});

it('a removed receiver’s number is never another’s, and its days go', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const first = await store.addDigestReceiver(receiver);
  const record = { receiverId: first, day: '2026-10-05', tries: 2, nextAt: 9, isDone: false };
  await store.saveDigestDay(record);
  expect(await store.digestDay(first, '2026-10-05')).toEqual(record);
  await store.saveDigestDay({ ...record, tries: 3, isDone: true });
  expect(await store.digestDay(first, '2026-10-05')).toEqual({ ...record, tries: 3, isDone: true });
  expect(await store.digestDay(first, '2026-10-06')).toBeNull();
  await store.pruneDigestDays('2026-10-05');
  expect(await store.digestDay(first, '2026-10-05')).not.toBeNull();
  await store.removeDigestReceiver(first);
  expect(await store.addDigestReceiver(receiver)).toBeGreaterThan(first);
  await store.pruneDigestDays('2026-10-05');
  expect(await store.digestDay(first, '2026-10-05')).toBeNull();
});
