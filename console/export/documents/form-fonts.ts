import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PrintFaces } from '../../../shared/runtime/print/render-pdf.ts';

/**
 * Tinos (SIL Open Font Licence 1.1): as wide as Times New Roman, the face of administrative documents (Nghị định
 * 30/2020/NĐ-CP, Phụ lục I), and complete in Vietnamese. Read from its package; the build puts the faces into the bundle
 * instead (scripts/esbuild-fonts.mjs).
 */
export function readFormFonts(): PrintFaces {
  const regular = import.meta.resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf');
  const bold = import.meta.resolve('@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf');
  const italics = import.meta.resolve(
    '@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf',
  );
  const read = (address: string): Buffer => readFileSync(fileURLToPath(address));
  return { family: 'Tinos', regular: read(regular), bold: read(bold), italics: read(italics) };
}
