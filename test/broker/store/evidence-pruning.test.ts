import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { EvidenceRows } from '../../../broker/store/evidence-port.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 9, 5);
const emptyBatch = { boots: [], sections: [], outcomes: [], events: [], unread: [] };
/** More than are looked at in one turn. */
const names = Array.from({ length: 250 }, (_, index) => String(index).padStart(3, '0'));
const deviceIdOf = (name: string) => `d-${name.replaceAll('0', 'a').padStart(16, 'b')}`;

/** What each of many lines and machines told, `daysAgo`. */
function evidenceOf(daysAgo: number): EvidenceRows {
  const at = now - daysAgo * day;
  const figures = { seconds: 300, p50Ms: 9, p95Ms: 12, sent: 30, lost: 0, dnsMs: 4 };
  return {
    ...{ proofs: [], runs: [], speeds: [] },
    samples: names.map((name) => ({ lineId: name, at, deviceId: deviceIdOf(name), ...figures })),
    checks: names.map((name) => ({
      ...{ deviceId: deviceIdOf(name), service: 'portal', at, stage: 'ok' as const, isLight: false },
    })),
  };
}

it('evidence of every line and machine is dropped when it is old, a few at a time, and what is newer stays', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  for (const daysAgo of [40, 10, 1]) {
    const saved = await store.save({ ...emptyBatch, evidence: evidenceOf(daysAgo) });
    expect(saved.ok).toBe(true);
  }
  let turns = 0;
  let isOver = false;
  const pruned = store.pruneEvidence(now).finally(() => {
    isOver = true;
  });
  for (; !isOver; turns += 1) await setImmediate();
  // Samples are kept for 35 days, checks for eight.
  expect(await pruned).toBe(names.length * (1 + 2));
  expect(turns).toBeGreaterThan(6);
  const all = { from: 0, to: now };
  for (const name of names) {
    expect((await store.samplesOf(name, all)).map(({ at }) => at)).toEqual([now - 10 * day, now - day]);
    expect((await store.checksOf(deviceIdOf(name), all)).length).toBe(1);
  }
  expect(await store.pruneEvidence(now)).toBe(0);
});
