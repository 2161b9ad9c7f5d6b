import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { fastWidth } from '../../scripts/esbuild-fast-width.mjs';
import { openResources } from '../support/resources.ts';

async function bundledWidth(folder: string): Promise<(text: string) => number> {
  const outfile = join(folder, 'width.mjs');
  await build({
    stdin: { contents: "export { default } from 'string-width';", resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    plugins: [fastWidth],
  });
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)).default;
}

test('the shim measures every text as string-width does', async () => {
  await using resources = openResources();
  const width = await bundledWidth(await resources.folder());

  const wrong = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
    (character) => width(character) !== stringWidth(character),
  );
  expect(wrong).toEqual([]);

  const ours = fc.constantFrom(
    'Trường',
    'ễ',
    'e\u0302\u0303',
    '●',
    '▲',
    '─',
    '⣿',
    '中',
    '🟢',
    '⚠\ufe0f',
    '1\ufe0f\u20e3',
    '\u001b[1m',
    ' ',
    '…',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(ours, fc.string({ unit: 'grapheme' })), { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      expect(width(text)).toBe(stringWidth(text));
    }),
  );
});
