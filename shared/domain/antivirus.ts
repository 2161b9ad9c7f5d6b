import type { AntivirusState } from './device.ts';

/** One product as a machine reports it: raw, every fact but the name may be missing. */
export interface AntivirusProduct {
  readonly name: string;
  /** Windows Security Center's `productState`, 0x00TTSSDD. */
  readonly productState?: number | undefined;
  readonly signatureAt?: number | undefined;
  readonly isServiceRunning?: boolean | undefined;
  readonly isOnAccessRunning?: boolean | undefined;
}

/** How products that say nothing through Windows Security Center are read. */
export interface ProductRule {
  /** Lower-case text that the product's name contains; the first rule that matches holds, '' matches all. */
  readonly nameContains: string;
  readonly maxSignatureAgeDays: number;
  /** A running service without on-access scanning: `unknown` for scanners that are meant to be called. */
  readonly withoutOnAccess: 'off' | 'unknown';
}

/** Decoding tables (shared/data/antivirus.json): dated, sourced, corrected without touching an agent. */
export interface AntivirusTable {
  /** Bit of the provider byte (TT) that says "this is an antivirus". */
  readonly providerBit: number;
  /** Nibble 0xF000 → state; a nibble without a row is unknown. */
  readonly states: Readonly<Record<string, 'off' | 'on' | 'snoozed' | 'expired'>>;
  /** Nibble 0x00F0 → definitions; a nibble without a row is unknown. */
  readonly definitions: Readonly<Record<string, 'current' | 'old'>>;
  readonly productRules: readonly ProductRule[];
}

/** Better first. `unknown` stands before every bad state: what cannot be proven is not held against a machine. */
const ranking: readonly AntivirusState[] = ['on', 'unknown', 'outdated', 'snoozed', 'expired', 'off'];

const dayMs = 86_400_000;

/**
 * The antivirus state of a machine: its best product's. Twins left by self-updates and rows of removed products are common
 * (fusioninventory-agent#934), so a worse row beside a better one says nothing.
 * An empty list is `unknown`, never `off`: it says that no product was found where the agent knows to look, and products
 * that it does not know exist (Bkav and CMC have no published traces).
 * @param products absent when the fact could not be read
 * @param asOfMs when the facts were last known to hold: signatures age while the machine runs, not while it is switched off
 */
export function decodeAntivirus(
  products: readonly AntivirusProduct[] | undefined,
  asOfMs: number,
  table: AntivirusTable,
): AntivirusState {
  const states = new Set((products ?? []).map((product) => stateOf(product, asOfMs, table)));
  return ranking.find((state) => states.has(state)) ?? 'unknown';
}

function stateOf(product: AntivirusProduct, asOfMs: number, table: AntivirusTable): AntivirusState {
  const rule = ruleOf(product.name, table);
  const age = signatureAge(product.signatureAt, asOfMs, rule.maxSignatureAgeDays);
  if (product.productState !== undefined) return centreState(product.productState, age, table);
  if (product.isOnAccessRunning === true) {
    if (age === 'unknown') return 'unknown';
    return age === 'old' ? 'outdated' : 'on';
  }
  if (product.isServiceRunning === false) return 'off';
  return product.isOnAccessRunning === false ? rule.withoutOnAccess : 'unknown';
}

/**
 * Decodes productState by nibbles; testing whole bytes counts snoozed and expired products as on.
 * A signature date that the agent read itself overrules "current": frozen disks roll definitions back unnoticed.
 */
function centreState(productState: number, age: SignatureAge, table: AntivirusTable): AntivirusState {
  if (((productState >>> 16) & table.providerBit) === 0) return 'unknown';
  const state = table.states[String((productState >>> 12) & 0xf)];
  if (state !== 'on') return state ?? 'unknown';
  const definitions = table.definitions[String((productState >>> 4) & 0xf)];
  if (definitions === undefined) return 'unknown';
  return definitions === 'old' || age === 'old' ? 'outdated' : 'on';
}

type SignatureAge = 'fresh' | 'old' | 'unknown';

/** A date more than a day ahead is a wrong clock somewhere, and proves nothing. */
function signatureAge(signatureAt: number | undefined, asOfMs: number, maxDays: number): SignatureAge {
  if (signatureAt === undefined || signatureAt > asOfMs + dayMs) return 'unknown';
  return asOfMs - signatureAt > maxDays * dayMs ? 'old' : 'fresh';
}

/** For a table without a rule that matches all. */
const cautious: ProductRule = { nameContains: '', maxSignatureAgeDays: 7, withoutOnAccess: 'unknown' };

function ruleOf(name: string, table: AntivirusTable): ProductRule {
  const lower = name.toLowerCase();
  return table.productRules.find((rule) => lower.includes(rule.nameContains)) ?? cautious;
}
