import pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { readSheetFonts } from './sheet-fonts.ts';

const family = 'BeVietnamPro';

/** Where the library looks for files of faces before it looks on the disk; its types do not know it. */
type WithFiles = { readonly virtualfs: { readonly writeFileSync: (name: string, content: Buffer) => void } };

/**
 * Draws a document of one face in two weights. Nothing is fetched and no file is read for it; the same definition gives the
 * same bytes. Imported when something is printed: the library is 2 MB.
 */
export function renderPdf(definition: TDocumentDefinitions): Promise<Buffer> {
  const { regular, bold } = readSheetFonts();
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  const faces = { normal: `${family}-regular.ttf`, bold: `${family}-bold.ttf` };
  const { virtualfs } = pdfmake as typeof pdfmake & WithFiles;
  virtualfs.writeFileSync(faces.normal, regular);
  virtualfs.writeFileSync(faces.bold, bold);
  pdfmake.setFonts({ [family]: faces });
  return pdfmake
    .createPdf({ ...definition, defaultStyle: { ...definition.defaultStyle, font: family } })
    .getBuffer();
}
