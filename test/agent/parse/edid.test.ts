import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseEdid } from '../../../agent/parse/edid.ts';
import { requireFixtures } from '../../support/tools.ts';

/** A projector: named so, and without an image size. */
function sampleEdid(): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]);
  bytes.writeUInt16BE((5 << 10) | (24 << 5) | 13, 8); // EXM
  bytes.writeUInt16LE(0x1a2b, 10);
  bytes.writeUInt32LE(0, 12);
  bytes[17] = 2019 - 1990;
  bytes.set([1, 3], 18);
  bytes.set([0, 0, 0, 0xfc, 0], 54);
  bytes.write('EXAMPLE PJ\n  ', 59, 'latin1');
  bytes.set([0, 0, 0, 0xff, 0], 72);
  bytes.write('SN0042\n      ', 77, 'latin1');
  bytes[127] = (256 - (bytes.subarray(0, 127).reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
  return bytes;
}

const projector = {
  ok: true,
  value: {
    vendor: 'EXM',
    product: '1A2B',
    name: 'EXAMPLE PJ',
    serial: 'SN0042',
    year: 2019,
    kind: 'projector?',
  },
};

const rows = (bytes: Buffer, form: (row: string, offset: number) => string): string =>
  Array.from({ length: 8 }, (_, index) =>
    form(bytes.toString('hex', index * 16, index * 16 + 16), index * 16),
  ).join('\n');
const pairs = (row: string) => (row.match(/../g) ?? []).join(' ');
const ascii = '................';

test.each([
  ['raw', (bytes: Buffer) => bytes],
  ['raw with an extension', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(128, 7)])],
  ['raw with a wrong checksum', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 127), Buffer.from([1])])],
  ['as one line of hex', (bytes: Buffer) => bytes.toString('hex')],
  [
    'as edid-decode prints it',
    (bytes: Buffer) => `edid-decode (hex):\n\n${rows(bytes, pairs)}\n\n-----\nBlock 0:`,
  ],
  [
    'as xrandr prints it',
    (bytes: Buffer) => `DP-1 connected\n\tEDID:\n${rows(bytes, (row) => `\t\t${row}`)}\n\tnon-desktop: 0`,
  ],
  [
    'as xxd prints it',
    (bytes: Buffer) =>
      rows(
        bytes,
        (row, at) => `${at.toString(16).padStart(8, '0')}: ${row.match(/..../g)?.join(' ')}  ${ascii}`,
      ),
  ],
  [
    'as hexdump -C prints it',
    (bytes: Buffer) =>
      rows(
        bytes,
        (row, at) =>
          `${at.toString(16).padStart(8, '0')}  ${pairs(row.slice(0, 16))}  ${pairs(row.slice(16))}  |${ascii}|`,
      ),
  ],
  ['as UTF-16', (bytes: Buffer) => Buffer.from(`\uFEFF${rows(bytes, pairs)}\r\n`, 'utf16le')],
])('%s', (_, form) => {
  expect(parseEdid(Buffer.from(form(sampleEdid())))).toEqual(projector);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['half a block', sampleEdid().subarray(0, 64)],
  ['half a block in hex', Buffer.from(sampleEdid().toString('hex', 0, 64))],
  ['zeros', Buffer.alloc(128)],
  ['text', Buffer.from('no display')],
])('%s is no display', (_, bytes) => {
  expect(parseEdid(bytes)).toEqual({ ok: false, error: 'unrecognised' });
});

test('every display says what edid-decode says of it', (context) => {
  const folder = join(requireFixtures(context), 'edid-linuxhw');
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    const says = (pattern: RegExp) => pattern.exec(bytes.toString())?.[1];
    const parsed = parseEdid(bytes);
    const maker = says(/Manufacturer: ([A-Z]{3})$/m);
    expect(parsed, name).toMatchObject({
      value: {
        product: Number(says(/Model: (\d+)/))
          .toString(16)
          .toUpperCase()
          .padStart(4, '0'),
        year: Number(says(/Made in: .*(\d{4})/)),
        ...(maker === undefined ? {} : { vendor: maker }),
      },
    });
    const shown = says(/Display Product Name: '(.*)'/)?.trim();
    expect(parsed.ok && parsed.value.name, name).toBe(shown);
    const [widthCm, heightCm] = [says(/Maximum image size: (\d+) cm/), says(/image size: \d+ cm x (\d+) cm/)];
    expect(Math.abs((parsed.ok ? (parsed.value.widthMm ?? 0) : 0) - Number(widthCm) * 10), name).toBeLessThan(
      10,
    );
    expect(
      Math.abs((parsed.ok ? (parsed.value.heightMm ?? 0) : 0) - Number(heightCm) * 10),
      name,
    ).toBeLessThan(10);
  }
});
