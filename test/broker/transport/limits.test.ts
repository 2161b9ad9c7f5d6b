import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFrameCounter } from '../../../broker/transport/frame-counter.ts';
import { createLimits, defaultLimits, type LimitsConfig } from '../../../broker/transport/limits.ts';
import { createTokenBucket } from '../../../broker/transport/token-bucket.ts';
import { createTurns } from '../../../broker/transport/turns.ts';
import { unpackedBytes } from '../../../broker/transport/weigh.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';

const wait = { maxWaitMs: 10_000, nowMs: 0 };

describe('a token bucket', () => {
  test('lets its burst pass and then its rate, whatever the steps', () => {
    const spends = fc.array(fc.record({ tokens: fc.integer({ min: 0, max: 50 }), afterMs: fc.nat(500) }));
    fc.assert(
      fc.property(spends, (steps) => {
        const bucket = createTokenBucket({ burst: 100, perSecond: 200 }, wait);
        let nowMs = 0;
        let passed = 0;
        for (const { tokens, afterMs } of steps) {
          nowMs += afterMs;
          nowMs += bucket.waitMs(nowMs);
          bucket.spend(tokens, nowMs);
          passed += tokens;
          // Who is not in debt may go into it once.
          expect(passed).toBeLessThanOrEqual(100 + nowMs * 0.2 + 50 + 1e-6);
        }
      }),
    );
  });

  test('never makes wait longer than it is told', () => {
    const bucket = createTokenBucket({ burst: 1, perSecond: 1 }, wait);
    bucket.spend(1_000_000, 0);
    expect(bucket.waitMs(0)).toBe(10_000);
    expect(bucket.waitMs(10_000)).toBe(0);
  });

  test('is not confused by a clock that stands or goes back', () => {
    const bucket = createTokenBucket({ burst: 10, perSecond: 1 }, { ...wait, nowMs: 5_000 });
    bucket.spend(12, 4_000);
    expect(bucket.waitMs(4_000)).toBe(2_000);
  });
});

describe('limits of an identity', () => {
  function open(config: Partial<LimitsConfig> = {}) {
    const clock = createManualClock(0);
    const limits = createLimits({ clock }, { ...defaultLimits, ...config });
    const account = limits.open('d-a');
    if (account === undefined) throw new Error('no account');
    return { clock, limits, account };
  }

  test("120 days of one machine's backlog are not delayed by a millisecond", () => {
    const { limits, account } = open();
    for (let n = 0; n < 34_560 / 10; n += 1) {
      limits.spend(account, { packets: 10, bytes: 10 * 350 });
      expect(limits.waitMs(account)).toBe(0);
    }
  });

  test('512 machines behind one address know nothing of one another', () => {
    const { limits } = open();
    for (let n = 0; n < 512; n += 1) {
      const account = limits.open(`d-${n}`);
      if (account === undefined) throw new Error('no account');
      limits.spend(account, { packets: 36_000, bytes: 1_000_000 });
      expect(limits.waitMs(account)).toBe(0);
      expect(limits.connectWaitMs(account)).toBe(0);
    }
  });

  test('a flood is read at 1,000 packets and 2 MB a second, and a new connection pays the old debt', () => {
    const { limits, account } = open();
    limits.spend(account, { packets: 37_000, bytes: 0 });
    expect(limits.waitMs(account)).toBe(1_000);
    limits.close(account);
    const again = limits.open('d-a');
    expect(again).toBe(account);
    limits.spend(account, { packets: 0, bytes: 36_000_000 });
    expect(limits.waitMs(account)).toBe(2_000);
  });

  test('first reconnects are free, a war waits longer and longer, at most 10 s, and is forgiven', async () => {
    const { clock, limits, account } = open();
    const waits = Array.from({ length: 300 }, () => limits.connectWaitMs(account));
    expect(waits.slice(0, 256).every((ms) => ms === 0)).toBe(true);
    expect(waits.slice(256)).toEqual(waits.slice(256).toSorted((a, b) => a - b));
    expect(waits[256]).toBe(500);
    expect(waits.at(-1)).toBe(10_000);
    await clock.advance(20_000);
    expect(limits.connectWaitMs(account)).toBe(0);
  });

  test('connections are counted, and given back', () => {
    const { limits, account } = open({ maxConnections: 2 });
    expect(limits.open('d-a')).toBe(account);
    expect(limits.open('d-a')).toBeUndefined();
    limits.close(account);
    expect(limits.open('d-a')).toBe(account);
  });

  test('too much in work is congestion; whoever waits is called address by address', async () => {
    const { limits } = open({ maxWorking: 2 });
    const finish: (() => void)[] = [];
    const task = () => new Promise<void>((resolve) => finish.push(resolve));
    const light = { bytes: 1, unpackedBytes: 1, address: 'a' };
    const done = [limits.work(light, task), limits.work(light, task)];
    expect(limits.isCongested()).toBe(true);
    const called: string[] = [];
    for (const name of ['a1', 'a2', 'b1']) limits.awaitTurn(name.charAt(0), () => called.push(name));
    for (const end of finish) end();
    await Promise.all(done);
    expect(called).toEqual(['a1', 'b1', 'a2']);
    expect(limits.isCongested()).toBe(false);
  });

  test('heavy messages are worked on one at a time, light ones beside them', async () => {
    const { limits } = open({ heavyBytes: 100 });
    const started: string[] = [];
    const finish: (() => void)[] = [];
    const task = (name: string) => () => {
      started.push(name);
      return new Promise<void>((resolve) => finish.push(resolve));
    };
    const heavy = { bytes: 1, unpackedBytes: 1_000, address: 'a' };
    const all = ['h1', 'h2', 'h3'].map((name) => limits.work(heavy, task(name)));
    all.push(limits.work({ ...heavy, unpackedBytes: 1 }, task('light')));
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toEqual(['h1', 'light']);
    for (let n = 0; n < 4; n += 1) {
      for (const end of finish.splice(0)) end();
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    expect(started).toEqual(['h1', 'light', 'h2', 'h3']);
  });

  test('a heavy message that fails leaves the next its turn', async () => {
    const { limits } = open({ heavyBytes: 0 });
    const heavy = { bytes: 1, unpackedBytes: 1, address: 'a' };
    const failing = limits.work(heavy, () => Promise.reject(new Error('disk full')));
    const next = limits.work(heavy, () => Promise.resolve());
    await expect(failing).rejects.toThrow('disk full');
    await next;
  });
});

test('turns: first come, first served within an address; addresses one after the other', () => {
  const turns = createTurns<string>();
  for (const one of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) turns.add(one.charAt(0), one);
  const order = Array.from({ length: 7 }, () => turns.take());
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', undefined]);
  expect(turns.length()).toBe(0);
});

test('a payload weighs what it is after inflating', () => {
  const packed = (bytes: Buffer) => Buffer.concat([Buffer.of(1), deflateRawSync(bytes)]);
  expect(unpackedBytes(Buffer.from('{"v":1}'))).toBe(7);
  expect(unpackedBytes(packed(Buffer.alloc(5_000, 0x20)))).toBe(5_000);
  expect(unpackedBytes(packed(Buffer.alloc(40 * 1024 * 1024)))).toBe(1024 * 1024);
  expect(unpackedBytes(Buffer.from([1, 0xff, 0xff]))).toBe(3);
  expect(unpackedBytes(Buffer.alloc(0))).toBe(0);
});

describe('the counter of frames', () => {
  const packet = fc
    .record({
      type: fc.integer({ min: 1, max: 14 }),
      length: fc.oneof(fc.nat(3), fc.integer({ min: 100, max: 400 })),
    })
    .map(({ type, length }) => {
      const size = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
      return Buffer.concat([Buffer.from([type << 4, ...size]), Buffer.alloc(length, 0xff)]);
    });

  test('gives whole packets, at most so many at a time, however the bytes were cut', () => {
    const scene = fc.record({
      packets: fc.array(packet, { maxLength: 30 }),
      cut: fc.integer({ min: 1, max: 60 }),
      atOnce: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(scene, ({ packets, cut, atOnce }) => {
        const bytes = Buffer.concat(packets);
        const frames = createFrameCounter(() => 1_000);
        const ends: number[] = [];
        let complete = 0;
        for (let at = 0; at < bytes.length; ) {
          const scan = frames.scan(bytes.subarray(at, at + cut), atOnce);
          expect(scan.tooLarge).toBeNull();
          expect(scan.complete).toBeLessThanOrEqual(atOnce);
          complete += scan.complete;
          at += scan.end;
          ends.push(at);
          // What is given ends with a packet wherever it was stopped.
          if (scan.complete === atOnce) expect(packetEnds(packets)).toContain(at);
        }
        expect(complete).toBe(packets.length);
      }),
    );
  });

  test('a length above the limit is seen at its header, and a SUBSCRIBE costs its filters', () => {
    const frames = createFrameCounter((type) => (type === 3 ? 100 : 1_000));
    expect(frames.scan(Buffer.from([0x30, 101]), 16)).toMatchObject({ tooLarge: 101 });
    const other = createFrameCounter(() => 1_000);
    expect(other.scan(Buffer.from([0x82, 0x80, 0x05]), 16)).toMatchObject({ tooLarge: null, cost: 41 });
  });
});

function packetEnds(packets: readonly Buffer[]): number[] {
  let end = 0;
  return packets.map(({ length }) => {
    end += length;
    return end;
  });
}
