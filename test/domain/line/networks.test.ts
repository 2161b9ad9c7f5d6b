import { readFile, stat } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shippedNetworks, shippedNetworkTable } from '../../../shared/data/networks.ts';
import { shippedProviders } from '../../../shared/data/providers.ts';
import { addressNumber } from '../../../shared/domain/line/address-number.ts';
import { createNetworks } from '../../../shared/domain/line/networks.ts';

const networks = shippedNetworks();
const table = shippedNetworkTable();
const rows = [...table.ipv4, ...table.ipv6].map(({ first, last, asn }) => ({
  first: addressNumber(first) ?? -1n,
  last: addressNumber(last) ?? -1n,
  asn,
}));

const four = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
const six = (number: bigint): string =>
  Array.from({ length: 8 }, (_, index) => ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(
    ':',
  );

/** By looking at every row. */
function scanned(address: string): number | null {
  const number = addressNumber(address);
  return number === null
    ? null
    : (rows.find(({ first, last }) => first <= number && number <= last)?.asn ?? null);
}

const shown = (number: bigint): string =>
  number >> 32n === 0xffffn ? four(Number(number & 0xffff_ffffn)) : six(number);

it('finds the network of the first and last address of every shipped row, and of their neighbours', () => {
  expect(rows.length).toBeGreaterThan(600);
  for (const { first, last, asn } of rows) {
    expect([networks.asnOf(shown(first)), networks.asnOf(shown(last))]).toEqual([asn, asn]);
    for (const neighbour of [shown(first - 1n), shown(last + 1n)]) {
      expect(networks.asnOf(neighbour)).toBe(scanned(neighbour));
    }
  }
});

it('agrees with a scan of all rows, for any address of both families', () => {
  const inside = fc.constantFrom(...rows).chain(({ first, last }) => fc.bigInt({ min: first, max: last }));
  const any = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
    fc.nat().map((n) => 0xffff_0000_0000n + BigInt(n)),
  );
  fc.assert(
    fc.property(fc.oneof(inside, any), (number) => {
      expect(networks.asnOf(shown(number))).toBe(scanned(shown(number)));
    }),
    { numRuns: 2_000 },
  );
});

const recorded = new URL('../../../../shared/fixtures/asn-vn/', import.meta.url);
const hasRecorded = await stat(recorded).then(
  () => true,
  () => false,
);

it.skipIf(!hasRecorded).each(['asn-vn-ipv4.csv', 'asn-vn-ipv6.csv'])(
  'agrees with the recorded rows of %s',
  async (file) => {
    const lines = (await readFile(new URL(file, recorded), 'utf8')).trim().split('\n');
    expect(lines.length).toBeGreaterThan(50);
    for (const line of lines) {
      const [first = '', last = '', asn] = line.split(',');
      expect([line, networks.asnOf(first), networks.asnOf(last)]).toEqual([line, Number(asn), Number(asn)]);
    }
  },
);

it('the table is small, attributed, in order and without overlap', async () => {
  const file = await stat(new URL('../../../shared/data/asn-vn.json', import.meta.url));
  expect(file.size).toBeLessThanOrEqual(60 * 1024);
  expect(table.attribution).toContain('CC BY 4.0');
  for (const family of [table.ipv4, table.ipv6]) {
    const ends = family.flatMap(({ first, last }) => [addressNumber(first), addressNumber(last)]);
    expect(ends).toEqual(ends.toSorted((a, b) => ((a ?? 0n) < (b ?? 0n) ? -1 : 1)));
  }
});

it('every provider has addresses, and no network two providers', () => {
  const { providers, others } = shippedProviders();
  const asns = [...providers.flatMap((one) => one.asns), ...others.map(({ asn }) => asn)];
  expect(new Set(asns).size).toBe(asns.length);
  const present = new Set(rows.map(({ asn }) => asn));
  expect(providers.filter((one) => !one.asns.some((asn) => present.has(asn)))).toEqual([]);
});

it.each([
  ['VNPT', 'VNPT'],
  ['vnpt quảng ngãi', 'VNPT'],
  ['Mạng Viettel - gói F90', 'Viettel'],
  ['Công ty Viễn thông FPT', 'FPT'],
  ['Tập đoàn Bưu chính Viễn thông Việt Nam', 'VNPT'],
  ['vnpt net', 'VNPT'],
  ['VNPTNet', 'VNPT'],
  ['FPTelecom', 'FPT'],
  ['FPT Telecom', 'FPT'],
  ['CMC TELECOM', 'CMC'],
  ['Truyền hình cáp SCTV', 'SCTV'],
  ['Netnam', 'NetNam'],
  ['Viettel (cáp quang)', 'Viettel'],
  ['MOBIFONE', 'MobiFone'],
  ['Hà Nội Telecom', 'Hanoi Telecom'],
])('%s is %s', (isp, name) => {
  expect(networks.providerNamed(isp)?.name).toBe(name);
});

it('a text that names none or two providers names none', () => {
  for (const isp of ['', 'nhà mạng', 'VNPT và Viettel', 'CMCC', 'Internet trường']) {
    expect(networks.providerNamed(isp)).toBeNull();
  }
});

it('a whole name is that provider’s, also where another’s name is part of it', () => {
  const two = ['FPT', 'FPT Telecom'].map((name, index) => ({ name, aliases: [], asns: [index] }));
  const { providerNamed } = createNetworks([], two, new Map());
  expect(['fpt', 'FPT  telecom', 'gói FPT Telecom'].map((isp) => providerNamed(isp)?.name)).toEqual([
    ...['FPT', 'FPT Telecom', undefined],
  ]);
});

it('what is no address belongs to nobody', () => {
  for (const text of [
    '',
    'x',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7',
    '2001:db8::g',
    '::1.2.3.999',
  ]) {
    expect([text, addressNumber(text)]).toEqual([text, null]);
  }
  expect(networks.asnOf('10.0.0.1')).toBeNull();
  expect(networks.asnOf('::ffff:14.160.0.1')).toBe(networks.asnOf('14.160.0.1'));
  expect(() => createNetworks([{ first: 'a', last: 'b', asn: 1 }], [], new Map())).toThrow('a b');
});
