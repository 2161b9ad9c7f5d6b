import { expect, test } from 'vitest';
import { buildTree } from '../../../broker/fleet/unit-tree.ts';
import type { Actor } from '../../../broker/query/handler.ts';
import { createQuarantineAnswers } from '../../../broker/query/quarantine-answers.ts';
import type { Unit } from '../../../shared/contract/view.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { openTestDatabase, reportPayload, startIngest } from '../ingest/started-ingest.ts';

const near = deviceCn(1);
const far = deviceCn(2);
const admin: Actor = { userId: 'local', name: 'local', role: 'admin', unitId: 'root' };
const officer: Actor = { ...admin, role: 'technician', unitId: 'school1' };

/** Two schools with a machine each, of which each sent one unreadable message. */
async function open(resources: Resources) {
  const { ingest, store } = await startIngest(openTestDatabase(resources));
  await ingest.report(near, Buffer.from('near'));
  await ingest.report(far, Buffer.from('far'));
  const school = (unitId: string): Unit => ({
    unitId,
    parentId: 'root',
    kind: 'school',
    name: '',
    code: unitId,
  });
  const root: Unit = { unitId: 'root', parentId: null, kind: 'province', name: '', code: null };
  const tree = buildTree([root, school('school1'), school('school2')], []);
  const schoolOf = new Map([
    [near, 'school1'],
    [far, 'school2'],
  ]);
  const device = (id: string) => ({ place: tree.schools.get(schoolOf.get(id) ?? '') ?? null });
  const fleet = { picture: { tree: () => tree, device } };
  return { answers: createQuarantineAnswers({ store, ingest, fleet }), ingest, store };
}

test('lists within the unit of whoever asks', async () => {
  await using resources = openResources();
  const { answers } = await open(resources);
  const devicesOf = async (actor: Actor) => {
    const answer = await answers.quarantineList({}, actor);
    return answer.ok
      ? answer.value.flatMap(({ messages }) => messages.map(({ deviceId }) => deviceId))
      : answer;
  };
  expect(await devicesOf(admin)).toEqual([near, far]);
  expect(await devicesOf(officer)).toEqual([near]);
});

test('shows one message, and none of another unit', async () => {
  await using resources = openResources();
  const { answers } = await open(resources);
  expect(await answers.quarantineShow({ id: 1 }, officer)).toMatchObject({
    ok: true,
    value: [
      { message: { deviceId: near, sizeBytes: 4 }, payloadBase64: Buffer.from('near').toString('base64') },
    ],
  });
  expect(await answers.quarantineShow({ id: 2 }, officer)).toMatchObject({
    error: { code: 'SD-OUTSIDE-UNIT' },
  });
  expect(await answers.quarantineShow({ id: 9 }, admin)).toMatchObject({
    error: { code: 'SD-QUARANTINE-UNKNOWN', values: { id: '9' } },
  });
});

test('shows what fits of a large one', async () => {
  await using resources = openResources();
  const { answers, ingest } = await open(resources);
  await ingest.report(near, Buffer.alloc(60 * 1024, 0x78));
  const answer = await answers.quarantineShow({ id: 3 }, admin);
  const [shown] = answer.ok ? answer.value : [];
  expect(shown?.message.sizeBytes).toBe(60 * 1024);
  expect(Buffer.from(shown?.payloadBase64 ?? '', 'base64')).toHaveLength(24 * 1024);
});

test('purges and replays within the unit', async () => {
  await using resources = openResources();
  const { answers, store } = await open(resources);
  const unread = [near, far].map((deviceId) => ({
    at: 1_790_000_000_000,
    deviceId,
    topic: `drum/1/${deviceId}/report`,
    reason: 'unknown-version',
    detail: '',
    payload: reportPayload(1),
  }));
  await store.save({ boots: [], sections: [], outcomes: [], events: [], unread });
  expect(await answers.quarantineReplay({}, officer)).toEqual({
    ok: true,
    value: [{ replayed: 1, kept: 1 }],
  });
  expect(await answers.quarantinePurge({}, officer)).toMatchObject({ error: { code: 'SD-OUTSIDE-UNIT' } });
  expect(await answers.quarantinePurge({ deviceId: far }, officer)).toMatchObject({
    error: { code: 'SD-OUTSIDE-UNIT' },
  });
  expect(await answers.quarantinePurge({ deviceId: near }, officer)).toEqual({
    ok: true,
    value: [{ purged: 1 }],
  });
  expect(await answers.quarantinePurge({}, admin)).toEqual({ ok: true, value: [{ purged: 2 }] });
});
