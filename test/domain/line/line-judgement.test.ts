import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shippedLineThresholds } from '../../../shared/data/line-thresholds.ts';
import { carrierNatOf, judgeLine } from '../../../shared/domain/line/line-judgement.ts';
import type { LineDeclaration, LineMeasures } from '../../../shared/domain/line/line-measures.ts';
import { lineReasonCodes } from '../../../shared/domain/line/line-reasons.ts';
import { en } from '../../../shared/text/en.ts';

const thresholds = shippedLineThresholds();

const fibre: LineDeclaration = {
  ...{ medium: 'fibre', asns: [45899, 7643], sharesNetwork: false, downMbps: 200, upMbps: 200 },
  ...{ opticalDbm: null, contractEndsOn: null },
};
const nothing: LineMeasures = {
  ...{ asn: null, isKnownNetwork: false, publicAddress: null, wanAddress: null },
  ...{ firstHopMs: null, firstHopJitterMs: null, downMbps: null, upMbps: null, portMbps: null },
  isByRadio: null,
  today: '2026-11-20',
};
const good: LineMeasures = {
  ...nothing,
  ...{ asn: 45899, isKnownNetwork: true, firstHopMs: 3, firstHopJitterMs: 0.5, downMbps: 190, upMbps: 185 },
};

const judged = (measured: Partial<LineMeasures>, declared: Partial<LineDeclaration> = {}) =>
  judgeLine({ ...fibre, ...declared }, { ...nothing, ...measured }, thresholds);

it('without measurement a line is merely declared; without declaration nothing is concluded', () => {
  expect(judged({})).toEqual({ verdict: 'declared', reasons: [] });
  expect(judgeLine(null, good, thresholds)).toEqual({ verdict: 'unknown', reasons: [] });
});

it('a fibre is corroborated by its latency and one more thing, never by one thing alone', () => {
  expect(judged(good)).toEqual({
    verdict: 'corroborated',
    reasons: ['network-matches', 'latency-fits', 'rates-fit', 'rate-reached'],
  });
  const latency = { firstHopMs: 3, firstHopJitterMs: 0.5 };
  expect(judged(latency).verdict).toBe('declared');
  expect(judged({ ...latency, asn: 7643, isKnownNetwork: true }).verdict).toBe('corroborated');
  expect(judged({ ...good, firstHopMs: null, firstHopJitterMs: null }).verdict).toBe('declared');
});

it.each([
  ['another provider’s network', { asn: 7552, isKnownNetwork: true }, {}, 'network-differs'],
  ['an answer like a mobile line', { firstHopMs: 35, firstHopJitterMs: 12 }, {}, 'latency-unlike'],
  [
    'an answer like copper',
    { firstHopMs: 12, firstHopJitterMs: 1, downMbps: 20, upMbps: 1 },
    {},
    'latency-unlike',
  ],
  ['less than half of the rate', { downMbps: 80, upMbps: 150 }, {}, 'rate-short'],
  ['a 4G line that answers like a fibre', good, { medium: '4g' }, 'latency-unlike'],
] as const)('%s contradicts', (_name, measured, declared, reason) => {
  expect(judged({ ...good, ...measured }, declared)).toMatchObject({
    verdict: 'contradicted',
    reasons: expect.arrayContaining([reason]),
  });
});

it.each([
  [
    'the most of a fibre’s latency and jitter',
    { firstHopMs: 5, firstHopJitterMs: 2 },
    'corroborated',
    'latency-fits',
  ],
  ['a little more latency', { firstHopMs: 5.01 }, 'declared', null],
  ['a little more jitter', { firstHopJitterMs: 2.01 }, 'declared', null],
  ['just not like a mobile line', { firstHopMs: 19.99, firstHopJitterMs: 5 }, 'declared', null],
  ['late, but steady', { firstHopMs: 40, firstHopJitterMs: 4.99 }, 'declared', null],
  ['like a mobile line', { firstHopMs: 20, firstHopJitterMs: 5 }, 'contradicted', 'latency-unlike'],
  ['the share from which a rate is reached', { downMbps: 160, upMbps: 160 }, 'corroborated', 'rate-reached'],
  ['just below it', { downMbps: 159.9, upMbps: 160 }, 'corroborated', 'rate-partly'],
  ['half of the rate', { downMbps: 100, upMbps: 160 }, 'corroborated', 'rate-partly'],
  ['less than half upwards', { downMbps: 200, upMbps: 99.9 }, 'contradicted', 'rate-short'],
] as const)('%s', (_name, measured, verdict, reason) => {
  const { reasons, ...found } = judged({ ...good, ...measured });
  expect(found).toEqual({ verdict });
  if (reason !== null) expect(reasons).toContain(reason);
});

it('a radio of the measuring machine excuses rate and latency, and still corroborates', () => {
  const slow = { ...good, downMbps: 40, upMbps: 30, firstHopMs: 30, firstHopJitterMs: 9 };
  expect(judged(slow).verdict).toBe('contradicted');
  expect(judged({ ...slow, isByRadio: true })).toEqual({
    verdict: 'declared',
    reasons: ['network-matches', 'rates-fit', 'radio-limits'],
  });
  expect(judged({ ...good, isByRadio: true }).verdict).toBe('corroborated');
});

it('what cannot be compared is told', () => {
  expect(judged({ asn: 45899 }, { asns: [] }).reasons).toEqual(['provider-unknown']);
  expect(judged({ publicAddress: '8.8.8.8' }).reasons).toEqual(['network-unknown']);
  expect(judged({ publicAddress: '10.1.2.3' }).reasons).toEqual([]);
  expect(judged({ asn: 45899, isKnownNetwork: true }, { sharesNetwork: true }).reasons).toEqual([
    'network-matches',
    'network-shared',
  ]);
});

it('a slow port of the measuring machine excuses the line', () => {
  const held = judged({ ...good, downMbps: 94, upMbps: 94, portMbps: 100 });
  expect(held.reasons).toContain('port-limits');
  expect(held.verdict).toBe('corroborated');
  expect(judged({ ...good, downMbps: 94, upMbps: 94, portMbps: 1_000 }).verdict).toBe('contradicted');
  expect(judged({ portMbps: 100 }, { downMbps: 60 }).reasons).toEqual([]);
});

it('a network of nobody known, a typed reading and a contract are told, and decide nothing', () => {
  expect(judged({ asn: 64_512 })).toEqual({ verdict: 'declared', reasons: ['network-unknown'] });
  const reasonOf = (opticalDbm: number) => judged({}, { opticalDbm }).reasons;
  expect([-27.1, -27, -8, -7.9].map(reasonOf)).toEqual([
    ['optical-weak'],
    ['optical-in-range'],
    ['optical-in-range'],
    ['optical-strong'],
  ]);
  const endsOn = (contractEndsOn: string) => judged({}, { contractEndsOn }).reasons;
  expect(['2026-11-19', '2026-11-20', '2027-01-19', '2027-01-20'].map(endsOn)).toEqual([
    ['contract-ended'],
    ['contract-ending'],
    ['contract-ending'],
    [],
  ]);
});

it.each([
  ['192.168.1.2', '14.160.1.1', true],
  ['100.64.3.4', '14.160.1.1', true],
  ['14.160.9.9', '14.160.1.1', true],
  ['14.160.1.1', '14.160.1.1', false],
  ['14.160.1.1', null, null],
  [null, '14.160.1.1', null],
  ['none', '14.160.1.1', null],
  ['14.160.1.1', '2001:ee0::1', null],
  ['14.160.1.1', '::ffff:14.160.1.1', false],
  [null, '100.64.0.1', true],
  [null, '100.127.255.254', true],
  [null, '100.128.0.1', null],
  [null, '10.1.2.3', null],
  // A router without an address now, or that talks nonsense.
  ['0.0.0.0', '14.160.1.1', null],
  ['127.0.0.1', '14.160.1.1', null],
  ['169.254.3.3', '14.160.1.1', null],
  ['255.255.255.255', '14.160.1.1', null],
  // The broker stands in the school itself.
  ['14.160.1.1', '192.168.1.50', null],
  ['192.168.100.2', '192.168.1.50', true],
] as const)('a router at %s, seen as %s: carrier NAT %s', (wanAddress, publicAddress, expected) => {
  expect(carrierNatOf({ ...nothing, wanAddress, publicAddress })).toBe(expected);
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const measures = fc.record({
  ...{ asn: maybe(fc.constantFrom(45899, 7552, 64_512)), isKnownNetwork: fc.boolean() },
  ...{ publicAddress: fc.constant(null), wanAddress: fc.constant(null), today: fc.constant('2026-11-20') },
  ...{ firstHopMs: maybe(fc.double({ min: 0, max: 100, noNaN: true })) },
  ...{ firstHopJitterMs: maybe(fc.double({ min: 0, max: 50, noNaN: true })) },
  ...{ downMbps: maybe(fc.integer({ min: 0, max: 400 })), upMbps: maybe(fc.integer({ min: 0, max: 400 })) },
  portMbps: maybe(fc.constantFrom(100, 1_000)),
  isByRadio: fc.constant(false),
});
const rank = { contradicted: 0, declared: 1, corroborated: 2, unknown: -1 };
const rankOf = (measured: LineMeasures): number => rank[judged(measured).verdict];

it('a fibre that answers later or less steadily is never judged better', () => {
  fc.assert(
    fc.property(
      measures,
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      (one, later, rougher) => {
        const worse = {
          ...one,
          firstHopMs: one.firstHopMs === null ? null : one.firstHopMs + later,
          firstHopJitterMs: one.firstHopJitterMs === null ? null : one.firstHopJitterMs + rougher,
        };
        expect(rankOf(worse)).toBeLessThanOrEqual(rankOf(one));
      },
    ),
  );
});

it('a line that carries more in both directions alike is never judged worse', () => {
  fc.assert(
    fc.property(
      measures,
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 200 }),
      (one, rate, more) => {
        const slow = { ...one, downMbps: rate, upMbps: rate };
        const fast = { ...one, downMbps: rate + more, upMbps: rate + more };
        expect(rankOf(fast)).toBeGreaterThanOrEqual(rankOf(slow));
      },
    ),
  );
});

it('what is not measured never contradicts, and every reason has words', () => {
  fc.assert(
    fc.property(measures, fc.subarray(Object.keys(nothing) as (keyof LineMeasures)[]), (one, forgotten) => {
      const less = {
        ...one,
        ...Object.fromEntries(forgotten.map((key) => [key, nothing[key]])),
      } as LineMeasures;
      const against = judged(less).reasons.filter((code) => lineReasonCodes[code] === 'against');
      const isPortKnown = !forgotten.includes('portMbps');
      if (isPortKnown) expect(judged(one).reasons).toEqual(expect.arrayContaining(against));
    }),
  );
  for (const code of Object.keys(lineReasonCodes)) expect(en).toHaveProperty([`lineReason.${code}`]);
});
