import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseJoinToken } from '../shared/contract/join-token.ts';
import { decodeText } from '../shared/runtime/text-file.ts';
import { version } from '../shared/runtime/version.ts';
import { bundleSetup } from './portable/bundle-setup.ts';
import { fetchNode, nodeBases } from './portable/node-base.ts';
import { filesBelow, type PackedFiles, portableFiles, zipFiles } from './portable/pack.ts';

/**
 * npm run package:portable -- [--token FILE] [--out DIR] [--node22]: the Windows package that needs no installer.
 * `--node22` builds on the Node that also runs under Wine.
 */
const root = join(import.meta.dirname, '..');
const usage = 'npm run package:portable -- [--token FILE] [--out DIR] [--node22]';

try {
  process.stdout.write(`${await pack(readFlags())}\n`);
} catch (cause) {
  process.stderr.write(`package:portable: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 70;
}

function readFlags() {
  const options = {
    token: { type: 'string' },
    out: { type: 'string', default: join(root, '.tmp', 'portable') },
    node22: { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch {
    throw new Error(usage);
  }
}

/** The path of the package. */
async function pack({ token, out, node22 }: ReturnType<typeof readFlags>): Promise<string> {
  const files = portableFiles({
    token: token === undefined ? undefined : readToken(token),
    node: fetchNode(
      node22 ? nodeBases.wine : nodeBases.lts,
      join(root, 'node_modules', '.cache', 'schooldrum'),
    ),
    programs: { ...agentFiles(), 'setup.mjs': await bundleSetup() },
    licence: readFileSync(join(root, 'LICENSE'), 'utf8'),
  });
  const path = join(out, `schooldrum-agent-portable-${version}${node22 ? '-node22' : ''}.zip`);
  mkdirSync(out, { recursive: true });
  writeFileSync(path, zipFiles(files));
  return path;
}

/** The agent's bundle and what it loads lazily. */
function agentFiles(): PackedFiles {
  const lazy = Object.entries(filesBelow(join(root, 'dist', 'agent')));
  return {
    'agent.mjs': readFileSync(join(root, 'dist', 'agent.mjs')),
    ...Object.fromEntries(lazy.map(([file, content]) => [`agent/${file}`, content])),
  };
}

function readToken(file: string): string {
  const pasted = decodeText(readFileSync(file));
  if (!pasted.ok || !parseJoinToken(pasted.value).ok) {
    throw new Error(`${file} is not a join token of Schooldrum`);
  }
  return pasted.value;
}
