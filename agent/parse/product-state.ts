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
 * productState values: one in a line, decimal or with 0x in hex, alone or behind `productState =` or `:`; or rows of
 * SecurityCenter2 in JSON.
 */
export function parseProductStates(text: string): Parsed<ProductState[]> {
  const rows =
    text.trimStart().startsWith('{') || text.trimStart().startsWith('[') ? jsonRows(text) : lineRows(text);
  if (rows.length === 0) return err('unrecognised');
  const table = shippedAntivirusTable();
  return ok(
    rows.map(({ name, value }) => ({ ...(name === undefined ? {} : { name }), ...decode(value, table) })),
  );
}

type Row = { readonly name?: string; readonly value: number };

/** Lines that name the property, whatever stands beside them; without any, each line must be a number. */
function lineRows(text: string): Row[] {
  const bare: (number | undefined)[] = [];
  const named: number[] = [];
  for (const line of linesOf(text, 256)) {
    const label = /^\s*productState\s*[:=]/i.exec(line)?.[0] ?? '';
    const value = stateNumber(line.slice(label.length).trim());
    if (label !== '' && value !== undefined) named.push(value);
    if (line.trim() !== '') bare.push(value);
  }
  const values = named.length > 0 ? named : bare.filter((value) => value !== undefined);
  return named.length === 0 && values.length < bare.length ? [] : values.map((value) => ({ value }));
}

function jsonRows(text: string): Row[] {
  const json = parseJson(text);
  const rows: unknown[] = json.ok ? [json.value].flat() : [];
  return rows.map(jsonRow).filter((row) => row !== undefined);
}

function jsonRow(row: unknown): Row | undefined {
  const { productState, displayName }: { readonly productState?: unknown; readonly displayName?: unknown } =
    typeof row === 'object' && row !== null ? row : { productState: row };
  const value = typeof productState === 'string' ? stateNumber(productState.trim()) : productState;
  if (typeof value !== 'number' || !isState(value)) return undefined;
  return defined({ name: typeof displayName === 'string' ? clip(displayName, 128) : undefined, value });
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

function decode(value: number, table: AntivirusTable): ProductState {
  const { provider, state, definitions, owner } = decodeProductState(value, table);
  const names = providers.filter(([bit]) => (provider & bit) !== 0).map(([, name]) => name);
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
