import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decode, encode } from '../../shared/contract/codec.ts';
import { deflateAboveBytes, maxDepth, maxInflatedBytes, maxWireBytes } from '../../shared/contract/limits.ts';

const anything = z.looseObject({ v: z.literal(1) });

function failureOf(payload: Buffer): string {
  const decoded = decode(payload, anything);
  return decoded.ok ? 'ok' : decoded.error.kind;
}

const deflated = (text: string | Buffer): Buffer => Buffer.concat([Buffer.of(1), deflateRawSync(text)]);

describe('what is encoded is decoded', () => {
  test('any JSON object within the depth', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 10 })),
        fc.boolean(),
        (fields, plain) => {
          const message = { ...JSON.parse(JSON.stringify(fields)), v: 1 };
          const decoded = decode(encode(message, { plain }), z.unknown());
          expect(decoded).toEqual({ ok: true, value: message });
        },
      ),
    );
  });

  test('deflated above 512 bytes, never where plain is asked for', () => {
    const short = { v: 1, text: 'a'.repeat(deflateAboveBytes - 17) };
    const long = { v: 1, text: 'a'.repeat(deflateAboveBytes - 16) };
    expect(JSON.stringify(short)).toHaveLength(deflateAboveBytes);
    expect([encode(short)[0], encode(long)[0], encode(long, { plain: true })[0]]).toEqual([0x7b, 0x01, 0x7b]);
  });

  test('Vietnamese text comes back as it was', () => {
    const message = { v: 1, name: 'Trường Tiểu học Kim Đồng, phòng Tin học'.repeat(20) };
    expect(decode(encode(message), z.unknown())).toEqual({ ok: true, value: message });
  });

  test('unknown fields are ignored', () => {
    const known = z.object({ v: z.literal(1), a: z.number() });
    expect(decode(encode({ v: 1, a: 2, later: [3] }), known)).toEqual({ ok: true, value: { v: 1, a: 2 } });
  });
});

describe('hostile bytes', () => {
  test('never throw', () => {
    const bytes = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array));
    const marked = bytes.map((buffer) => Buffer.concat([Buffer.of(1), buffer]));
    const inflatable = bytes.map((buffer) => deflated(buffer));
    const braced = fc.string({ unit: 'binary' }).map((text) => Buffer.from(`{${text}`));
    fc.assert(
      fc.property(fc.oneof(bytes, marked, inflatable, braced), (payload) => {
        const decoded = decode(payload, z.object({ v: z.literal(1), never: z.string() }));
        if (!decoded.ok) expect(decoded.error.detail.length).toBeLessThan(200);
      }),
      { numRuns: 500 },
    );
  });

  test('48 KiB on the wire is the limit, to the byte', () => {
    const filled = (size: number): Buffer => {
      const empty = JSON.stringify({ v: 1, text: '' }).length;
      return Buffer.from(JSON.stringify({ v: 1, text: 'a'.repeat(size - empty) }));
    };
    expect(failureOf(filled(maxWireBytes))).toBe('ok');
    expect(failureOf(filled(maxWireBytes + 1))).toBe('too-large');
  });

  test('a small message that inflates beyond 1 MiB is not inflated', () => {
    const bomb = deflated(Buffer.from(`{"v":1,"text":"${'a'.repeat(40_000_000)}"}`));
    expect(bomb.length).toBeLessThan(maxWireBytes);
    expect(failureOf(bomb)).toBe('undecodable');
    const most = `{"v":1,"text":"${'a'.repeat(maxInflatedBytes - 17)}"}`;
    expect(most).toHaveLength(maxInflatedBytes);
    expect(failureOf(deflated(most))).toBe('ok');
    expect(failureOf(deflated(`${most} `))).toBe('undecodable');
  });

  test('depth is counted outside texts only', () => {
    const nested = (levels: number): string => `{"v":1,"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(failureOf(Buffer.from(nested(maxDepth - 1)))).toBe('ok');
    expect(failureOf(Buffer.from(nested(maxDepth)))).toBe('undecodable');
    expect(failureOf(deflated(nested(100_000)))).toBe('undecodable');
    expect(failureOf(Buffer.from(`{"v":1,"a":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}"}`))).toBe('ok');
  });

  test.each([
    ['nothing', '', 'undecodable'],
    ['an array', '[{"v":1}]', 'undecodable'],
    ['a blank before the brace', ' {"v":1}', 'undecodable'],
    ['a byte order mark', '\ufeff{"v":1}', 'undecodable'],
    ['half an object', '{"v":1', 'undecodable'],
    ['two objects', '{"v":1}{"v":1}', 'undecodable'],
    ['no version', '{}', 'unknown-version'],
    ['version null', '{"v":null}', 'unknown-version'],
    ['version as text', '{"v":"1"}', 'unknown-version'],
    ['a later version', '{"v":2}', 'unknown-version'],
  ])('%s', (_, text, kind) => {
    expect(failureOf(Buffer.from(text))).toBe(kind);
  });

  test('deflated text that is no object is not decoded either', () => {
    expect(failureOf(deflated('1'))).toBe('unknown-version');
    expect(failureOf(deflated('null'))).toBe('unknown-version');
    expect(failureOf(deflated('"{"'))).toBe('unknown-version');
  });

  test('a deflate stream cut short, or with something behind it, is broken or ends where it ends', () => {
    const whole = deflated('{"v":1}');
    expect(failureOf(whole.subarray(0, whole.length - 2))).toBe('undecodable');
    expect(failureOf(Buffer.concat([whole, Buffer.from('tail')]))).toBe('ok');
  });

  test('keys of the prototype stay keys', () => {
    const decoded = decode(Buffer.from('{"v":1,"__proto__":{"polluted":true},"constructor":1}'), anything);
    expect(decoded.ok && Object.getPrototypeOf(decoded.value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('a surrogate without its pair is carried, never thrown at', () => {
    const message = { v: 1, text: 'a\ud800b' };
    const decoded = decode(encode(message), z.object({ v: z.literal(1), text: z.string() }));
    expect(decoded.ok && decoded.value.text).toHaveLength(3);
    expect(failureOf(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]))).toBe('unknown-version');
  });
});

test('a failure names the field and never quotes what was sent', () => {
  const schema = z.object({ v: z.literal(1), who: z.object({ age: z.number() }) });
  const decoded = decode(Buffer.from('{"v":1,"who":{"age":"Nguyễn Văn A"}}'), schema);
  expect(decoded).toEqual({ ok: false, error: { kind: 'invalid', detail: 'who.age: invalid_type' } });
});
