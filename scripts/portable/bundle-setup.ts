import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The setup program as one file, for the Node that the package carries. */
export async function bundleSetup(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['scripts/portable/setup/main.ts'],
    bundle: true,
    minify: true,
    write: false,
    outfile: 'setup.mjs',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    // Asked on macOS only.
    external: ['systeminformation'],
    legalComments: 'none',
    logLevel: 'warning',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  const [setup] = outputFiles;
  if (setup === undefined) throw new Error('esbuild wrote nothing');
  return setup.contents;
}
