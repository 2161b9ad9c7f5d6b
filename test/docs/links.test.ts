import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../tools/rules/sample-tree.ts';
import { anchorOf, documents, withoutBlocks } from './documents.ts';

const link = /\[[^\]]*\]\(([^)\s]+)\)/g;

/** `null` when the link of a page leads somewhere, else why not. */
async function brokenLink(page: string, text: string, target: string): Promise<string | null> {
  if (/^(https?|mailto):/.test(target)) return null;
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(repository, page) : join(repository, dirname(page), decodeURI(path));
  if (!existsSync(file)) return 'no such file';
  if (anchor === undefined || statSync(file).isDirectory()) return null;
  const aimed = path === '' ? text : await readFile(file, 'utf8');
  const headings = Array.from(withoutBlocks(aimed).matchAll(/^#+ (.+)$/gm), ([, title]) =>
    anchorOf(title ?? ''),
  );
  return headings.includes(decodeURI(anchor)) ? null : 'no such heading';
}

async function brokenLinks(pages: readonly { path: string; text: string }[]): Promise<string[]> {
  const found: string[] = [];
  for (const { path, text } of pages) {
    for (const [, target = ''] of withoutBlocks(text).matchAll(link)) {
      const why = await brokenLink(path, text, target);
      if (why !== null) found.push(`${path}: ${target}: ${why}`);
    }
  }
  return found;
}

test('every link inside the repository leads somewhere', async () => {
  const pages = await documents();
  expect(pages.length).toBeGreaterThan(10);
  expect(await brokenLinks(pages)).toEqual([]);
});

test('a broken link is seen', async () => {
  const text = '# One\n[a](#one) [b](#two) [c](docs/none.md) [d](package.json) [e](https://example.org)';
  expect(await brokenLinks([{ path: 'README.md', text }])).toEqual([
    'README.md: #two: no such heading',
    'README.md: docs/none.md: no such file',
  ]);
});
