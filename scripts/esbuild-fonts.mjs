// A bundle has no node_modules beside it: the faces of a printed page are part of the chunk that prints it.

import { readFile } from 'node:fs/promises';

const sets = {
  'sheet-fonts': {
    reader: 'readSheetFonts',
    family: 'BeVietnamPro',
    faces: {
      regular: '@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf',
      bold: '@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf',
    },
  },
  'form-fonts': {
    reader: 'readFormFonts',
    family: 'Tinos',
    faces: {
      regular: '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf',
      bold: '@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf',
      italics: '@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf',
    },
  },
};

/** The module that a build has in place of the one that reads faces from the disk. */
function inlined({ reader, family, faces }) {
  const names = Object.keys(faces);
  const imports = names.map((name) => `import ${name} from '${faces[name]}';`).join('\n');
  const buffers = names.map((name) => `${name}: Buffer.from(${name})`).join(', ');
  return `${imports}\nexport const ${reader} = () => ({ family: '${family}', ${buffers} });`;
}

/** Replaces sheet-fonts.ts of the broker and form-fonts.ts of the console; TrueType files are inlined (`loader: { '.ttf': 'binary' }`). */
export const inlineFonts = {
  name: 'inline-fonts',
  setup(context) {
    context.onLoad({ filter: /[\\/](sheet|form)-fonts\.ts$/ }, ({ path }) => ({
      contents: inlined(sets[path.replace(/^.*[\\/]|\.ts$/g, '')]),
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
