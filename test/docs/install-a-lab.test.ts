import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFlags } from '../../scripts/portable/setup/flags.ts';
import { callAgent } from '../support/agent-call.ts';
import { runHere } from '../support/broker-process.ts';
import { repository } from '../tools/rules/sample-tree.ts';

const pages = ['install-a-lab.md', 'install-a-lab.vi.md'];
const read = (name: string): Promise<string> => readFile(join(repository, 'docs', name), 'utf8');
const blocksOf = (page: string): string[] =>
  Array.from(page.matchAll(/^```text\n([\s\S]*?)^```$/gm), ([, block]) => block ?? '');

test('both pages of the lab give the same commands', async () => {
  const [english, vietnamese] = await Promise.all(pages.map(read));
  expect(blocksOf(english ?? '').length).toBeGreaterThan(4);
  expect(blocksOf(vietnamese ?? '')).toEqual(blocksOf(english ?? ''));
});

test('every command of the agent and the broker on them exists, with its options', async () => {
  const page = await read('install-a-lab.md');
  const calls = Array.from(page.matchAll(/schooldrum-(agent|broker) ([a-z-]+)((?: [^`\n|>]*)?)/g));
  expect(calls.length).toBeGreaterThan(5);
  for (const [call, program, command = '', words = ''] of calls) {
    const help =
      program === 'agent'
        ? await callAgent([command, '--help', '--lang', 'en'])
        : await runHere([command, '--help', '--lang', 'en']);
    expect(help.status, call).toBe(0);
    for (const flag of words.match(/--[a-z-]+/g) ?? []) expect(help.stdout, call).toContain(flag);
  }
});

test('every word after CAI-DAT.cmd on them is understood', async () => {
  for (const page of await Promise.all(pages.map(read))) {
    const words = Array.from(
      page.matchAll(/[` ](\/[A-Z]+(?::[^\s`]+)?)(?=[`\s])/g),
      ([, word]) => word ?? '',
    );
    expect(words.length).toBeGreaterThan(6);
    expect(words.map((word) => readFlags([word])).filter(({ ok }) => !ok)).toEqual([]);
  }
});
