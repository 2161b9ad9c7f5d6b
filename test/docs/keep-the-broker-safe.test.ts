import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHere } from '../support/broker-process.ts';
import { openResources } from '../support/resources.ts';
import { repository } from '../tools/rules/sample-tree.ts';

/** Lines of the page's shell blocks, in order. */
async function commandsOf(page: string): Promise<string[]> {
  const text = await readFile(join(repository, 'docs', page), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()])),
  );
}

test('both languages tell the same commands', async () => {
  expect(await commandsOf('keep-the-broker-safe.vi.md')).toEqual(await commandsOf('keep-the-broker-safe.md'));
});

test('the commands of the page work, in the order in which it tells them', async () => {
  await using resources = openResources();
  const root = await resources.folder();
  await Promise.all(['srv', 'mnt/usb'].map((folder) => mkdir(join(root, folder), { recursive: true })));
  const data = join(root, 'srv/schooldrum');
  expect((await runHere(['init', '--data', data, '--host', 'localhost', '--free-ports'])).status).toBe(0);
  const commands = await commandsOf('keep-the-broker-safe.md');
  expect(commands.length).toBeGreaterThan(18);
  for (const command of commands) {
    const [program, ...words] = command.split(' ');
    expect(program).toBe('schooldrum-broker');
    const args = words.map((word) => word.replace(/^\/(srv|mnt)\//, `${root}/$1/`));
    const { status, stderr } = await runHere(args);
    // An id that only stands for one is understood, and not found.
    const isExample = /abcdefgh/.test(command);
    expect([command, status, isExample ? '' : stderr.match(/SD-[A-Z-]+/)]).toEqual([
      command,
      isExample ? 65 : 0,
      isExample ? '' : null,
    ]);
  }
});
