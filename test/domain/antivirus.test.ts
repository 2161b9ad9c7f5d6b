import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedAntivirusTable } from '../../shared/data/antivirus.ts';
import { decodeAntivirus } from '../../shared/domain/antivirus.ts';
import type { AntivirusProduct } from '../../shared/domain/antivirus-facts.ts';
import { antivirusStates } from '../../shared/domain/device.ts';

const table = shippedAntivirusTable();
const asOfMs = Date.UTC(2026, 9, 5, 3);
const dayMs = 86_400_000;
const daysAgo = (days: number) => asOfMs - days * dayMs;
const frame = { table, asOfMs, utcOffsetMinutes: 420, onDays: null };
const decode = (products?: readonly AntivirusProduct[]) => decodeAntivirus({ products }, frame).state;

describe('Windows Security Center', () => {
  // Values seen on more than 10,000 machines, and their published readings.
  it.each([
    [262144, 'off'],
    [262160, 'off'],
    [266240, 'on'],
    [266256, 'outdated'],
    [270336, 'snoozed'],
    [331776, 'on'],
    [344064, 'unknown'],
    [393472, 'off'],
    [393488, 'off'],
    [397312, 'on'],
    [397328, 'outdated'],
    [397568, 'on'],
    [397584, 'outdated'],
    [462848, 'on'],
    [0x063000, 'expired'],
  ])('reads %i as %s', (productState, state) => {
    expect(decode([{ name: 'X', productState }])).toBe(state);
  });

  it('says unknown of a row that is no antivirus or has an undefined nibble', () => {
    expect(decode([{ name: 'X', productState: 0x011000 }])).toBe('unknown');
    expect(decode([{ name: 'X', productState: 0x061020 }])).toBe('unknown');
  });

  it('takes the best of twins and of a sleeping Defender beside another product', () => {
    const twins = [0x041010, 0x040000].map((productState) => ({ name: 'Trend', productState }));
    expect(decode(twins)).toBe('outdated');
    const defender = { name: 'Windows Defender', productState: 393472 };
    expect(decode([defender, { name: 'Kaspersky', productState: 266240 }])).toBe('on');
  });

  it('lets an old signature date overrule "current", as on a frozen disk', () => {
    const product = { name: 'Windows Defender', productState: 397568 };
    expect(decode([{ ...product, signatureAt: daysAgo(7) }])).toBe('on');
    expect(decode([{ ...product, signatureAt: daysAgo(8) }])).toBe('outdated');
  });
});

describe('products outside Security Center', () => {
  const clamAv = { name: 'ClamAV', isServiceRunning: true, isOnAccessRunning: true };

  it('calls on-access scanning with fresh signatures on, with old ones outdated', () => {
    expect(decode([{ ...clamAv, signatureAt: daysAgo(2) }])).toBe('on');
    expect(decode([{ ...clamAv, signatureAt: daysAgo(4) }])).toBe('outdated');
    expect(decode([{ name: 'Microsoft Defender', isOnAccessRunning: true, signatureAt: daysAgo(4) }])).toBe(
      'on',
    );
  });

  it('cannot prove protection without a signature date or with one from the future', () => {
    expect(decode([clamAv])).toBe('unknown');
    expect(decode([{ ...clamAv, signatureAt: daysAgo(-2) }])).toBe('unknown');
  });

  it('calls a scanner without on-access unknown while its service runs, off when nothing runs', () => {
    const idle = { name: 'ClamAV', isOnAccessRunning: false };
    expect(decode([{ ...idle, isServiceRunning: true, signatureAt: daysAgo(0) }])).toBe('unknown');
    expect(decode([{ ...idle, isServiceRunning: false, signatureAt: daysAgo(0) }])).toBe('off');
    expect(decode([{ name: 'Microsoft Defender', isServiceRunning: true, isOnAccessRunning: false }])).toBe(
      'off',
    );
  });

  it('knows nothing of a product that shows only its name', () => {
    expect(decode([{ name: 'Dr.Web' }])).toBe('unknown');
  });
});

describe('what is not known', () => {
  it('is unknown and never off: no facts, no product found', () => {
    expect(decode()).toBe('unknown');
    expect(decode([])).toBe('unknown');
  });

  it('is total, independent of order, and never worse with one more product', () => {
    const product = fc.record(
      {
        name: fc.constantFrom('ClamAV', 'Defender', ''),
        productState: fc.integer({ min: 0, max: 0xffffffff }),
        signatureAt: fc.integer({ min: 0, max: asOfMs * 2 }),
        isServiceRunning: fc.boolean(),
        isOnAccessRunning: fc.boolean(),
      },
      { requiredKeys: ['name'] },
    );
    const rank = ['on', 'unknown', 'outdated', 'snoozed', 'expired', 'off'];
    fc.assert(
      fc.property(fc.array(product, { minLength: 1 }), product, (products, another) => {
        const state = decode(products);
        expect(antivirusStates).toContain(state);
        expect(decode(products.toReversed())).toBe(state);
        expect(rank.indexOf(decode([...products, another]))).toBeLessThanOrEqual(rank.indexOf(state));
      }),
    );
  });
});
