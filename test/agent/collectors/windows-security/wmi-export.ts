import { readFile } from 'node:fs/promises';

/** A recorded `wmic … /format:list` (UTF-16LE): one record for each run of lines between blank ones. */
export async function readWmiExport(path: string): Promise<Record<string, unknown>[]> {
  const text = (await readFile(path))
    .toString('utf16le')
    .replace(/^\ufeff/, '')
    .replaceAll('\r', '');
  const rows: Record<string, unknown>[] = [];
  let row: Record<string, unknown> = {};
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    // The list repeats its first name where the next row begins.
    if (name in row) row = {};
    if (Object.keys(row).length === 0) rows.push(row);
    row[name] = value;
  }
  return rows;
}
