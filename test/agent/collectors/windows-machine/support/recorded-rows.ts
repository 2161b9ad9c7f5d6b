import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every recorded dump, such as `10-net-MSFT_NetAdapter.wmi`. */
export function recordings(fixtures: string): string[] {
  return readdirSync(join(fixtures, 'windows-wmi')).filter((name) => name.endsWith('.wmi'));
}

/** The rows of a `Key=Value` dump as PowerShell would write them in JSON: numbers, booleans, lists, null for nothing. */
export function recordedRows(fixtures: string, name: string): Record<string, unknown>[] {
  const bytes = readFileSync(join(fixtures, 'windows-wmi', name));
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(isWide ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
  const rows: Record<string, unknown>[] = [];
  let row: Record<string, unknown> = {};
  for (const line of text.split(/\r*\n/)) {
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(at, 0));
    // A class lists its members in one order: one that comes again begins the next row.
    if ((at <= 0 || key in row) && Object.keys(row).length > 0) {
      rows.push(row);
      row = {};
    }
    if (at > 0) row[key] = memberOf(line.slice(at + 1));
  }
  return Object.keys(row).length > 0 ? [...rows, row] : rows;
}

function memberOf(text: string): unknown {
  if (text === '') return null;
  if (text === 'TRUE' || text === 'FALSE') return text === 'TRUE';
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  const list = /^\{((?:\d+|"[^"]*")(?:,(?:\d+|"[^"]*"))*)\}$/.exec(text)?.[1];
  if (list !== undefined)
    return list.split(',').map((part) => (part.startsWith('"') ? part.slice(1, -1) : Number(part)));
  return text.replaceAll('&amp;', '&');
}
