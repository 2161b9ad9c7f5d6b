import { expect, test } from 'vitest';
import { createBatchQueue, defaultBatchConfig } from '../../../broker/ingest/batch.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';

const config = { ...defaultBatchConfig, maxItems: 3, maxWaitMs: 4, idleMs: 5, maxQueuedBytes: 1000 };

/** Each commit waits until it is released. */
function open(limits = config) {
  const clock = createManualClock(0);
  const commits: number[][] = [];
  const releases: (() => void)[] = [];
  const queue = createBatchQueue<number>(
    {
      clock,
      commit: (items) => {
        commits.push([...items]);
        return new Promise((resolve) => releases.push(resolve));
      },
    },
    limits,
  );
  const release = async (): Promise<void> => {
    releases.shift()?.();
    await clock.advance(0);
  };
  return { clock, commits, queue, release };
}

test('after a silence the first item is committed at once', async () => {
  const { clock, commits, queue } = open();
  queue.add(1, 1);
  await clock.advance(0);
  expect(commits).toEqual([[1]]);
});

test('what arrives during a commit goes together with the next, one commit at a time', async () => {
  const { clock, commits, queue, release } = open();
  queue.add(1, 1);
  await clock.advance(0);
  queue.add(2, 1);
  queue.add(3, 1);
  await clock.advance(100);
  expect(commits).toEqual([[1]]);
  await release();
  expect(commits).toEqual([[1]]);
  await clock.advance(4);
  expect(commits).toEqual([[1], [2, 3]]);
});

test('a full group does not wait, and no group is larger', async () => {
  const { clock, commits, queue, release } = open();
  queue.add(1, 1);
  await clock.advance(0);
  for (const item of [2, 3, 4, 5]) queue.add(item, 1);
  await release();
  await clock.advance(0);
  expect(commits).toEqual([[1], [2, 3, 4]]);
  await release();
  await clock.advance(4);
  expect(commits.at(-1)).toEqual([5]);
});

test('beyond the bytes it takes nothing more, until something is settled', async () => {
  const { clock, queue, release } = open();
  expect(queue.add(1, 600)).toBe(true);
  expect(queue.add(2, 600)).toBe(false);
  await clock.advance(0);
  expect(queue.add(2, 600)).toBe(false);
  await release();
  expect(queue.add(2, 600)).toBe(true);
});

test('flush waits for everything', async () => {
  const { commits, queue, release } = open();
  for (const item of [1, 2, 3, 4]) queue.add(item, 1);
  let isFlushed = false;
  const flushed = queue.flush().then(() => {
    isFlushed = true;
  });
  await release();
  expect(isFlushed).toBe(false);
  await release();
  await flushed;
  expect(commits).toEqual([[1, 2, 3], [4]]);
});
