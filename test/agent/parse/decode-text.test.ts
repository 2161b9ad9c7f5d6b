import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeOutput } from '../../../agent/parse/decode-text.ts';
import { linesOf } from '../../../agent/parse/lines.ts';

const text = 'Caption=Máy tính phòng Tin học số 2\r\nName=Đặng Thị Ớt\r\n';
const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16();

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16LE with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16LE without', Buffer.from(text, 'utf16le')],
  ['UTF-16BE with a mark', utf16be(`\uFEFF${text}`)],
  ['UTF-16BE without', utf16be(text)],
])('%s', (_, bytes) => {
  expect(decodeOutput(bytes)).toBe(text);
});

test('CP1258, whose tones stand behind their letters', () => {
  // "Tiếng Việt": ê and a tone of its own each, đ as one byte.
  const bytes = Buffer.from([
    0x54, 0x69, 0xea, 0xec, 0x6e, 0x67, 0x20, 0x56, 0x69, 0xea, 0xf2, 0x74, 0x20, 0xf0,
  ]);
  expect(decodeOutput(bytes)).toBe('Tiếng Việt đ'.normalize('NFC'));
});

test('a letter cut at the end does not make UTF-8 something else', () => {
  expect(decodeOutput(Buffer.from('Tiếng Việ').subarray(0, -1))).toBe('Tiếng Vi');
});

test('any bytes are some text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(typeof decodeOutput(bytes)).toBe('string');
    }),
  );
});

test('lines are what a split gives, without their ends', () => {
  const piece = fc.constantFrom('a', 'bb', '', '\r', 'x\ry');
  fc.assert(
    fc.property(fc.array(piece), fc.constantFrom('\n', '\r\n', '\r\r\n'), (pieces, end) => {
      const joined = pieces.join(end);
      const expected = joined.split('\n').map((line) => line.replace(/\r+$/, ''));
      expect([...linesOf(joined)]).toEqual(expected);
    }),
  );
  expect([...linesOf('abcdef\ngh', 4)]).toEqual(['abcd', 'gh']);
});
