import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';

const templates = join(import.meta.dirname, 'files');

/** Path in the package, with `/` → content. */
export type PackedFiles = Readonly<Record<string, Uint8Array>>;

/**
 * What lies in the package: at the top what a person opens, in `schooldrum/` what is installed.
 * @param parts.programs agent and setup, as they lie below `schooldrum/`
 */
export function portableFiles(parts: {
  readonly node: Uint8Array;
  readonly programs: PackedFiles;
  readonly licence: string;
  readonly token?: string | undefined;
}): PackedFiles {
  const inside = { 'node.exe': parts.node, ...parts.programs };
  const installed = Object.entries(inside).map(([path, content]) => [`schooldrum/${path}`, content] as const);
  return {
    'CAI-DAT.cmd': windowsText(template('setup.cmd').replace('@VERB@', 'install')),
    'GO-BO.cmd': windowsText(template('setup.cmd').replace('@VERB@', 'uninstall')),
    'HUONG-DAN.txt': windowsText(`\ufeff${template('HUONG-DAN.txt')}`),
    ...(parts.token === undefined ? {} : { 'token.txt': windowsText(`${parts.token.trim()}\n`) }),
    ...Object.fromEntries(installed),
    'schooldrum/schooldrum-agent.cmd': windowsText(template('schooldrum-agent.cmd')),
    'schooldrum/task.xml': windowsText(template('task.xml')),
    'schooldrum/windows.txt': windowsText(template('windows.txt')),
    'schooldrum/LICENSE.txt': windowsText(parts.licence),
  };
}

/** A ZIP that is byte for byte the same for the same files. */
export function zipFiles(files: PackedFiles): Uint8Array {
  // A package tells its content, not the day it was made; the format knows local time only.
  const packedAt = new Date(2000, 0, 1);
  const sorted = Object.keys(files).sort();
  const entries: Zippable = {};
  for (const path of sorted) entries[path] = [files[path] ?? new Uint8Array(), { mtime: packedAt, level: 9 }];
  return zipSync(entries);
}

/** All files below a folder, by their paths from it. */
export function filesBelow(folder: string): PackedFiles {
  const files: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[path.slice(folder.length + 1).replaceAll('\\', '/')] = readFileSync(path);
  }
  return files;
}

/** Windows' own programs want CR LF; command files are ASCII, since no code page is sure where they run. */
function windowsText(text: string): Uint8Array {
  return strToU8(text.replaceAll(/\r?\n/g, '\r\n'));
}

function template(name: string): string {
  return readFileSync(join(templates, name), 'utf8');
}
