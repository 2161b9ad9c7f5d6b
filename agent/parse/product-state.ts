import { shippedAntivirusTable } from '../../shared/data/antivirus.ts';
import type { AntivirusTable } from '../../shared/domain/antivirus-facts.ts';
import { decodeProductState } from '../../shared/domain/product-state.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { clip, defined } from '../collectors/text.ts';
import { linesOf } from './lines.ts';
import { parseJson } from './parse-json.ts';
import type { Parsed } from './parsed.ts';

/** What Windows Security Center's productState says: 0x00TTSSDD, read by the table of shared/data. */
export type ProductState = {
  /** Of a row that names its product. */
  readonly name?: string;
  /** What the product is registered for, joined by `+`: antivirus first. `unknown` when no bit is set. */
  readonly provider: string;
  readonly state: 'on' | 'off' | 'snoozed' | 'expired' | 'unknown';
  readonly signatures: 'current' | 'outdated' | 'unknown';
  readonly owner: 'microsoft' | 'other';
};

/** Bits of the first byte (WSC_SECURITY_PROVIDER, iwscapi.h), the antivirus first. */
const providers = [
  [4, 'antivirus'],
  [8, 'antispyware'],
  [1, 'firewall'],
  [2, 'autoupdate'],
  [16, 'internet-settings'],
  [32, 'user-account-control'],
  [64, 'service'],
] as const;

const maxProductState = 0xffffffff;

/**
 * productState values: one in a line, decimal or with 0x in hex, alone or behind `productState =` or `:`; a table whose last
 * column they are; or rows of SecurityCenter2 in JSON.
 */
export function parseProductStates(text: string): Parsed<ProductState[]> {
  const rows =
    text.trimStart().startsWith('{') || text.trimStart().startsWith('[') ? jsonRows(text) : lineRows(text);
  if (!rows.some(({ value }) => value !== undefined)) return err('unrecognised');
  const table = shippedAntivirusTable();
  return ok(
    rows.map(({ name, value }) => ({ ...(name === undefined ? {} : { name }), ...decode(value, table) })),
  );
}

/** A row without a number that can be one is of an unknown state. */
type Row = { readonly name?: string; readonly value?: number };

/** Lines that name the property, whatever stands beside them; without any, a table of them, or numbers alone. */
function lineRows(text: string): Row[] {
  const named: Row[] = [];
  const others: string[] = [];
  let name: string | undefined;
  for (const line of linesOf(text, 256)) {
    const [, key, content = ''] = /^\s*(displayName|productState)\s*[:=](.*)$/i.exec(line) ?? [];
    if (key === undefined) {
      if (line.trim() === '') name = undefined;
      else others.push(line);
    } else if (key.toLowerCase() === 'displayname') name = clip(content, 128);
    else named.push(...rowsOf(content, name));
  }
  return named.length > 0 ? named : bareRows(others);
}

function rowsOf(content: string, name: string | undefined): Row[] {
  const value = stateNumber(content.trim());
  return value === undefined ? [] : [defined({ name, value })];
}

/** Under a head that ends with the property its column, behind the name if that is the first one; else each line is a number. */
function bareRows(lines: readonly string[]): Row[] {
  const [head = ''] = lines;
  if (!/(?:^|\s)productState\s*$/i.test(head)) {
    const rows = lines.flatMap((line) => rowsOf(line, undefined));
    return rows.length < lines.length ? [] : rows;
  }
  const isNamed = /^\s*displayName\s+productState\s*$/i.test(head);
  return lines.slice(1).flatMap((line) => {
    const [, before = '', digits = ''] = /^(.*?)(\S+)\s*$/.exec(line) ?? [];
    return rowsOf(digits, isNamed ? clip(before, 128) : undefined);
  });
}

function jsonRows(text: string): Row[] {
  const json = parseJson(text);
  if (!json.ok) return [];
  return [listOf(json.value)]
    .flat()
    .map(jsonRow)
    .filter((row) => row !== undefined);
}

/** PowerShell 5.1 wraps some lists as `{value, Count}`. */
function listOf(json: unknown): unknown {
  const isWrapped = typeof json === 'object' && json !== null && 'value' in json && 'Count' in json;
  return isWrapped ? json.value : json;
}

function jsonRow(row: unknown): Row | undefined {
  if (typeof row !== 'object' || row === null) return defined({ value: jsonState(row) });
  const { productState, displayName }: { readonly productState?: unknown; readonly displayName?: unknown } =
    row;
  if (productState === undefined && displayName === undefined) return undefined;
  return defined({
    name: typeof displayName === 'string' ? clip(displayName, 128) : undefined,
    value: jsonState(productState),
  });
}

function jsonState(value: unknown): number | undefined {
  if (typeof value === 'string') return stateNumber(value.trim());
  return typeof value === 'number' && isState(value) ? value : undefined;
}

/** Pages about it print six hex digits with a leading zero (`061100`), which no decimal value has. */
function stateNumber(digits: string): number | undefined {
  if (!/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(digits)) return undefined;
  const value = /^0\d{5}$/.test(digits) ? Number.parseInt(digits, 16) : Number(digits);
  return isState(value) ? value : undefined;
}

function isState(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= maxProductState;
}

function decode(value: number | undefined, table: AntivirusTable): ProductState {
  const { provider, state, definitions, owner } = decodeProductState(value ?? 0, table);
  // The highest of the four bytes is always zero.
  const names = providers
    .filter(([bit]) => (value ?? 0) <= 0xffffff && (provider & bit) !== 0)
    .map(([, name]) => name);
  // A number that is of no provider says nothing of one.
  if (names.length === 0)
    return { provider: 'unknown', state: 'unknown', signatures: 'unknown', owner: 'other' };
  return {
    provider: names.join('+'),
    state,
    signatures: definitions === 'old' ? 'outdated' : definitions,
    owner: owner === 'microsoft' ? owner : 'other',
  };
}
