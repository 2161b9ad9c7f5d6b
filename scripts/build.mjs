// Bundles the programs to dist/; also npm's `prepare`, so it runs on any Node >= 18.

import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { fastWidth } from './esbuild-fast-width.mjs';
import { inlineFonts } from './esbuild-fonts.mjs';
import { agentWords, slim } from './esbuild-slim.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = [
  // The Windows agent ships on an older Node than the broker and the console run on.
  { name: 'agent', entry: 'agent/main.ts', target: 'node22', plugins: [agentWords] },
  { name: 'broker', entry: 'broker/main.ts', target: 'node26' },
  // A process of the broker's, which finds it beside itself.
  { name: 'measuring', entry: 'broker/http/ndt7/main.ts', target: 'node26' },
  { name: 'console', entry: 'console/main.tsx', target: 'node26' },
];

/** Ink asks for its developer tools only when DEV is set; they are not installed. */
const withoutDevtools = {
  name: 'without-devtools',
  setup(context) {
    context.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'absent', namespace: 'absent' }));
    context.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export default undefined;' }));
  },
};

/** Bundles one program to dist/NAME.mjs; what it imports lazily becomes dist/NAME/*.mjs. Resolves with the files written. */
async function bundle({ name, entry, target, plugins = [] }) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [{ in: entry, out: name }],
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: `${name}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    metafile: true,
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    platform: 'node',
    format: 'esm',
    target,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.ttf': 'binary' },
    plugins: [fastWidth, inlineFonts, ...slim, ...plugins, withoutDevtools],
    // Bundled CommonJS packages call require().
    banner: {
      js: "#!/usr/bin/env node\nimport{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  return Object.entries(metafile.outputs).map(([path, { bytes }]) => ({ path, bytes }));
}

/** Removes what an earlier build left in dist/. */
async function removeOthers(written) {
  const kept = new Set(written.map(({ path }) => path));
  for (const file of await readdir(join(root, 'dist'), { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath ?? file.path, file.name);
    const name = relative(root, path).replaceAll('\\', '/');
    if (file.isFile() && !kept.has(name) && name !== 'dist/build.json') await rm(path);
  }
}

const present = programs.filter(({ entry }) => existsSync(join(root, entry)));
for (const { entry } of programs.filter((program) => !present.includes(program))) {
  process.stderr.write(`build: ${entry} is not there, skipped\n`);
}
await mkdir(join(root, 'dist'), { recursive: true });
const written = (await Promise.all(present.map(bundle))).flat();
await Promise.all(present.map(({ name }) => chmod(join(root, 'dist', `${name}.mjs`), 0o755)));
await removeOthers(written);
// Written last: scripts/ready.mjs takes its time for the time of the build.
await writeFile(join(root, 'dist', 'build.json'), `${JSON.stringify(written, null, 2)}\n`);
