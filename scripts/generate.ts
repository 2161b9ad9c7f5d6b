// Writes docs/reference from the code, or says which page is stale: node scripts/generate.ts [--check]
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { errorsPage } from './generate/errors.ts';
import { fieldsPage } from './generate/fields.ts';
import type { Page } from './generate/markdown.ts';
import { normsPage } from './generate/norms.ts';
import { queriesPage } from './generate/queries.ts';
import { rosterPage } from './generate/roster.ts';
import { topicsPage } from './generate/topics.ts';

const pages: readonly Page[] = [topicsPage, fieldsPage, queriesPage, rosterPage, normsPage, errorsPage];
const folder = fileURLToPath(new URL('../docs/reference', import.meta.url));

/** Pages whose file differs from the code, and files that no page writes any more. */
async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const { file, render } of pages) {
    const written = await readFile(join(folder, file), 'utf8').catch(() => '');
    if (written.replaceAll('\r\n', '\n') !== (await render())) stale.push(file);
  }
  return [...stale, ...(await strayFiles())];
}

async function strayFiles(): Promise<string[]> {
  const known = pages.map(({ file }) => file);
  const present = await readdir(folder).catch(() => []);
  return present.filter((file) => !known.includes(file));
}

async function writePages(): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { file, render } of pages) await writeFile(join(folder, file), await render());
  for (const file of await strayFiles()) await rm(join(folder, file));
}

if (process.argv.includes('--check')) {
  const stale = await staleFiles();
  for (const file of stale) console.error(`docs/reference/${file} is stale: run npm run generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  await writePages();
}
