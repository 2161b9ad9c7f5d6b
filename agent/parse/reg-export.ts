import { err, ok } from '../../shared/domain/result.ts';
import { decodeCodePage } from './decode-text.ts';
import type { Parsed } from './parsed.ts';
import { closesQuote, statementsOf, valueHead } from './reg-statements.ts';

/** A value of the registry: numbers for dword and qword (text where a number would lose digits), text lists for multi-strings, hex digits for the rest. */
export type RegistryEntry = { readonly type: string; readonly data: string | number | readonly string[] };

export type RegistryExport = {
  readonly keys: readonly {
    readonly path: string;
    /** By name; the default value under ''. */
    readonly values: Readonly<Record<string, RegistryEntry>>;
  }[];
};

/** winnt.h; the number stands in `hex(n):`. */
const types = [
  'REG_NONE',
  'REG_SZ',
  'REG_EXPAND_SZ',
  'REG_BINARY',
  'REG_DWORD',
  'REG_DWORD_BIG_ENDIAN',
  'REG_LINK',
  'REG_MULTI_SZ',
  'REG_RESOURCE_LIST',
  'REG_FULL_RESOURCE_DESCRIPTOR',
  'REG_RESOURCE_REQUIREMENTS_LIST',
  'REG_QWORD',
] as const;

type Key = { path: string; values: [string, RegistryEntry][] };

/** A file that `reg export` or regedit wrote: version 5.00, or REGEDIT4 whose texts are of one byte a letter. */
export function parseRegExport(text: string): Parsed<RegistryExport> {
  const head = text
    .slice(0, 256)
    .replace(/^\uFEFF/, '')
    .trimStart();
  const isWide = head.startsWith('Windows Registry Editor Version 5');
  if (!isWide && !head.startsWith('REGEDIT4')) return err('unrecognised');
  const keys = keysOf(text, isWide);
  return ok({ keys: keys.map(({ path, values }) => ({ path, values: Object.fromEntries(values) })) });
}

function keysOf(text: string, isWide: boolean): Key[] {
  const keys: Key[] = [];
  let current: Key | undefined;
  for (const line of statementsOf(text)) {
    const path = /^\[(.+)\]\s*$/.exec(line)?.[1];
    const value = path === undefined ? readValue(line, isWide) : undefined;
    if (value !== undefined) current?.values.push(value);
    if (path === undefined) continue;
    // A minus takes a key away: it has no values.
    current = path.startsWith('-') ? undefined : { path, values: [] };
    if (current !== undefined) keys.push(current);
  }
  return keys;
}

function readValue(statement: string, isWide: boolean): [string, RegistryEntry] | undefined {
  const [head, name = ''] = valueHead.exec(statement) ?? [];
  if (head === undefined) return undefined;
  const data = dataOf(statement.slice(head.length).trim(), isWide);
  return data === undefined ? undefined : [unescaped(name), data];
}

function dataOf(text: string, isWide: boolean): RegistryEntry | undefined {
  if (text.startsWith('"')) {
    const body = text.slice(1);
    return { type: 'REG_SZ', data: unescaped(closesQuote(body) ? body.slice(0, -1) : body) };
  }
  const dword = /^dword:([0-9a-f]{1,8})$/i.exec(text)?.[1];
  if (dword !== undefined) return { type: 'REG_DWORD', data: Number.parseInt(dword, 16) };
  const [head, code] = /^hex(?:\(([0-9a-f]{1,8})\))?:/i.exec(text) ?? [];
  if (head === undefined) return undefined;
  const type = types[code === undefined ? 3 : Number.parseInt(code, 16)] ?? `REG_TYPE_${code}`;
  const bytes = Buffer.from(text.slice(head.length).replace(/[\s,\\]/g, ''), 'hex');
  return { type, data: bytesOf(type, bytes, isWide) };
}

function bytesOf(type: string, bytes: Buffer, isWide: boolean): RegistryEntry['data'] {
  const text = () => (isWide ? bytes.toString('utf16le') : decodeCodePage(bytes));
  if (type === 'REG_SZ' || type === 'REG_EXPAND_SZ' || type === 'REG_LINK')
    return text().split('\0', 1).join('');
  if (type === 'REG_MULTI_SZ') return partsOf(text());
  if (type === 'REG_DWORD' && bytes.length === 4) return bytes.readUInt32LE();
  if (type === 'REG_DWORD_BIG_ENDIAN' && bytes.length === 4) return bytes.readUInt32BE();
  if (type === 'REG_QWORD' && bytes.length === 8) {
    const value = bytes.readBigUInt64LE();
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
  }
  return bytes.toString('hex');
}

/** Each part ends with a zero, and the list with one more. */
function partsOf(text: string): string[] {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\0') end -= 1;
  return end === 0 ? [] : text.slice(0, end).split('\0');
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}
