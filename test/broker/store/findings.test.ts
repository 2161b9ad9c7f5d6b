import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import {
  type FindingChanges,
  type JudgedRow,
  maxEndedPerCode,
  type NewFinding,
} from '../../../broker/store/finding-port.ts';
import { openTestStore } from '../../support/installation.ts';
import { openResources } from '../../support/resources.ts';
import { deviceIdOf, openRig } from '../fleet/fleet-rig.ts';
import { readingOf } from '../fleet/judged-machine.ts';

const deviceId = deviceIdOf(1);
const nothing: FindingChanges = { opened: [], seen: [], ended: [], judged: [] };
const page = { afterId: 0, limit: 1_000 };
const latest = { beforeId: Number.MAX_SAFE_INTEGER, limit: 1_000 };

function newFinding(more: Partial<NewFinding> = {}): NewFinding {
  return {
    ...{ deviceId, schoolCode: null, code: 'uac-off', severity: 'high', explainedBy: null },
    ...{ evidence: [{ fact: 'hardening.uacEnabled', value: '0' }], since: 10, lastFoundAt: 10 },
    ...more,
  } as NewFinding;
}

const judgedRow: JudgedRow = {
  ...{ deviceId, judgedAt: 10, rules: 'r', model: 'Dell' },
  result: {
    unknown: ['smb-one'],
    notApplicable: [],
    waiting: [{ code: 'restart-pending', since: 3 }],
    licenceIds: [4],
  },
  upgrade: {
    ...{ windowsEleven: 'eligible', reasons: ['cpu-unknown'], memoryBytes: 8, freeMemorySlots: null },
    ...{ maxMemoryBytes: null, supportEnds: '2027-10-12', action: 'none' },
  },
};

describe('findings', () => {
  it('are open from their opening to their end, with what was last seen and said of them', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const school = newFinding({ deviceId: null, schoolCode: 'A', code: 'review-overdue' } as never);
    const ids = await store.saveFindings({ ...nothing, opened: [newFinding(), school] });
    const open = async () => {
      const found: unknown[] = [];
      await store.eachOpenFinding((finding) => void found.push(finding));
      return found;
    };
    const fresh = { endedAt: null, ending: null, decision: null };
    expect(await open()).toEqual([
      { ...newFinding(), id: ids[0], ...fresh },
      { ...school, id: ids[1], ...fresh },
    ]);
    const seen = { severity: 'low', evidence: [], explainedBy: 'frozen-disk', lastFoundAt: 20 } as const;
    await store.saveFindings({ ...nothing, seen: [{ id: ids[0] ?? 0, ...seen }] });
    const word = { status: 'acknowledged', reason: null, acceptedUntil: null, by: 'u', at: 1 } as const;
    await store.decideFindings(ids, word);
    const accepted = { status: 'accepted', reason: 'vì', acceptedUntil: 99, by: 'u', at: 2 } as const;
    await store.decideFindings(ids.slice(0, 1), accepted);
    expect(await open()).toMatchObject([{ ...seen, since: 10, decision: accepted }, { decision: word }]);
    await store.saveFindings({ ...nothing, ended: [{ id: ids[0] ?? 0, at: 30, ending: 'fixed' }] });
    expect(await open()).toMatchObject([{ id: ids[1] }]);
    // It ended once; a second end changes nothing.
    await store.saveFindings({ ...nothing, ended: [{ id: ids[0] ?? 0, at: 40, ending: 'left' }] });
    const ended = await store.endedFindings({ subjects: [deviceId], sinceMs: 0 }, latest);
    expect(ended).toMatchObject([{ id: ids[0], endedAt: 30, ending: 'fixed', decision: accepted }]);
  });

  it('of one code of one machine are open once; all of a change is written or nothing', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    await store.saveFindings({ ...nothing, opened: [newFinding()] });
    const twice = {
      ...nothing,
      opened: [newFinding({ code: 'smb-one' }), newFinding()],
      judged: [judgedRow],
    };
    await expect(store.saveFindings(twice)).rejects.toThrow();
    const codes: string[] = [];
    await store.eachOpenFinding(({ code }) => void codes.push(code));
    expect(codes).toEqual(['uac-off']);
    expect(await store.judgedMachines([deviceId])).toEqual(new Map());
  });

  it('that ended are found by whom they are of and since when, those that left with their machine are not', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const codes = ['uac-off', 'smb-one', 'ssh-weak'] as const;
    const ids = await store.saveFindings({ ...nothing, opened: codes.map((code) => newFinding({ code })) });
    const endings = ['fixed', 'not-applicable', 'left'] as const;
    const ended = ids.map((id, index) => ({ id, at: 100 + index, ending: endings[index] ?? 'left' }));
    await store.saveFindings({ ...nothing, ended });
    const codesOf = async (subjects: string[], sinceMs: number, beforeId = latest.beforeId) =>
      (await store.endedFindings({ subjects, sinceMs }, { beforeId, limit: 1 })).map(({ code }) => code);
    expect(await codesOf([deviceId], 0)).toEqual(['smb-one']);
    expect(await codesOf([deviceId], 0, ids[1])).toEqual(['uac-off']);
    expect(await codesOf([deviceId], 101)).toEqual(['smb-one']);
    expect(await codesOf([deviceId], 102)).toEqual([]);
    expect(await codesOf([deviceIdOf(2)], 0)).toEqual([]);
    const spans = await store.findingSpans(101, page);
    expect(spans.map(({ id, ending }) => [id, ending])).toEqual([
      [ids[1], 'not-applicable'],
      [ids[2], 'left'],
    ]);
  });

  it('that come and go are cut back to the newest, their decisions with them', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const word = { status: 'acknowledged', reason: null, acceptedUntil: null, by: 'u', at: 1 } as const;
    for (let at = 1; at <= maxEndedPerCode + 5; at += 1) {
      const [id = 0] = await store.saveFindings({ ...nothing, opened: [newFinding({ since: at })] });
      await store.decideFindings([id], word);
      await store.saveFindings({ ...nothing, ended: [{ id, at, ending: 'fixed' }] });
    }
    const kept = await store.endedFindings({ subjects: [deviceId], sinceMs: 0 }, latest);
    expect(kept.map(({ since }) => since)).toEqual(
      Array.from({ length: maxEndedPerCode }, (_, index) => maxEndedPerCode + 5 - index),
    );
    expect(kept.every(({ decision }) => decision !== null)).toBe(true);
  });
});

describe('judgements', () => {
  it('are remembered as they were last made', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    await store.saveFindings({ ...nothing, judged: [judgedRow] });
    await store.saveFindings({ ...nothing, judged: [{ ...judgedRow, judgedAt: 11 }] });
    const rows: unknown[] = [];
    await store.eachJudged((row) => void rows.push(row));
    const { model, upgrade, ...rest } = judgedRow;
    expect(rows).toEqual([{ ...rest, judgedAt: 11 }]);
    expect(await store.judgedMachines([deviceId, deviceIdOf(2)])).toEqual(
      new Map([[deviceId, { model, upgrade }]]),
    );
  });

  it('older than the facts are found; a heartbeat is no news', async () => {
    await using resources = openResources();
    const { store } = await openRig(resources);
    await store.saveFindings({ ...nothing, judged: [judgedRow] });
    const held = (measuredAt: number, section: 'usage' | 'hardening') => {
      const reading = readingOf(section, {});
      return { deviceId, measuredAt, seq: 1, timeQuality: 'anchored' as const, reading };
    };
    await store.saveReadings([held(10, 'hardening'), held(500, 'usage')]);
    expect(await store.newerThanJudged()).toEqual([]);
    await store.saveReadings([held(11, 'hardening')]);
    expect(await store.newerThanJudged()).toEqual([deviceId]);
  });
});

it('days on which machines ran are kept once, until they are pruned', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const days = [5, 6, 6, 7].map((day) => ({ deviceId, day }));
  await store.addHeardDays(days);
  await store.addHeardDays(days);
  expect(await store.pruneHeardDays(6)).toBe(1);
  expect(await store.heardDays()).toEqual([6, 7].map((day) => ({ deviceId, day })));
});

it('licences are versions: the newest holds until it is removed', async () => {
  await using resources = openResources();
  const store = await openTestStore(resources);
  const version = {
    ...{ validFrom: 1, schoolCode: 'A', product: 'Bkav Pro', seats: 40 },
    ...{ expiresOn: '2027-06-30', note: null },
  };
  const first = await store.saveLicence(null, version, 'u');
  const second = await store.saveLicence(null, { ...version, schoolCode: 'B', expiresOn: null }, 'u');
  expect(await store.saveLicence(first, { ...version, seats: 45, note: 'thêm' }, 'u')).toBe(first);
  expect(await store.licences()).toEqual([
    { ...version, id: first, seats: 45, note: 'thêm' },
    { ...version, id: second, schoolCode: 'B', expiresOn: null },
  ]);
  expect(await store.removeLicence(first, 5, 'u')).toBe(true);
  expect(await store.removeLicence(first, 6, 'u')).toBe(false);
  expect((await store.licences()).map(({ id }) => id)).toEqual([second]);
});

describe('reviews', () => {
  const review = {
    schoolCode: 'A',
    month: '2026-10',
    asAt: 7,
    actor: 'u',
    summary: '{}',
    content: '{"a":1}',
  };

  it('of the same month stand beside each other, the newest first', async () => {
    await using resources = openResources();
    const store = await openTestStore(resources);
    const first = await store.addReview(review);
    const second = await store.addReview({ ...review, asAt: 9, content: '{"a":2}' });
    const older = await store.addReview({ ...review, month: '2026-09', asAt: 8 });
    await store.addReview({ ...review, schoolCode: 'B' });
    expect(await store.review(first)).toEqual({ ...review, id: first });
    expect(await store.review(99)).toBeNull();
    expect((await store.reviewsOf(['A'], 9)).map(({ id }) => id)).toEqual([second, first, older]);
    expect((await store.reviewsOf(['A'], 1)).length).toBe(1);
    expect(await store.lastReviews()).toEqual(
      new Map([
        ['A', 9],
        ['B', 7],
      ]),
    );
  });

  it('never change, and one that was changed all the same is not shown', async () => {
    await using resources = openResources();
    const { store, path } = await openRig(resources);
    const id = await store.addReview(review);
    const database = resources.closing(new DatabaseSync(path));
    const change = `UPDATE review SET content = '{"a":9}'`;
    expect(() => database.exec(change)).toThrow('a recorded review never changes');
    expect(() => database.exec('DELETE FROM review')).toThrow('a recorded review never changes');
    database.exec(`DROP TRIGGER review_is_immutable; ${change}`);
    await expect(store.review(id)).rejects.toThrow('not what was recorded');
  });
});
