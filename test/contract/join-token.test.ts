import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJoinToken, type JoinToken, parseJoinToken } from '../../shared/contract/join-token.ts';

const letters = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const port = fc.integer({ min: 1, max: 65_535 });

const token: fc.Arbitrary<JoinToken> = fc.record({
  addresses: fc.array(
    fc.record({
      host: fc.constantFrom('broker.example.edu.vn', '192.0.2.7', '2001:db8::1'),
      mqttPort: port,
      httpsPort: port,
    }),
    { minLength: 1, maxLength: 8 },
  ),
  caSha256: letters('0123456789abcdef', 64),
  id: letters(base32, 8),
  secret: letters(base64url, 22),
  exp: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});

test('a token is read as it was written', () => {
  fc.assert(
    fc.property(token, (given) => {
      expect(parseJoinToken(formatJoinToken(given))).toEqual({ ok: true, value: given });
    }),
  );
});

test('blanks and line breaks that a chat program adds do no harm', () => {
  const blank = fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00a0', '\u200b', '\ufeff');
  fc.assert(
    fc.property(token, blank, fc.nat(), (given, inserted, at) => {
      const text = formatJoinToken(given);
      const position = at % (text.length + 1);
      const pasted = text.slice(0, position) + inserted + text.slice(position);
      expect(parseJoinToken(pasted)).toEqual({ ok: true, value: given });
    }),
  );
});

describe('damage', () => {
  test('a token cut short is never read as another', () => {
    fc.assert(
      fc.property(token, fc.integer({ min: 1, max: 40 }), (given, missing) => {
        const cut = parseJoinToken(formatJoinToken(given).slice(0, -missing));
        expect(cut.ok).toBe(false);
      }),
    );
  });

  test('any text gives a token or a reason', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `SD1.${text}`),
        ),
        (text) => {
          const parsed = parseJoinToken(text);
          if (!parsed.ok) expect(['not-a-token', 'damaged']).toContain(parsed.error);
        },
      ),
    );
  });

  test.each([
    ['', 'not-a-token'],
    ['SD2.abc', 'not-a-token'],
    ['hello', 'not-a-token'],
    ['SD1.', 'damaged'],
    ['SD1.bm90IGpzb24', 'damaged'],
    [`SD1.${'a'.repeat(5000)}`, 'damaged'],
  ])('%s', (text, reason) => {
    expect(parseJoinToken(text)).toEqual({ ok: false, error: reason });
  });
});
