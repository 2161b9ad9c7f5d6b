import { describe, expect, it } from 'vitest';
import {
  guardedLookup,
  isLoopback,
  isMailAddress,
  shownAddress,
  webhookTarget,
} from '../../../broker/notify/target.ts';

describe('a webhook', () => {
  it.each([
    'https://example.org/hooks/x?y=z',
    'https://10.1.2.3:8443/',
    'https://[fd00::1]/',
    'https://chat.intranet/',
    'http://localhost:8080/',
    'http://127.0.0.1/',
    'http://[::1]:80/',
  ])('may be %s', (address) => expect(webhookTarget(address)?.href).toBe(new URL(address).href));

  it.each([
    'http://example.org/',
    'http://10.1.2.3/',
    'http://localhost.example.org/',
    'https://user@example.org/',
    'https://user:secret@example.org/',
    'https://example.org/#part',
    'https://169.254.169.254/latest/meta-data',
    'https://2852039166/',
    'https://[fe80::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://0.0.0.0/',
    'http://0/',
    'https://[::]/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'ftp://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'example.org',
    '',
  ])('may not be %s', (address) => expect(webhookTarget(address)).toBeNull());
});

it('a name that leads to this very machine is refused, unless it is asked for by name', async () => {
  const resolve = (host: string, all: boolean): Promise<unknown> =>
    new Promise((done) => {
      guardedLookup(host, { all }, (error, address) => done(error?.code ?? address));
    });
  // An address resolves to itself, as a name that points there would.
  expect(await resolve('127.0.0.1', false)).toBe('127.0.0.1');
  expect(await resolve('169.254.169.254', false)).toBe('EREFUSED');
  expect(await resolve('0.0.0.0', true)).toBe('EREFUSED');
  expect(await resolve('10.1.2.3', true)).toEqual([{ address: '10.1.2.3', family: 4 }]);
  expect(await resolve('0x7f000001', false)).toBe('EREFUSED');
});

it.each([
  ['localhost', true],
  ['127.9.9.9', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false],
  ['localhost.example.org', false],
  ['mail', false],
])('%s is this very machine: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));

it.each([
  ['https://example.org/hooks/secret', 'https://example.org/…'],
  ['https://example.org:8443/?key=secret', 'https://example.org:8443/…'],
  ['https://example.org/', 'https://example.org'],
  ['a@example.org', 'a@example.org'],
])('%s is shown as %s', (address, shown) => expect(shownAddress(address)).toBe(shown));

it.each(['a@example.edu.vn', "o'brien+x@sub.example.vn"])('%s is a mail address', (address) =>
  expect(isMailAddress(address)).toBe(true),
);
