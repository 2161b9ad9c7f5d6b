import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseRegistryQuery,
  type RegistryKeys,
  readRegistry,
  registryValue,
} from '../../../agent/collectors/windows/registry.ts';
import type { Exit } from '../../../agent/host/host.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const key = 'HKLM\\SOFTWARE\\Drum';
const long = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Drum';

/** As reg.exe of Windows prints it; Wine differs in the spots that its own test names. */
const printed = [
  '',
  long,
  '    (Default)    REG_SZ    the default',
  '    Name with  spaces    REG_SZ    a b   REG_DWORD    0x1',
  '    Multi    REG_MULTI_SZ    a\\0b\\0c',
  '    Bin    REG_BINARY    0011AABB',
  '    Exp    REG_EXPAND_SZ    %SystemRoot%\\x',
  '    Num    REG_DWORD    0x11',
  '    Big    REG_QWORD    0x1ffffffff',
  '    Empty    REG_SZ    ',
  '    Trimmed    REG_SZ',
  '    None    REG_NONE    ',
  '',
  `${long}\\Sub Key`,
  '    Lines    REG_SZ    one',
  'two',
  '',
  `${long}\\Bare`,
  '',
].join('\r\n');

const of = (keys: RegistryKeys, name: string, below = ''): unknown =>
  registryValue(keys, `${key}${below}`, name);

test('each type as it is printed, whatever the letter case of the question', () => {
  const keys = parseRegistryQuery(printed);
  expect(of(keys, 'NAME with  spaces')).toEqual({ type: 'REG_SZ', data: 'a b   REG_DWORD    0x1' });
  expect(of(keys, 'multi')).toEqual({ type: 'REG_MULTI_SZ', data: 'a\\0b\\0c' });
  expect(of(keys, 'bin')).toEqual({ type: 'REG_BINARY', data: '0011AABB' });
  expect(of(keys, 'exp')).toEqual({ type: 'REG_EXPAND_SZ', data: '%SystemRoot%\\x' });
  expect(of(keys, 'num')).toEqual({ type: 'REG_DWORD', data: 17 });
  expect(of(keys, 'big')).toEqual({ type: 'REG_QWORD', data: 8_589_934_591 });
  for (const name of ['empty', 'trimmed']) expect(of(keys, name)).toEqual({ type: 'REG_SZ', data: '' });
  expect(of(keys, 'none')).toEqual({ type: 'REG_NONE', data: '' });
  expect(of(keys, 'absent')).toBeUndefined();
  expect(of(keys, 'Lines', '\\sub KEY')).toEqual({ type: 'REG_SZ', data: 'one\ntwo' });
  expect(keys.get('hkey_local_machine\\software\\drum\\bare')?.size).toBe(0);
});

test.each(['(Default)', '(par défaut)', '(M\ufffdc \ufffd\ufffdnh)', '(既定)'])(
  'the default value, printed %s, has no name',
  (word) => {
    const keys = parseRegistryQuery(`${long}\r\n    ${word}    REG_SZ    x\r\n`);
    expect(of(keys, '')).toEqual({ type: 'REG_SZ', data: 'x' });
  },
);

test('what is no exact number stays text', () => {
  const keys = parseRegistryQuery(
    `${long}\n    W    REG_QWORD    (null)\n    X    REG_QWORD    0xffffffffffffffff\n`,
  );
  expect(of(keys, 'w')).toEqual({ type: 'REG_QWORD', data: '(null)' });
  expect(of(keys, 'x')).toEqual({ type: 'REG_QWORD', data: '0xffffffffffffffff' });
});

test('no output makes it throw or hang', () => {
  const line = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...printed.split('\r\n')));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      parseRegistryQuery(lines.join('\r\n'));
    }),
  );
  const spaces = ' '.repeat(2_000_000);
  expect(parseRegistryQuery(`${long}\r\n${spaces}x    REG_\r\n`).size).toBe(1);
});

const command = (words: string): string => `C:\\Windows\\System32\\reg.exe query ${words}`;

async function read(exits: Readonly<Record<string, Exit>>, recursive: boolean) {
  await using resources = openResources();
  const machine = { platform: 'windows', files: {}, facts: { systemRoot: 'C:\\Windows' }, exits } as const;
  return await readRegistry(resources.closing(await openRecordedHost(machine)), key, { recursive });
}

test('the key alone, or all below it', async () => {
  const exit = { exitCode: 0, stdout: printed };
  const shallow = await read({ [command(key)]: exit }, false);
  const deep = await read({ [command(`${key} /s`)]: exit }, true);
  expect(shallow).toEqual({ ok: true, value: parseRegistryQuery(printed) });
  expect(deep).toEqual(shallow);
});

test.each<[string, Readonly<Record<string, Exit>>, string]>([
  ['no such key', { [command(key)]: { exitCode: 1, stdout: '' } }, 'not-found'],
  ['another end', { [command(key)]: { exitCode: 5, stdout: '' } }, 'failed'],
  ['no reg.exe: nothing is known of the key', {}, 'failed'],
])('%s', async (_, exits, error) => {
  expect(await read(exits, false)).toEqual({ ok: false, error });
});
