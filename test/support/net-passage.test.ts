import { expect, test } from 'vitest';
import { createDealer, kindOf } from './net-passage.ts';

test('of each kind just its share is lost, whatever the others lose', () => {
  const deal = createDealer();
  const passage = { delayMs: 0, jitterMs: 0, lossShare: 0.3 };
  const lostOf = (kind: string): number =>
    Array.from({ length: 100 }, () => deal(kind, passage)).filter(({ isLost }) => isLost).length;
  expect([lostOf('a'), lostOf('b'), lostOf('c')]).toEqual([30, 30, 30]);
  const all = Array.from({ length: 10 }, () => deal('a', { ...passage, lossShare: 1 }));
  expect(all.every(({ isLost }) => isLost)).toBe(true);
  const none = Array.from({ length: 10 }, () => deal('a', { ...passage, lossShare: 0 }));
  expect(none.some(({ isLost }) => isLost)).toBe(false);
});

test.each([1, 2, 3, 4])('packets of a kind come late unevenly, also every %d. of them', (every) => {
  const deal = createDealer();
  const passage = { delayMs: 40, jitterMs: 60, lossShare: 0 };
  const all = Array.from({ length: 80 }, () => deal('a', passage).waitMs);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(40);
  expect(Math.max(...all)).toBeLessThan(100);
  const waits = all.filter((_, index) => index % every === 0);
  const steps = waits.slice(1).map((wait, index) => Math.abs(wait - (waits[index] ?? wait)));
  expect(steps.reduce((sum, step) => sum + step, 0) / steps.length).toBeGreaterThan(10);
});

/** IPv4 without options, and the part of TCP that is looked at. */
function packet(flags: number, protocol = 6): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt8(0x45, 0);
  bytes.writeUInt8(protocol, 9);
  bytes.set([192, 168, 1, 11], 12);
  bytes.set([1, 1, 1, 1], 16);
  bytes.writeUInt16BE(50_000, 20);
  bytes.writeUInt16BE(443, 22);
  bytes.writeUInt8(flags, 33);
  return bytes;
}

test('a handshake is known by who is asked, its answer by who answers, the rest is other', () => {
  expect(kindOf(packet(0x02))).toBe('1.1.1.1:443');
  expect(kindOf(packet(0x12))).toBe('192.168.1.11:50000');
  const others = [packet(0x10), packet(0x02, 17), packet(0x02).subarray(0, 30), Buffer.alloc(0)];
  expect(others.map(kindOf)).toEqual(['other', 'other', 'other', 'other']);
});
