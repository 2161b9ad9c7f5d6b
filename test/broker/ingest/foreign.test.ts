import { expect, test } from 'vitest';
import type { Compare } from '../../../broker/ingest/place-status.ts';
import { createRegistry } from '../../../broker/store/sqlite/registry.ts';
import { compareFingerprints } from '../../../shared/domain/fingerprint.ts';
import { deviceCn } from '../../support/broker-pki.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import {
  birthPayload,
  bootA,
  bootB,
  deathPayload,
  hash1,
  openTestDatabase,
  reportPayload,
  startIngest,
  storedRows,
} from './started-ingest.ts';

const cn = deviceCn(1);
const other = deviceCn(2);
const card = (name: string) => name.padEnd(43, '-');
const own = { macs: [card('own')] };
const copy = { macs: [card('copy')] };
/** Every machine's own hardware is the first of these. */
const compare: Compare = (_deviceId, seen) => compareFingerprints(own, seen);
const system = (hash: string) => ({ section: 'system', hash, facts: { hostname: 'LAB-01' } });
const outcome = { collector: 'system', outcome: 'ok', ms: 5 };

async function startedWith(resources: Resources) {
  const database = openTestDatabase(resources);
  return { database, registry: createRegistry(database), started: await startIngest(database, { compare }) };
}

/** Moves a boot as an enrolment does. */
async function moveBoot({ registry }: Awaited<ReturnType<typeof startedWith>>, boot: string, to = other) {
  await registry.enrol({
    certificate: {
      sha256: boot.padEnd(64, '0') + to,
      cn: to,
      keyId: boot,
      pem: 'x',
      issuedAt: 1,
      expiresAt: 4_000_000_000_000,
      caSha256: '',
      revokedAt: null,
    },
    revokesOthers: false,
    takesBoot: { deviceId: cn, boot },
    act: { at: 1, kind: 'split', deviceId: to, keyId: boot },
  });
}

test('a copy’s reports are stored and acknowledged, and say nothing of the machine', async () => {
  await using resources = openResources();
  const { database, started } = await startedWith(resources);
  const { ingest, births, stored } = started;
  await ingest.status(cn, birthPayload({ fingerprint: own, bootNo: 7 }));
  await ingest.status(cn, birthPayload({ boot: bootB, bootNo: 3, fingerprint: copy }));
  const full = { boot: bootB, readings: [system(hash1)], outcomes: [outcome] };
  await ingest.report(cn, reportPayload(1, full));
  await ingest.report(cn, reportPayload(1, full));
  expect(births.map(({ isForeign, bootNoStep }) => [isForeign, bootNoStep])).toEqual([
    [false, null],
    [true, null],
  ]);
  expect(stored).toEqual([]);
  expect(storedRows(database)).toEqual([`${cn} ${bootB} 1`]);
  expect(ingest.counters()).toMatchObject({ reportsStored: 1, foreignReports: 1, duplicates: 1 });
  for (const table of ['section', 'outcome']) {
    expect(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n).toBe(0);
  }
  const events = database.prepare('SELECT kind, detail FROM device_event').all();
  expect(events).toEqual([{ kind: 'foreign-birth', detail: `${bootB} conn 1` }]);
});

test('the machine’s own count of starts goes on where it was, whatever a copy counted', async () => {
  await using resources = openResources();
  const { database, started } = await startedWith(resources);
  await started.ingest.status(cn, birthPayload({ fingerprint: own, bootNo: 7 }));
  await started.ingest.status(cn, birthPayload({ boot: bootB, bootNo: 90, fingerprint: copy }));
  const later = await startIngest(database, { compare });
  await later.ingest.status(cn, birthPayload({ boot: 'c'.repeat(16), bootNo: 8, fingerprint: own }));
  expect(later.births).toMatchObject([{ isForeign: false, bootNoStep: 'next' }]);
});

test('the same boot is judged at each of its births', async () => {
  await using resources = openResources();
  const { started } = await startedWith(resources);
  const { ingest, births, stored } = started;
  const fingerprints = [own, copy, own];
  for (const [index, fingerprint] of fingerprints.entries()) {
    await ingest.status(cn, birthPayload({ conn: index + 1, fingerprint }));
    await ingest.report(cn, reportPayload(index + 1));
  }
  expect(births.map(({ isForeign }) => isForeign)).toEqual([false, true, false]);
  expect(stored.map(({ seq }) => seq)).toEqual([1, 3]);
});

test('what a copy did not get out while it was off the line is the copy’s too', async () => {
  await using resources = openResources();
  const { started } = await startedWith(resources);
  const { ingest, stored } = started;
  await ingest.status(cn, birthPayload({ fingerprint: copy }));
  await ingest.report(cn, reportPayload(1, { boot: bootB, readings: [system(hash1)] }));
  expect(stored).toEqual([]);
  await ingest.status(cn, birthPayload({ boot: 'c'.repeat(16), fingerprint: own }));
  await ingest.report(cn, reportPayload(1, { boot: 'd'.repeat(16) }));
  expect(stored).toHaveLength(1);
});

test('a copy’s clock is no evidence about the machine’s', async () => {
  await using resources = openResources();
  const { started, database } = await startedWith(resources);
  await started.ingest.status(cn, birthPayload({ fingerprint: copy, at: 5 }));
  const later = await startIngest(database, { compare });
  await later.ingest.report(cn, reportPayload(1, { boot: bootB, at: 1_700_000_000_000 }));
  expect(database.prepare('SELECT count(*) AS n FROM boot WHERE is_foreign = 0').get()?.n).toBe(0);
  const traces = await later.store.traces([cn]);
  expect(traces).toMatchObject({
    ok: true,
    value: [{ lastBirth: { isForeign: true }, lastStart: null, evidence: [] }],
  });
});

test('a boot that moved takes its reports along; what was on the wire under the old id follows, once', async () => {
  await using resources = openResources();
  const rig = await startedWith(resources);
  const { database, started } = rig;
  const { ingest, stored } = started;
  await ingest.status(cn, birthPayload({ fingerprint: own }));
  await ingest.status(cn, birthPayload({ boot: bootB, fingerprint: copy }));
  await ingest.report(cn, reportPayload(1, { boot: bootB }));
  await moveBoot(rig, bootB);
  ingest.forget(bootB, [cn, other]);
  await ingest.report(cn, reportPayload(2, { boot: bootB, readings: [system(hash1)] }));
  await ingest.report(other, reportPayload(2, { boot: bootB }));
  await ingest.report(other, reportPayload(1, { boot: bootB }));
  await ingest.report(other, reportPayload(3, { boot: bootB }));
  expect(storedRows(database)).toEqual([1, 2, 3].map((seq) => `${other} ${bootB} ${seq}`));
  expect(stored.map(({ deviceId, seq }) => [deviceId, seq])).toEqual([
    [other, 2],
    [other, 3],
  ]);
  expect(ingest.counters().duplicates).toBe(2);
  expect(database.prepare('SELECT device_id FROM section').all()).toEqual([{ device_id: other }]);
  const later = await startIngest(database, { compare });
  await later.ingest.report(cn, reportPayload(3, { boot: bootB }));
  await later.ingest.report(cn, reportPayload(4, { boot: bootB }));
  expect(later.stored.map(({ deviceId, seq }) => [deviceId, seq])).toEqual([[other, 4]]);
});

test('a process that never heard that it moved is told so at its next birth under the old id', async () => {
  await using resources = openResources();
  const rig = await startedWith(resources);
  const { ingest, births, deaths } = rig.started;
  await ingest.status(cn, birthPayload({ fingerprint: own }));
  await moveBoot(rig, bootA);
  ingest.forget(bootA, [cn, other]);
  // Its goodbye to the old id is no news of the machine that stays there.
  await ingest.status(cn, deathPayload({ reason: 'stopped' }));
  await ingest.status(cn, birthPayload({ conn: 2, fingerprint: own }));
  await ingest.status(cn, deathPayload({ conn: 2 }));
  expect(births.map(({ deviceId, isForeign }) => [deviceId, isForeign])).toEqual([
    [cn, false],
    [cn, true],
  ]);
  expect(deaths).toMatchObject([{ isForeign: true }, { isForeign: true, counts: true }]);
});

test('a boot that moves twice is found from either old id', async () => {
  await using resources = openResources();
  const rig = await startedWith(resources);
  const { ingest, stored } = rig.started;
  const third = deviceCn(3);
  await ingest.status(cn, birthPayload({ fingerprint: copy }));
  await moveBoot(rig, bootA);
  ingest.forget(bootA, [cn, other]);
  await ingest.status(other, birthPayload({ conn: 2, fingerprint: own }));
  await ingest.status(cn, birthPayload({ conn: 3, fingerprint: copy }));
  await rig.registry.enrol({
    certificate: {
      sha256: 's3',
      cn: third,
      keyId: 'k3',
      pem: 'x',
      issuedAt: 1,
      expiresAt: 4_000_000_000_000,
      caSha256: '',
      revokedAt: null,
    },
    revokesOthers: false,
    takesBoot: { deviceId: other, boot: bootA },
    act: { at: 1, kind: 'split', deviceId: third, keyId: 'k3' },
  });
  ingest.forget(bootA, [other, third]);
  await ingest.report(cn, reportPayload(1));
  await ingest.report(other, reportPayload(2));
  expect(stored.map(({ deviceId }) => deviceId)).toEqual([third, third]);
});

test('a boot that moves while its reports are being stored is not remembered where it was', async () => {
  await using resources = openResources();
  const database = openTestDatabase(resources);
  const registry = createRegistry(database);
  let isMoving = false;
  const started = await startIngest(database, {
    compare,
    wrap: (store) => ({
      ...store,
      save: async (batch) => {
        const saved = await store.save(batch);
        if (isMoving) {
          isMoving = false;
          await moveBoot({ database, registry, started }, bootB);
          started.ingest.forget(bootB, [cn, other]);
        }
        return saved;
      },
    }),
  });
  const { ingest, stored } = started;
  await ingest.status(cn, birthPayload({ boot: bootB, fingerprint: copy }));
  isMoving = true;
  await ingest.report(cn, reportPayload(1, { boot: bootB }));
  await ingest.report(cn, reportPayload(2, { boot: bootB }));
  expect(storedRows(database)).toEqual([`${other} ${bootB} 1`, `${other} ${bootB} 2`]);
  expect(stored.map(({ deviceId, seq }) => [deviceId, seq])).toEqual([[other, 2]]);
});
