import { describe, expect, it } from 'vitest';
import type { EvidenceRows, LineRunRow } from '../../../broker/store/evidence-port.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';

const deviceId = 'd-aaaaaaaaaaaaaaaa';
const emptyBatch = { boots: [], sections: [], outcomes: [], events: [], unread: [] };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Midnight of UTC. */
const now = Date.UTC(2026, 9, 5);
const nothing: EvidenceRows = { proofs: [], runs: [], samples: [], checks: [], speeds: [] };

const run = (from: number, to: number, more: Partial<LineRunRow> = {}): LineRunRow => ({
  ...{ deviceId, lineId: 'A-1', from: now + from, to: now + to, publicAddress: null },
  ...{ gateway: 'ok', firstHop: 'ok', broker: 'ok', internet: 'ok', dns: 'ok', quality: 'good' },
  ...more,
});
const spans = (...pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([from, to]) => ({ from: now + from, to: now + to }));

async function openWatched(resources: ReturnType<typeof openResources>, runs: readonly LineRunRow[]) {
  const store = await openTestStore(resources);
  const saved = await store.save({ ...emptyBatch, evidence: { ...nothing, runs } });
  expect(saved.ok).toBe(true);
  const of = (from: number, to: number) => store.watchedOf('A-1', { from: now + from, to: now + to });
  return { store, of };
}

const unknown = { firstHop: 'unknown', broker: 'unknown', internet: 'unknown', dns: 'unknown' } as const;

describe('times in which a line was watched', () => {
  it('are those of checks that tell of the line, whatever they tell, within what is asked', async () => {
    await using resources = openResources();
    const { of } = await openWatched(resources, [
      run(0, hour),
      run(hour + minute, 2 * hour, { broker: 'bad', internet: 'bad', quality: 'unknown' }),
      run(2 * hour, 3 * hour, { ...unknown, quality: 'unknown' }),
      run(3 * hour, 4 * hour, { ...unknown, gateway: 'bad', broker: 'bad', internet: 'bad' }),
      run(5 * hour, 6 * hour, { deviceId: 'd-bbbbbbbbbbbbbbbb', quality: 'bad' }),
      run(0, 9 * hour, { lineId: 'B-1' }),
      run(7 * hour, 8 * hour, { lineId: null }),
    ]);
    expect(await of(0, day)).toEqual(spans([0, 2 * hour], [5 * hour, 6 * hour]));
    expect(await of(30 * minute, 5.5 * hour)).toEqual(spans([30 * minute, 2 * hour], [5 * hour, 5.5 * hour]));
    expect(await of(-day, -hour)).toEqual([]);
  });

  it('stay when the checks themselves are dropped, as long as incidents do', async () => {
    await using resources = openResources();
    const runs = [run(-2 * hour, hour), run(3 * hour, 4 * hour), run(5 * hour, 6 * hour, unknown)];
    const { store, of } = await openWatched(resources, runs);
    const watched = spans([-2 * hour, hour], [3 * hour, 4 * hour]);
    expect(await of(-day, day)).toEqual(watched);
    await store.pruneEvidence(now + 36 * day);
    expect(await store.runsOfLine('A-1', { from: 0, to: now * 2 })).toEqual([]);
    expect(await of(-day, day)).toEqual(watched);
    // A machine that was off for weeks tells what it saw.
    const late = [run(hour, 2 * hour), run(23 * hour, 25 * hour)];
    await store.save({ ...emptyBatch, evidence: { ...nothing, runs: late } });
    await store.pruneEvidence(now + 37 * day);
    expect(await of(-day, 2 * day)).toEqual(
      spans([-2 * hour, 2 * hour], [3 * hour, 4 * hour], [23 * hour, 25 * hour]),
    );
    await store.pruneEvidence(now + (3 * 365 + 3) * day);
    expect(await of(-day, 2 * day)).toEqual([]);
  });

  it('stay when its prober becomes a machine of one person, of whom nothing stays', async () => {
    await using resources = openResources();
    const { store, of } = await openWatched(resources, [run(0, hour)]);
    await store.forgetEvidence(deviceId);
    expect(await store.runsOf(deviceId, { from: 0, to: now * 2 })).toEqual([]);
    expect(await of(0, day)).toEqual(spans([0, hour]));
  });
});
