import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskHealth } from '../../../../agent/collectors/disk-health.ts';
import { hardware } from '../../../../agent/collectors/hardware.ts';
import { network } from '../../../../agent/collectors/network.ts';
import { peripherals } from '../../../../agent/collectors/peripherals.ts';
import { software } from '../../../../agent/collectors/software.ts';
import { storage } from '../../../../agent/collectors/storage.ts';
import { system } from '../../../../agent/collectors/system.ts';
import { machineQueries } from '../../../../agent/collectors/windows/machine-queries.ts';
import { parseSmartData } from '../../../../agent/collectors/windows/smart-data.ts';
import { labPc } from './samples/lab-pc.ts';
import { measure } from './support/machine.ts';

const collectors = [hardware, system, storage, diskHealth, network, peripherals, software];

/** What a broken provider, another version or an attacker's driver may put into a member. */
const member = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 'TRUE', -1, 0, 1.5, 2 ** 31, 2 ** 53, 2 ** 63, Number.NaN),
  fc.constantFrom<unknown>(
    '',
    '\0\0',
    ' ',
    'x'.repeat(100_000),
    '\uD800',
    '\u0344'.repeat(200),
    '🥁'.repeat(100),
    '99999999999999999999',
    '16010101000000.000000+000',
  ),
  fc.constantFrom<unknown>(
    '/Date(-1)/',
    '/Date(99999999999999999)/',
    '9999-99-99T99:99:99Z',
    '(((((',
    '\\\\?\\Volume{}\\',
  ),
  fc.array(fc.oneof(fc.integer(), fc.string(), fc.constant(null)), { maxLength: 600 }),
  fc.object({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.anything(),
);

const lines = Object.entries(labPc.rows ?? {}).flatMap(([query, rows]) =>
  rows.map((row) => ({ query, row: row as Record<string, unknown> })),
);

/** A row of the sample with some of its members replaced, or something that is no row at all. */
const hostileRow = fc.oneof(
  fc
    .constantFrom(...lines)
    .chain(({ query, row }) =>
      fc
        .dictionary(fc.constantFrom(...Object.keys(row)), member, { maxKeys: 4 })
        .map((changes) => ({ query, row: { ...row, ...changes } as unknown })),
    ),
  fc.record({ query: fc.constantFrom(...machineQueries.map(({ name }) => name)), row: fc.anything() }),
);

test('hostile rows never throw, and never give facts that break the contract', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileRow, { minLength: 1, maxLength: 12 }), async (hostile) => {
      const rows: Record<string, unknown[]> = {};
      for (const { query, row } of hostile)
        rows[query] = [...(rows[query] ?? labPc.rows?.[query] ?? []), row];
      for (const collector of collectors) {
        expect((await measure(collector, { ...labPc, rows: { ...labPc.rows, ...rows } })).outcome).toBe('ok');
      }
    }),
    { numRuns: 60 },
  );
});

test('each member of a row in turn holds what it never should', { timeout: 60_000 }, async () => {
  const values = [
    0,
    1,
    300,
    65_536,
    2 ** 31,
    2 ** 53,
    -1,
    '',
    'x'.repeat(5_000),
    '\u0344'.repeat(300),
    [],
    [300],
    {},
  ];
  for (const { name, sections } of machineQueries) {
    const row = labPc.rows?.[name]?.[0];
    const own = collectors.filter(({ section }) => sections.includes(section));
    for (const key of Object.keys(row ?? {})) {
      for (const value of values) {
        const rows = { ...labPc.rows, [name]: [{ ...(row as object), [key]: value }] };
        for (const collector of own) {
          const label = `${name}.${key} = ${JSON.stringify(value).slice(0, 40)}`;
          expect((await measure(collector, { ...labPc, rows })).outcome, label).toBe('ok');
        }
      }
    }
  }
});

test('more rows than a section may carry are cut', async () => {
  const many = Object.fromEntries(
    Object.entries(labPc.rows ?? {}).map(([query, rows]) => [
      query,
      Array.from({ length: 1_200 }, (_, at) => ({
        ...(rows[0] as object),
        DeviceId: String(at),
        Index: at,
        Name: `n${at}`,
        HardwareInterface: true,
      })),
    ]),
  );
  for (const collector of collectors) {
    expect((await measure(collector, { ...labPc, rows: many })).outcome, collector.section).toBe('ok');
  }
});

test('no question answered: what stands in the registry is reported, nothing is wrong', async () => {
  const { registry, facts } = labPc;
  const machine = {
    ...(registry === undefined ? {} : { registry }),
    ...(facts === undefined ? {} : { facts }),
  };
  const silent = { ...machine, unanswered: { ok: false, error: 'timed-out' } } as const;
  const results = await Promise.all(collectors.map((collector) => measure(collector, silent)));
  const byName = new Map(collectors.map(({ section }, at) => [section, results[at]]));
  expect(byName.get('hardware')).toMatchObject({
    outcome: 'ok',
    facts: { vendor: 'Dell Inc.', memorySlots: [{ locator: 'DIMM1' }] },
    absent: { batteries: 'timed-out', pciDevices: 'timed-out', hypervisor: 'timed-out' },
  });
  expect(byName.get('network')).toMatchObject({
    outcome: 'ok',
    facts: { interfaces: [{ name: 'Ethernet', isUp: true }], gateway: '192.168.10.1' },
  });
  expect(byName.get('system')).toMatchObject({ outcome: 'ok', absent: { bootedAt: 'timed-out' } });
  expect(byName.get('storage')).toMatchObject({ outcome: 'timed-out' });
  expect(byName.get('peripherals')).toMatchObject({ outcome: 'timed-out' });
  expect(byName.get('diskHealth')).toMatchObject({ outcome: 'timed-out' });
});

test('an attribute table of any bytes gives whole numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 512 }), { maxLength: 600 }), (bytes) => {
      for (const value of Object.values(parseSmartData(bytes))) {
        expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
      }
    }),
  );
});
