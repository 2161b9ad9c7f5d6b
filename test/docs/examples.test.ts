import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const page = await readFile(new URL('../../docs/reference/commands.md', import.meta.url), 'utf8');
/** The help of a command by its name, without its examples. */
const helpOf = new Map(
  page.split(/^##+ (?=schooldrum)/m).map((section) => {
    const [name = ''] = section.split('\n');
    return [name, section.replace(/^Examples:\n(?: .*\n)+/m, '')];
  }),
);
const examples = Array.from(
  page.matchAll(/^ {2}(schooldrum(?:-agent|-broker)? .+)$/gm),
  ([, line = '']) => line,
);

test('each program has examples', () => {
  for (const program of ['schooldrum ', 'schooldrum-agent ', 'schooldrum-broker ']) {
    expect(examples.filter((line) => line.startsWith(program)).length).toBeGreaterThan(2);
  }
});

test.each(examples)('%s is of a command and options that its page names', (line) => {
  const words = line.split(' ');
  const [first = '', second = '', third = ''] = words;
  const help = helpOf.get(`${first} ${second} ${third}`) ?? helpOf.get(`${first} ${second}`);
  expect(help).toBeDefined();
  for (const option of words.filter((word) => word.startsWith('-'))) {
    expect(help).toMatch(new RegExp(`(?:^| )${option}(?=[ ,])`, 'm'));
  }
});
