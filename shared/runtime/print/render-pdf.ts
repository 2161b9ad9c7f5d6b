import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { packPdf } from './pack-pdf.ts';

/** TrueType files of one family; a document takes from them the letters that it uses. */
export type PrintFaces = {
  readonly family: string;
  readonly regular: Buffer;
  readonly bold: Buffer;
  readonly italics?: Buffer;
};

/** Where the library looks for files of faces before it looks on the disk; its types do not know it. */
type WithFiles = { readonly virtualfs: { readonly writeFileSync: (name: string, content: Buffer) => void } };

/**
 * Draws a document of one family. Nothing is fetched and no file is read for it; the same definition gives the same bytes.
 * Imported when something is printed: the library is 2 MB.
 */
export async function renderPdf(definition: TDocumentDefinitions, faces: PrintFaces): Promise<Buffer> {
  const { family, regular, bold, italics = regular } = faces;
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  const { virtualfs } = pdfmake as typeof pdfmake & WithFiles;
  const file = (face: string, content: Buffer): string => {
    const name = `${family}-${face}.ttf`;
    virtualfs.writeFileSync(name, content);
    return name;
  };
  pdfmake.setFonts({
    [family]: {
      normal: file('regular', regular),
      bold: file('bold', bold),
      italics: file('italics', italics),
    },
  });
  const raw = await pdfmake
    .createPdf({ ...definition, compress: false, defaultStyle: { ...definition.defaultStyle, font: family } })
    .getBuffer();
  return packPdf(raw);
}
