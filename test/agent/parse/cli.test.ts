import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { parseKinds } from '../../../agent/parse/kind-names.ts';
import { callAgent } from '../../support/agent-call.ts';
import { openResources } from '../../support/resources.ts';
import { repository } from '../../tools/rules/sample-tree.ts';

const vietnamese = 'Caption=Phòng Tin học\r\nSize=7\r\n';

test('standard input, without a file or with a dash', async () => {
  const defender = {
    provider: 'antivirus+autoupdate',
    state: 'on',
    signatures: 'current',
    owner: 'microsoft',
  };
  for (const file of [[], ['-']]) {
    const call = await callAgent(['parse', 'product-state', ...file], { stdin: '397568\n' });
    expect(call).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(call.stdout)).toEqual(defender);
  }
});

test.each([
  ['UTF-8', Buffer.from(vietnamese)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${vietnamese}`)],
  ['UTF-16LE', Buffer.from(`\uFEFF${vietnamese}`, 'utf16le')],
  // "Phòng Tin học": a tone of CP1258 is a byte of its own behind the letter.
  [
    'CP1258',
    Buffer.from(vietnamese.normalize('NFD').replace('\u0300', '\xcc').replace('\u0323', '\xf2'), 'latin1'),
  ],
])('a file in %s', async (_, bytes) => {
  await using resources = openResources();
  const file = join(await resources.folder(), 'kết quả.txt');
  await writeFile(file, bytes);
  const call = await callAgent(['parse', 'wmi-list', file]);
  expect(call).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(call.stdout)).toEqual({ instances: [{ Caption: 'Phòng Tin học', Size: 7 }] });
});

test('a distribution that the table does not know has no end of support and no verdict', async () => {
  const read = async (text: string) =>
    JSON.parse((await callAgent(['parse', 'os-release'], { stdin: text })).stdout);
  expect(await read('NAME="Unheard Linux"\nID=unheard\nVERSION_ID=3\n')).toEqual({
    name: 'Unheard Linux',
    version: '3',
  });
  expect(await read('NAME="Unheard Linux"\nSUPPORT_END=2001-02-03\n')).toEqual({
    name: 'Unheard Linux',
    supportEnds: '2001-02-03',
    supported: false,
  });
  expect(await read('NAME="CentOS Linux"\nID=centos\nVERSION_ID=7\n')).toEqual({
    name: 'CentOS Linux',
    version: '7',
    supportEnds: '2024-06-30',
    supported: false,
  });
});

test('a drive is judged by what it counts, not by its own word alone', async () => {
  const table = [{ id: 5, name: 'Reallocated_Sector_Ct', value: 98, raw: { value: 387 } }];
  const drive = { smart_status: { passed: true }, ata_smart_attributes: { table } };
  const call = await callAgent(['parse', 'smartctl'], { stdin: JSON.stringify(drive) });
  const { health, reasons, reallocated } = JSON.parse(call.stdout);
  expect(['warning', 'failing']).toContain(health);
  expect(reasons).not.toEqual([]);
  expect(reallocated).toBe(387);
});

test.each(parseKinds)('%s: what is of another kind, or nothing, is one line and 65', async (kind) => {
  for (const [stdin, code] of [
    ['Xin chào\n', 'SD-PARSE-UNKNOWN'],
    ['\0\0\0\0', 'SD-PARSE-UNKNOWN'],
    ['', 'SD-PARSE-EMPTY'],
  ] as const) {
    for (const lang of ['vi', 'en']) {
      const call = await callAgent(['parse', kind, '--lang', lang], { stdin });
      expect(call).toMatchObject({ status: 65, stdout: '' });
      expect(call.stderr).toMatch(new RegExp(`^${code}: [^\\n{}]+\\n$`));
    }
  }
});

test('an unknown kind, and none, are 64', async () => {
  for (const args of [['parse', 'dance'], ['parse'], ['parse', 'edid', 'a', 'b']]) {
    const call = await callAgent(args);
    expect(call).toMatchObject({ status: 64, stdout: '' });
    expect(call.stderr).toMatch(/^SD-USAGE: [^\n]+\n$/);
  }
  expect((await callAgent(['parse', 'dance'])).stderr).toContain('powercfg-battery');
});

test('a file that cannot be read says so', async () => {
  await using resources = openResources();
  const folder = join(await resources.folder(), 'folder');
  await mkdir(folder);
  for (const file of [folder, join(folder, 'absent.txt')]) {
    const call = await callAgent(['parse', 'dmidecode', file, '--lang', 'en']);
    expect(call).toMatchObject({ status: 66, stdout: '' });
    expect(call.stderr).toMatch(/^SD-FILE-UNREADABLE: [^\n]+\n$/);
    expect(call.stderr).toContain(file);
  }
});

test('more than 32 MB is refused, a device without end as well', async (context) => {
  if (process.platform !== 'linux') context.skip('only Linux has /dev/zero');
  const call = await callAgent(['parse', 'dmidecode', '/dev/zero', '--lang', 'en']);
  expect(call).toMatchObject({ status: 65, stdout: '' });
  expect(call.stderr).toMatch(/^SD-PARSE-TOO-LARGE: \/dev\/zero is larger than 32 MB\. [^\n]+\n$/);
});

test('the program itself reads bytes from a pipe', { timeout: 60_000 }, async () => {
  const edid = Buffer.alloc(128);
  edid.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x10, 0xac]);
  const printed = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [join(repository, 'agent/main.ts'), 'parse', 'edid'],
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
    child.stdin?.end(edid);
  });
  expect(JSON.parse(printed)).toMatchObject({ vendor: 'DEL' });
});
