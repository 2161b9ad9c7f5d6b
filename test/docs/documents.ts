import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../tools/rules/sample-tree.ts';
import { type SourceFile, sourceFiles } from '../tools/rules/source-files.ts';

/** Every page that a reader is given: docs/ and the pages beside package.json. */
export async function documents(): Promise<SourceFile[]> {
  const top = ['README.md', 'README.vi.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
  const pages = await Promise.all(
    top.map(async (path) => ({ path, text: await readFile(join(repository, path), 'utf8') })),
  );
  return [...pages, ...(await sourceFiles(['docs'], ['.md']))];
}

/** The page without fenced blocks, where brackets are output and not links. */
export function withoutBlocks(text: string): string {
  return text.replace(/^```[^\n]*\n[\s\S]*?^```$/gm, '');
}

/** Anchor of a heading as code hosts make it: lower case, marks dropped, blanks to hyphens. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}
