import { readFile } from 'node:fs/promises';
import type { Registry } from './windows-machine.ts';

/** A recorded `.reg` export (UTF-16LE), as {@link Registry}: the other form in which Windows writes the same. */
export async function readRegExport(path: string): Promise<Registry> {
  const text = (await readFile(path)).toString('utf16le').replace(/\\\r?\n\s*/g, '');
  const registry: Record<string, Record<string, string>> = {};
  let values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const key = /^\[(.+)\]$/.exec(line)?.[1];
    if (key !== undefined) {
      values = registry[key] ?? {};
      registry[key] = values;
      continue;
    }
    const [, name, data] = /^(?:"((?:[^"\\]|\\.)*)"|@)=(.*)$/.exec(line) ?? [];
    if (data !== undefined) values[name === undefined ? '(Default)' : unescaped(name)] = queryForm(data);
  }
  return registry;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function queryForm(data: string): string {
  const [, number] = /^dword:([0-9a-f]{8})$/i.exec(data) ?? [];
  if (number !== undefined) return `REG_DWORD 0x${Number.parseInt(number, 16).toString(16)}`;
  const [, type, hex] = /^hex(?:\((\d)\))?:(.*)$/i.exec(data) ?? [];
  if (hex === undefined) return `REG_SZ ${unescaped(data.replace(/^"|"$/g, ''))}`;
  const bytes = Buffer.from(hex.replaceAll(',', '').trim(), 'hex');
  if (type === '2') return `REG_EXPAND_SZ ${bytes.toString('utf16le').replaceAll('\0', '')}`;
  if (type === '7')
    return `REG_MULTI_SZ ${bytes.toString('utf16le').replace(/\0+$/, '').replaceAll('\0', '\\0')}`;
  return `REG_BINARY ${bytes.toString('hex').toUpperCase()}`;
}
