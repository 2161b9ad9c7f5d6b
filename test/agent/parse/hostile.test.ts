import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ParseKind, parseKinds } from '../../../agent/parse/kind-names.ts';
import { readKind } from '../../../agent/parse/kinds.ts';
import { requireFixtures } from '../../support/tools.ts';
import { readRecordings } from './corpus.ts';
import { longInputs } from './hostile-inputs.ts';

/** A pattern that goes over its input again for each letter takes hours for this: no clock is needed to tell. */
const hangs = { timeout: 120_000 };

/** Whatever comes in, a value that JSON holds or a clear no comes out. */
function expectSane(kind: ParseKind, bytes: Uint8Array, name: string): void {
  const parsed = readKind(kind, bytes, 0);
  if (parsed.ok) expect(JSON.stringify(parsed.value), name).toBeTypeOf('string');
  else expect(parsed.error, name).toBe('unrecognised');
}

describe.each(parseKinds)('%s', (kind) => {
  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => expectSane(kind, bytes, 'bytes')),
      { numRuns: 300 },
    );
  });

  test('any lines that look like something', () => {
    const word = fc.constantFrom(
      'Handle 0x0001, DMI type 17, 4 bytes',
      'Memory Device',
      '\tSize: 8 GB',
      'smartctl 7.2',
      '  5 X 0x0033 100 100 010',
      '"x"="',
      '"x"=hex(7):00,\\',
      '[HKLM\\a]',
      'REGEDIT4',
      'Port 22',
      'Match all',
      'Status: active',
      ' ALLOW IN ',
      'native-path: x',
      'Daemon:',
      'Slot:\t00:00.0',
      '00:00.0 "',
      'A={1',
      'A=1',
      '<BatteryReport>',
      '<Batteries>',
      '<Battery>',
      'AMRunningMode : Normal',
      'NAME="x',
      '00ffffffffffff00',
      '397568',
      '\0',
      '\u{1f642}',
      '[',
      '{"devices":[',
    );
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom('\n', '\r\n', ' '), (words, end) =>
        expectSane(kind, Buffer.from(words.join(end)), 'lines'),
      ),
      { numRuns: 300 },
    );
  });

  test('any JSON', () => {
    const names = fc.constantFrom(
      'smartctl',
      'device',
      'devices',
      'ata_smart_attributes',
      'table',
      'temperature',
      'productState',
      'displayName',
      'AMRunningMode',
      'AntivirusSignatureAge',
      'AntivirusSignatureLastUpdated',
      'value',
      '__proto__',
      'nvme_smart_health_information_log',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, -1, 1e300, 42, '', 'x', '/Date(9e99)/', [], {}),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(names, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => expectSane(kind, Buffer.from(JSON.stringify(value)), 'JSON')),
      { numRuns: 300 },
    );
  });

  test('lines of a megabyte', hangs, () => {
    for (const [name, text] of longInputs(1_000_000)) expectSane(kind, Buffer.from(text), name);
  });
});

test('recordings cut off, with bits turned, and with NULs', hangs, (context) => {
  const recordings = readRecordings(requireFixtures(context)).filter(({ bytes }) => bytes.length < 40_000);
  fc.assert(
    fc.property(
      fc.constantFrom(...recordings),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.tuple(fc.nat(40_000), fc.nat(255)), { maxLength: 20 }),
      ({ kind, name, bytes }, part, changes) => {
        const damaged = Uint8Array.from(bytes.subarray(0, Math.ceil(bytes.length * part)));
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
        expectSane(kind, damaged, name);
      },
    ),
    { numRuns: 1500 },
  );
});
