import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** Compares with a reviewed file of this folder; `UPDATE_GOLDENS=1` writes it instead. Escape characters are shown as ␛. */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`./goldens/${name}`, import.meta.url));
  const shown = text.replaceAll('\u001b', '␛').replaceAll('\r', '␍');
  if (process.env.UPDATE_GOLDENS === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, shown);
  }
  expect(shown).toBe(readFileSync(path, 'utf8'));
}

export const goldenSizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 160, rows: 48 },
] as const;
