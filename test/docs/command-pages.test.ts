import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../console/cli.ts';
import { createText } from '../../shared/text/create-text.ts';
import { repository } from '../tools/rules/sample-tree.ts';

/** Pages in both languages whose `sh` blocks are commands of the console. */
const pages = ['find-and-fix', 'lines-and-outages', 'plan-and-buy', 'data-in'];

async function commandsOf(page: string): Promise<string[]> {
  const text = await readFile(join(repository, 'docs', page), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
}

describe.each(pages)('%s', (page) => {
  test('both languages tell the same commands', async () => {
    const commands = await commandsOf(`${page}.md`);
    expect(commands.length).toBeGreaterThan(10);
    expect(await commandsOf(`${page}.vi.md`)).toEqual(commands);
  });

  test('every command of the page is understood', async () => {
    for (const command of await commandsOf(`${page}.md`)) {
      const [program, ...words] = command.split(' ');
      expect(program).toBe('schooldrum');
      expect([command, parseCommandLine(words, createText('en'), '1').ok]).toEqual([command, true]);
    }
  });
});
