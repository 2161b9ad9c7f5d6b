import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseJoinToken } from '../shared/contract/join-token.ts';
import { version } from '../shared/runtime/version.ts';
import { bundleSetup } from './portable/bundle-setup.ts';
import { fetchNode, nodeBases } from './portable/node-base.ts';
import { filesBelow, type PackedFiles, portableFiles, zipFiles } from './portable/pack.ts';

/**
 * npm run package:portable -- [--token FILE] [--out DIR] [--node22]: the Windows package that needs no installer.
 * `--node22` builds on the Node that also runs under Wine.
 */
const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    token: { type: 'string' },
    out: { type: 'string', default: join(root, '.tmp', 'portable') },
    node22: { type: 'boolean', default: false },
  },
});

const token = values.token === undefined ? undefined : readToken(values.token);
const base = values.node22 ? nodeBases.wine : nodeBases.lts;
const files = portableFiles({
  node: fetchNode(base, join(root, 'node_modules', '.cache', 'schooldrum')),
  programs: { ...agentFiles(), 'setup.mjs': await bundleSetup() },
  licence: readFileSync(join(root, 'LICENSE'), 'utf8'),
  token,
});
const name = `schooldrum-agent-portable-${version}${values.node22 ? '-node22' : ''}.zip`;
mkdirSync(values.out, { recursive: true });
const path = join(values.out, name);
writeFileSync(path, zipFiles(files));
process.stdout.write(`${path}\n`);

/** The agent's bundle and what it loads lazily. */
function agentFiles(): PackedFiles {
  const lazy = Object.entries(filesBelow(join(root, 'dist', 'agent')));
  return {
    'agent.mjs': readFileSync(join(root, 'dist', 'agent.mjs')),
    ...Object.fromEntries(lazy.map(([file, content]) => [`agent/${file}`, content])),
  };
}

function readToken(file: string): string {
  const pasted = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  if (!parseJoinToken(pasted).ok) throw new Error(`${file} is not a join token of Schooldrum`);
  return pasted;
}
