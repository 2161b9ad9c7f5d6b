import type { AntivirusFrame, AntivirusProduct, AntivirusTable, ProductRule } from './antivirus-facts.ts';
import type { AntivirusState } from './device.ts';
import type { Evidence } from './finding.ts';
import { decodeProductState } from './product-state.ts';
import { signatureAgeDays } from './signature-age.ts';

export interface ProductJudgement {
  readonly product: string;
  readonly state: AntivirusState;
  readonly evidence: readonly Evidence[];
}

export type SignatureAge = 'fresh' | 'old' | 'unknown';

/** Better first, among rows of one product. */
const ranking: readonly AntivirusState[] = ['on', 'unknown', 'outdated', 'snoozed', 'expired', 'off'];

type Rows = readonly [AntivirusProduct, ...AntivirusProduct[]];

/** One product by its rows: the best of what Security Center says, else what runs; its newest signatures and licence. */
export function judgeProduct(rows: readonly AntivirusProduct[], frame: AntivirusFrame): ProductJudgement {
  const [first, ...others] = rows;
  if (first === undefined) return { product: '', state: 'unknown', evidence: [] };
  const all: Rows = [first, ...others];
  const rule = ruleOf(first.name, frame.table);
  const signatureAt = newest(all.map((row) => row.signatureAt));
  const age = signatureAge(signatureAt, rule.maxSignatureAgeDays, frame);
  const centreRows = all.filter((row) => row.productState !== undefined);
  const states = (centreRows.length > 0 ? centreRows : all).map((row) =>
    stateOf(row, rule, age, frame.table),
  );
  const state = ranking.find((one) => states.includes(one)) ?? 'unknown';
  return {
    product: first.name,
    state: state !== 'off' && isLicenceOver(all, frame.asOfMs) ? 'expired' : state,
    evidence: all.flatMap((row) => evidenceOf(row)),
  };
}

function stateOf(
  row: AntivirusProduct,
  rule: ProductRule,
  age: SignatureAge,
  table: AntivirusTable,
): AntivirusState {
  if (row.productState !== undefined) return centreState(row.productState, age, table);
  const scans = row.isOnAccessRunning ?? (rule.serviceScansOnAccess ? row.isServiceRunning : undefined);
  if (scans === true) {
    if (age === 'unknown') return 'unknown';
    return age === 'old' ? 'outdated' : 'on';
  }
  if (row.isServiceRunning === false) return 'off';
  return row.isOnAccessRunning === false ? rule.withoutOnAccess : 'unknown';
}

/** A signature date that the agent read itself overrules "current": frozen disks roll definitions back unnoticed. */
function centreState(productState: number, age: SignatureAge, table: AntivirusTable): AntivirusState {
  const decoded = decodeProductState(productState, table);
  if (!decoded.isAntivirus) return 'unknown';
  if (decoded.state !== 'on') return decoded.state;
  if (decoded.definitions === 'unknown') return 'unknown';
  return decoded.definitions === 'old' || age === 'old' ? 'outdated' : 'on';
}

/** Of several rows the longest licence counts: the shorter one was renewed. */
function isLicenceOver(rows: Rows, asOfMs: number): boolean {
  const left = newest(rows.map((row) => row.licenceDaysLeft));
  if (left !== undefined) return left <= 0;
  const endsAt = newest(rows.map((row) => row.licenceEndsAt));
  return endsAt !== undefined && endsAt < asOfMs;
}

function newest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** A date from the future proves nothing; ages are of days on which the machine ran. */
export function signatureAge(
  signatureAt: number | undefined,
  maxDays: number,
  { asOfMs, utcOffsetMinutes, onDays }: AntivirusFrame,
): SignatureAge {
  if (signatureAt === undefined) return 'unknown';
  const days = signatureAgeDays(signatureAt, asOfMs, utcOffsetMinutes, onDays);
  if (days === null) return 'unknown';
  return days > maxDays ? 'old' : 'fresh';
}

/** For a table without a rule that matches all. */
const cautious: ProductRule = {
  nameContains: '',
  maxSignatureAgeDays: 7,
  withoutOnAccess: 'unknown',
  serviceScansOnAccess: false,
};

export function ruleOf(name: string, table: AntivirusTable): ProductRule {
  const lower = name.toLowerCase();
  return table.productRules.find((rule) => lower.includes(rule.nameContains)) ?? cautious;
}

function evidenceOf(row: AntivirusProduct): Evidence[] {
  const says = (fact: string, value: string | undefined): Evidence[] =>
    value === undefined ? [] : [{ fact: `antivirus.products[].${fact}`, value: `${row.name}: ${value}` }];
  return [
    ...says('productState', row.productState === undefined ? undefined : hex(row.productState)),
    ...says('isServiceRunning', row.isServiceRunning?.toString()),
    ...says('isOnAccessRunning', row.isOnAccessRunning?.toString()),
    ...says('signatureAt', row.signatureAt === undefined ? undefined : dateOf(row.signatureAt)),
    ...says('licenceDaysLeft', row.licenceDaysLeft?.toString()),
    ...says('licenceEndsAt', row.licenceEndsAt === undefined ? undefined : dateOf(row.licenceEndsAt)),
  ];
}

function hex(productState: number): string {
  return `${productState} (0x${productState.toString(16).padStart(6, '0')})`;
}

/** ISO date in UTC; times that no calendar has are shown as their number. */
export function dateOf(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? String(atMs) : date.toISOString().slice(0, 10);
}
