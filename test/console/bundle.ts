import { join } from 'node:path';
import { build } from 'esbuild';
import { fastWidth } from '../../scripts/esbuild-fast-width.mjs';

const root = join(import.meta.dirname, '../..');

/** Bundles the console as the build does, into a folder; gives the program's path. */
export async function bundleConsole(folder: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: [{ in: 'console/main.tsx', out: 'console' }],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [fastWidth],
    external: ['react-devtools-core'],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  return join(folder, 'console.mjs');
}
