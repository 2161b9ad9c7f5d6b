import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Be Vietnam Pro (SIL Open Font Licence 1.1): complete in Vietnamese. TrueType files, of which a document takes its letters. */
export type SheetFonts = { readonly regular: Buffer; readonly bold: Buffer };

/** Reads the faces from their package; the build puts them into the bundle instead (scripts/esbuild-fonts.mjs). */
export function readSheetFonts(): SheetFonts {
  const regular = import.meta.resolve(
    '@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf',
  );
  const bold = import.meta.resolve(
    '@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf',
  );
  return { regular: readFileSync(fileURLToPath(regular)), bold: readFileSync(fileURLToPath(bold)) };
}
