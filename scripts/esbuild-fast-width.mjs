// Ink measures every glyph of every frame; nearly all of ours are one cell wide, and one regular expression tells which.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/**
 * Source of the module that stands in for `string-width`. Precomposed text, box drawing, block and braille glyphs are one
 * cell a code unit; anything else (marks, wide or coloured text) is measured by the real function and remembered.
 */
export const fastWidthSource = `
import measure from 'string-width';
const narrow = /^[\\u0020-\\u007e\\u00a0-\\u00ac\\u00ae-\\u02ff\\u1ea0-\\u1ef9\\u2013\\u2014\\u2018-\\u201d\\u2026\\u2190-\\u2193\\u2500-\\u259f\\u25b2\\u25b6\\u25bc\\u25c0\\u25cb\\u25cf\\u25d0\\u2713\\u2717\\u2800-\\u28ff]*$/;
const measured = new Map();
export default function stringWidth(text, options) {
  if (typeof text !== 'string' || options !== undefined) return measure(text, options);
  if (narrow.test(text)) return text.length;
  let width = measured.get(text);
  if (width === undefined) {
    width = measure(text);
    if (measured.size >= 5000) measured.clear();
    measured.set(text, width);
  }
  return width;
}
`;

/** esbuild plugin: every `string-width` of the bundle, whichever package asks, becomes the shim over the one we pin. */
export const fastWidth = {
  name: 'fast-width',
  setup(build) {
    const real = createRequire(import.meta.url).resolve('string-width');
    build.onResolve({ filter: /^string-width$/ }, (asked) =>
      asked.namespace === 'fast-width' ? { path: real } : { path: 'string-width', namespace: 'fast-width' },
    );
    build.onLoad({ filter: /.*/, namespace: 'fast-width' }, () => ({
      contents: fastWidthSource,
      loader: 'js',
      resolveDir: dirname(real),
    }));
  },
};
