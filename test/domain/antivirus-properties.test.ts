import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedAntivirusTable } from '../../shared/data/antivirus.ts';
import { decodeAntivirus } from '../../shared/domain/antivirus.ts';
import { localDay } from '../../shared/domain/signature-age.ts';
import { ago, asOfMs, client, productStates, windowsDefender } from './antivirus-cases.ts';

const frame = { table: shippedAntivirusTable(), asOfMs, utcOffsetMinutes: 420, onDays: null };

describe('powered-on days', () => {
  const today = localDay(asOfMs, 420);
  const decode = (heard: readonly number[], knownFrom: number) =>
    decodeAntivirus(client([{ ...windowsDefender, signatureAt: ago(70) }]), {
      ...frame,
      onDays: { knownFrom, heard: new Set(heard) },
    }).state;

  it('counts no day on which the machine was off: back from the summer it is given a week', () => {
    expect(decode([today], today - 100)).toBe('on');
    expect(
      decode(
        [0, 1, 2, 3, 4, 5, 6].map((back) => today - back),
        today - 100,
      ),
    ).toBe('on');
    expect(
      decode(
        [0, 1, 2, 3, 4, 5, 6, 7].map((back) => today - back),
        today - 100,
      ),
    ).toBe('outdated');
  });

  it('counts every day before the machine was known, and none ahead of what is known', () => {
    expect(decode([today], today - 60)).toBe('outdated');
    expect(
      decode(
        Array.from({ length: 30 }, (_, ahead) => today + ahead),
        today - 100,
      ),
    ).toBe('on');
  });
});

describe('properties', () => {
  const product = fc.record(
    {
      name: fc.constantFrom('ClamAV', 'Windows Defender', 'Kaspersky', 'Product X'),
      productState: fc.oneof(
        fc.constantFrom(...productStates.map(([value]) => value)),
        fc.integer({ min: 0, max: 0xffffffff }),
      ),
      signatureAt: fc.integer({ min: 0, max: asOfMs * 2 }),
      isServiceRunning: fc.boolean(),
      isOnAccessRunning: fc.boolean(),
      isProgramPresent: fc.boolean(),
      reportedAt: fc.integer({ min: 0, max: asOfMs }),
      licenceDaysLeft: fc.integer({ min: -5, max: 5 }),
    },
    { requiredKeys: ['name'] },
  );
  const defender = fc.option(
    fc.record(
      {
        runningMode: fc.constantFrom('Normal', 'Passive Mode', 'Not running', '__proto__', ''),
        isAntivirusEnabled: fc.boolean(),
        isRealTimeEnabled: fc.boolean(),
        signatureAgeDays: fc.constantFrom(0, 7, 8, 610, 65535, 4294967295),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  );
  const products = fc.array(product, { maxLength: 6 });

  it('does not depend on the order of products', () => {
    fc.assert(
      fc.property(products, defender, (list, status) => {
        const state = decodeAntivirus(client(list, status), frame).state;
        expect(decodeAntivirus(client(list.toReversed(), status), frame).state).toBe(state);
      }),
    );
  });

  it('is changed by no row of a program that is gone', () => {
    fc.assert(
      fc.property(products, product, defender, (list, gone, status) => {
        const state = decodeAntivirus(client(list, status), frame).state;
        const more = [...list, { ...gone, isProgramPresent: false }];
        expect(decodeAntivirus(client(more, status), frame).state).toBe(state);
      }),
    );
  });

  it('never says off of what is unknown: another product of which nothing is known speaks for the machine', () => {
    fc.assert(
      fc.property(products, defender, (list, status) => {
        const state = decodeAntivirus(client([...list, { name: 'Unheard Of' }], status), frame).state;
        expect(['on', 'unknown']).toContain(state);
      }),
    );
  });

  it('needs a value that says so for every bad state', () => {
    fc.assert(
      fc.property(products, defender, (list, status) => {
        const verdict = decodeAntivirus(client(list, status), frame);
        if (verdict.state !== 'unknown') expect(verdict.evidence.length).toBeGreaterThan(0);
      }),
    );
  });
});
