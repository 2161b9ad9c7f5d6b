// Writes docs/reference and docs/access.md from the code, or says which page is stale:
// node scripts/generate.ts [--check] [--into FOLDER]
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accessPage } from './generate/access.ts';
import { commandsPage } from './generate/commands.ts';
import { errorsPage } from './generate/errors.ts';
import { fieldsPage } from './generate/fields.ts';
import { findingsPage } from './generate/findings.ts';
import { keysPage } from './generate/keys.ts';
import { linesPage } from './generate/lines.ts';
import { machineListPage } from './generate/machine-list.ts';
import type { Page } from './generate/markdown.ts';
import { normsPage } from './generate/norms.ts';
import { queriesPage } from './generate/queries.ts';
import { registersPage } from './generate/registers.ts';
import { rosterPage } from './generate/roster.ts';
import { settingsPage } from './generate/settings.ts';
import { topicsPage } from './generate/topics.ts';

const reference: readonly Page[] = [
  commandsPage,
  settingsPage,
  keysPage,
  errorsPage,
  rosterPage,
  registersPage,
  machineListPage,
  linesPage,
  normsPage,
  findingsPage,
  fieldsPage,
  topicsPage,
  queriesPage,
];

/** Every page by its file below docs/. */
const pages: readonly Page[] = [
  accessPage,
  ...reference.map((page) => ({ ...page, file: `reference/${page.file}` })),
];

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    into: { type: 'string', default: fileURLToPath(new URL('../docs', import.meta.url)) },
  },
});

/** Pages whose file differs from the code. */
async function staleFiles(folder: string): Promise<string[]> {
  const stale: string[] = [];
  for (const { file, render } of pages) {
    const written = await readFile(join(folder, file), 'utf8').catch(() => '');
    if (written.replaceAll('\r\n', '\n') !== (await render())) stale.push(file);
  }
  return stale;
}

/** Files of the reference that no page writes any more. */
async function strayFiles(folder: string): Promise<string[]> {
  const known = pages.map(({ file }) => file);
  const present = await readdir(join(folder, 'reference')).catch(() => []);
  return present.map((file) => `reference/${file}`).filter((file) => !known.includes(file));
}

async function check(folder: string): Promise<void> {
  const stale = [...(await staleFiles(folder)), ...(await strayFiles(folder))];
  for (const file of stale) console.error(`docs/${file} is stale: run npm run generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
}

async function write(folder: string): Promise<void> {
  await mkdir(join(folder, 'reference'), { recursive: true });
  for (const { file, render } of pages) await writeFile(join(folder, file), await render());
  for (const file of await strayFiles(folder)) await rm(join(folder, file));
}

await (values.check ? check(values.into) : write(values.into));
