import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  base32,
  commonName,
  identityKinds,
  isCommonName,
  isDeviceId,
  isUserId,
  schoolCodePattern,
  unitIdPattern,
} from '../../shared/domain/ids.ts';

test('base32 is that of RFC 4648 §10, in lower case without padding', () => {
  const vectors = [
    ['', ''],
    ['fo', 'mzxq'],
    ['foobar', 'mzxw6ytboi'],
    ['fooba', 'mzxw6ytb'],
  ] as const;
  // Bits that fill no character are dropped: where the RFC pads, its last character is missing here.
  for (const [text, expected] of vectors) {
    const full = Buffer.from(text).length * 8;
    expect(base32(Buffer.from(text))).toBe(expected.slice(0, Math.floor(full / 5)));
  }
});

test('any ten bytes make a name of its kind alone', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(bytes, (random) => {
      for (const kind of Object.keys(identityKinds) as (keyof typeof identityKinds)[]) {
        const name = commonName(kind, random);
        expect([isCommonName(name), isDeviceId(name), isUserId(name)]).toEqual([
          true,
          kind === 'device',
          kind === 'user',
        ]);
      }
    }),
  );
});

test('different bytes make different names', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(commonName('device', a) === commonName('device', b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
    }),
  );
});

test('another number of bytes is a bug', () => {
  expect(() => commonName('user', new Uint8Array(9))).toThrow(RangeError);
  expect(() => commonName('user', new Uint8Array(11))).toThrow(RangeError);
});

test.each([
  ['d-aaaaaaaaaaaaaaaa\n', false],
  ['d-aaaaaaaaaaaaaaa1', false],
  ['x-aaaaaaaaaaaaaaaa', false],
  ['', false],
  ['b-234567abcdefghij', true],
])('%j as a common name', (name, expected) => {
  expect(isCommonName(name)).toBe(expected);
});

test('school codes and unit ids fit in a topic level', () => {
  for (const code of ['0012', 'TH.KD_1-2', 'a'.repeat(32)]) expect(schoolCodePattern.test(code)).toBe(true);
  for (const code of ['', 'a/b', 'a+', 'Kim Đồng', 'a'.repeat(33)])
    expect(schoolCodePattern.test(code)).toBe(false);
  for (const id of ['', 'A', 'a b', '#']) expect(unitIdPattern.test(id)).toBe(false);
});
