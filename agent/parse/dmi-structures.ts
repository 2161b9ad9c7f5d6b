import { err, ok } from '../../shared/domain/result.ts';
import { linesOf } from './lines.ts';
import type { Parsed } from './parsed.ts';

/** One structure of an SMBIOS table as dmidecode prints it; the first value of a key counts. */
export type DmiStructure = { readonly type: number; readonly fields: ReadonlyMap<string, string> };

/** Titles of the structures that are read, DMTF DSP0134 by the words of dmidecode. */
const titles: ReadonlyMap<string, number> = new Map([
  ['BIOS Information', 0],
  ['System Information', 1],
  ['Base Board Information', 2],
  ['Chassis Information', 3],
  ['Processor Information', 4],
  ['Memory Module Information', 6],
  ['Memory Device', 17],
]);

/**
 * Splits what `dmidecode` printed into its structures. They begin with `Handle 0x…`, with the type on the same line or, up to
 * dmidecode 2.2, on the next; `dmidecode -q` has no handles, only titles. Blank lines and how deep a line stands are not
 * relied on.
 */
export function parseDmiStructures(text: string): Parsed<DmiStructure[]> {
  const structures: { type: number; fields: Map<string, string> }[] = [];
  let current: { type: number; fields: Map<string, string> } | undefined;
  for (const line of linesOf(text)) {
    const type = typeOf(line);
    const isTitleOfCurrent = type === current?.type && current?.fields.size === 0;
    if (type !== undefined && !isTitleOfCurrent) {
      current = { type, fields: new Map() };
      structures.push(current);
    } else if (line.startsWith('Handle 0x') || isOtherTitle(line, current)) current = undefined;
    else if (current !== undefined && /^\s/.test(line)) addField(current.fields, line);
  }
  return structures.length === 0 ? err('unrecognised') : ok(structures);
}

function typeOf(line: string): number | undefined {
  if (line.length > 100) return undefined;
  const numbered = /^(?:Handle 0x[0-9A-Fa-f]+, |\s+)DMI type (\d{1,3}), \d+ bytes/.exec(line)?.[1];
  return numbered === undefined ? titles.get(line.trimEnd()) : Number(numbered);
}

/** Of a structure that is not read: without handles, its title alone ends the one before it. */
function isOtherTitle(line: string, current: DmiStructure | undefined): boolean {
  return current !== undefined && current.fields.size > 0 && /^\S/.test(line);
}

function addField(fields: Map<string, string>, line: string): void {
  const at = line.indexOf(':');
  if (at === -1) return;
  const key = line.slice(0, at).trim();
  if (!fields.has(key)) fields.set(key, line.slice(at + 1).trim());
}
