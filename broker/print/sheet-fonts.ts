import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Be Vietnam Pro (SIL Open Font Licence 1.1): complete in Vietnamese. TrueType files, of which a document takes its letters. */
export type SheetFonts = { readonly regular: Buffer; readonly bold: Buffer };

/** Reads the faces from their package; the build puts them into the bundle instead (scripts/esbuild-fonts.mjs). */
export function readSheetFonts(): SheetFonts {
  const { resolve } = createRequire(import.meta.url);
  const face = (path: string): Buffer => readFileSync(resolve(`@expo-google-fonts/be-vietnam-pro/${path}`));
  return {
    regular: face('400Regular/BeVietnamPro_400Regular.ttf'),
    bold: face('600SemiBold/BeVietnamPro_600SemiBold.ttf'),
  };
}
