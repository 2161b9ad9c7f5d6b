import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PrintFaces } from '../../shared/runtime/print/render-pdf.ts';

/**
 * Be Vietnam Pro (SIL Open Font Licence 1.1): complete in Vietnamese. Read from its package; the build puts the faces into the
 * bundle instead (scripts/esbuild-fonts.mjs).
 */
export function readSheetFonts(): PrintFaces {
  const regular = import.meta.resolve(
    '@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf',
  );
  const bold = import.meta.resolve(
    '@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf',
  );
  return {
    family: 'BeVietnamPro',
    regular: readFileSync(fileURLToPath(regular)),
    bold: readFileSync(fileURLToPath(bold)),
  };
}
