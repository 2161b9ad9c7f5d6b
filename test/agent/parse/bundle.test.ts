import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { agentWords, slim } from '../../../scripts/esbuild-slim.mjs';
import { repository } from '../../tools/rules/sample-tree.ts';

test('parsers and their tables are loaded when asked for, beside the agent’s own bundle', {
  timeout: 60_000,
}, async () => {
  const { metafile, outputFiles } = await build({
    absWorkingDir: repository,
    entryPoints: ['agent/main.ts'],
    outdir: 'dist',
    bundle: true,
    splitting: true,
    metafile: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    legalComments: 'none',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [...slim, agentWords],
  });
  const atStart = new Set(['dist/main.js']);
  for (const path of atStart) {
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && imported.startsWith('dist/')) atStart.add(imported);
    }
  }
  const inputs = [...atStart].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
  expect(inputs).toContain('agent/cli/parse.ts');
  const lazy = inputs.filter((path) =>
    /agent\/parse\/(?:kinds|dmidecode|edid|reg-export|product-state)\.ts$|end-of-support\.json$/.test(path),
  );
  expect(lazy).toEqual([]);
  const bytes = outputFiles
    .filter(({ path }) => [...atStart].some((name) => path.replaceAll('\\', '/').endsWith(`/${name}`)))
    .reduce((sum, { contents }) => sum + gzipSync(contents).length, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(300 * 1024);
});
