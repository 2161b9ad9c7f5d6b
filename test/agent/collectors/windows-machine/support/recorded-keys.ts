import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRegExport } from '../../../../../agent/parse/reg-export.ts';
import type { RegistryKey } from './machine.ts';

export function recordedExports(fixtures: string): string[] {
  return readdirSync(join(fixtures, 'windows-registry')).filter((name) => name.endsWith('.reg'));
}

/** The keys of a `reg export`, as reg.exe would print them when it is asked. */
export function recordedKeys(fixtures: string, name: string): Record<string, RegistryKey> {
  const bytes = readFileSync(join(fixtures, 'windows-registry', name));
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const parsed = parseRegExport(bytes.toString(isWide ? 'utf16le' : 'latin1'));
  if (!parsed.ok) return {};
  return Object.fromEntries(
    parsed.value.keys.map(({ path, values }) => [
      path,
      Object.fromEntries(
        Object.entries(values).map(([value, { type, data }]) => [value, [type, shown(type, data)] as const]),
      ),
    ]),
  );
}

function shown(type: string, data: string | number | readonly string[]): string {
  if (typeof data === 'object') return data.join('\\0');
  return type === 'REG_DWORD' ? `0x${data.toString(16)}` : String(data);
}
