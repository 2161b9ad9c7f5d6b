// A bundle has no node_modules beside it: the faces of the join sheet are part of the chunk that prints it.

import { readFile } from 'node:fs/promises';

const faces = '@expo-google-fonts/be-vietnam-pro';

/** Replaces broker/print/sheet-fonts.ts; TrueType files are inlined (`loader: { '.ttf': 'binary' }`). */
export const inlineFonts = {
  name: 'inline-fonts',
  setup(context) {
    context.onLoad({ filter: /[\\/]broker[\\/]print[\\/]sheet-fonts\.ts$/ }, ({ path }) => ({
      contents: `
        import regular from '${faces}/400Regular/BeVietnamPro_400Regular.ttf';
        import bold from '${faces}/600SemiBold/BeVietnamPro_600SemiBold.ttf';
        export const readSheetFonts = () => ({ regular: Buffer.from(regular), bold: Buffer.from(bold) });`,
      loader: 'js',
      resolveDir: path.replace(/[\\/][^\\/]+$/, ''),
    }));
    // Its own folder, which it takes off the names of files that it holds in memory; a bundle has none.
    context.onLoad({ filter: /[\\/]pdfmake[\\/]js[\\/]virtual-fs\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('__dirname', '""'),
      loader: 'js',
    }));
  },
};
