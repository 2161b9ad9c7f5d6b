import { createHash } from 'node:crypto';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { bundleSetup } from '../../../scripts/portable/bundle-setup.ts';
import { integrityOf, nodeBases, unpackFile } from '../../../scripts/portable/node-base.ts';
import { portableFiles, zipFiles } from '../../../scripts/portable/pack.ts';

const node = strToU8('a stand-in of node.exe');
const programs = { 'agent.mjs': strToU8('agent'), 'agent/lazy.mjs': strToU8('lazy') };

function pack(token?: string): Record<string, Uint8Array> {
  return unzipSync(zipFiles(portableFiles({ node, programs, licence: 'Licence\n', token })));
}

test('holds what a person opens at the top, and what is installed below', () => {
  const { 'schooldrum/node.exe': packedNode, ...files } = pack('SD1.abc\n');
  expect(packedNode).toEqual(node);
  expect(Object.keys(files).sort()).toEqual([
    'CAI-DAT.cmd',
    'GO-BO.cmd',
    'HUONG-DAN.txt',
    'schooldrum/LICENSE.txt',
    'schooldrum/agent.mjs',
    'schooldrum/agent/lazy.mjs',
    'schooldrum/schooldrum-agent.cmd',
    'schooldrum/task.xml',
    'schooldrum/windows.txt',
    'token.txt',
  ]);
  expect(strFromU8(files['token.txt'] ?? node)).toBe('SD1.abc\r\n');
  expect(Object.keys(pack())).not.toContain('token.txt');
});

test('every text ends its lines as Windows wants them, and only the guide has a byte order mark', () => {
  for (const [path, content] of Object.entries(pack())) {
    if (!/\.(cmd|txt|xml)$/.test(path)) continue;
    const text = Buffer.from(content).toString('utf8');
    expect(text.replaceAll('\r\n', ''), path).not.toMatch(/[\r\n]/);
    expect(text.startsWith('\ufeff'), path).toBe(path === 'HUONG-DAN.txt');
    expect(text.normalize('NFC')).toBe(text);
    expect(text).toMatch(/\r\n$/);
  }
});

test('command files are plain ASCII, name no folder of the builder and leave no placeholder', () => {
  const files = pack();
  for (const path of ['CAI-DAT.cmd', 'GO-BO.cmd', 'schooldrum/schooldrum-agent.cmd']) {
    const text = Buffer.from(files[path] ?? []).toString('latin1');
    expect(text, path).toMatch(/^[\t\r\n -~]+$/);
    expect(text, path).not.toMatch(/[A-Z]:\\|\/home|\/work|@[A-Z]+@/);
  }
  expect(strFromU8(files['CAI-DAT.cmd'] ?? node)).toContain('set "SD_VERB=install"');
  expect(strFromU8(files['GO-BO.cmd'] ?? node)).toContain('set "SD_VERB=uninstall"');
});

test('every label that a command file goes to is there', () => {
  const text = strFromU8(pack()['CAI-DAT.cmd'] ?? node);
  const asked = Array.from(text.matchAll(/goto (\w+)/g), ([, label]) => label);
  const there = Array.from(text.matchAll(/^:(\w+)\r$/gm), ([, label]) => label);
  expect(asked.length).toBeGreaterThan(4);
  expect(there).toEqual(expect.arrayContaining(asked));
});

test('is the same, byte for byte, wherever and whenever it is made', () => {
  const made = () => zipFiles(portableFiles({ node, programs, licence: 'Licence\n' }));
  const before = process.env.TZ;
  const here = made();
  process.env.TZ = 'Pacific/Auckland';
  const there = made();
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
  expect(Buffer.compare(here, there)).toBe(0);
});

test('the setup program is one file that names no folder of the builder', async () => {
  const setup = strFromU8(await bundleSetup());
  expect(setup).not.toContain(import.meta.dirname.replace(/\/test\/.*/, ''));
  expect(setup).toContain('CAI-DAT.cmd [/Q]');
});

test('the pinned archives are pinned wholly', () => {
  for (const { version, integrity } of Object.values(nodeBases)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  }
  const bytes = strToU8('x');
  expect(integrityOf(bytes)).toBe(`sha512-${createHash('sha512').update(bytes).digest('base64')}`);
});

test('one file is found in a tar archive, and a missing one is said', () => {
  const header = (name: string, size: number): Buffer => {
    const block = Buffer.alloc(512);
    block.write(name, 0, 'latin1');
    block.write(`${size.toString(8).padStart(11, '0')} `, 124, 'latin1');
    return block;
  };
  const padded = (content: string): Buffer =>
    Buffer.concat([Buffer.from(content)], Math.ceil(content.length / 512) * 512);
  const long = 'y'.repeat(700);
  const tar = Buffer.concat([
    ...[header('package/package.json', 700), padded(long)],
    ...[header('package/bin/node.exe', 3), padded('exe'), Buffer.alloc(1024)],
  ]);
  expect(Buffer.from(unpackFile(tar, 'package/bin/node.exe')).toString()).toBe('exe');
  expect(() => unpackFile(tar, 'package/bin/node')).toThrow('package/bin/node is not in the archive');
});
