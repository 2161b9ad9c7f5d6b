import { judgeDefender } from './antivirus-defender.ts';
import type {
  AntivirusFrame,
  AntivirusInput,
  AntivirusProduct,
  AntivirusTable,
  DefenderStatus,
} from './antivirus-facts.ts';
import { judgeProduct, type ProductJudgement } from './antivirus-product.ts';
import type { AntivirusState } from './device.ts';
import type { Evidence } from './finding.ts';
import { decodeProductState } from './product-state.ts';

/** The antivirus state of a machine, of which product it is, and the raw values that it rests on. */
export interface AntivirusVerdict {
  readonly state: AntivirusState;
  readonly product: string | null;
  readonly evidence: readonly Evidence[];
}

/** Better first. `unknown` stands before every bad state: what cannot be proven is not held against a machine. */
const ranking: readonly AntivirusState[] = ['on', 'unknown', 'outdated', 'snoozed', 'expired', 'off'];

const dayMs = 86_400_000;
const maxEvidence = 8;
const defenderName = 'Microsoft Defender';

/**
 * The antivirus state of a machine: its best product's, for Windows switches its own off beside another one.
 * - Rows of Security Center whose program is gone, or that are old and whose program was not looked for, say nothing
 *   (fusioninventory-agent#934: a removed Panda on 20 of 400 PCs).
 * - Rows of one name are one product, and its best row holds (amidaware/community-scripts#268: twins left by self-updates).
 * - Defender's own status overrules what Security Center says of it (fusioninventory-agent#501: wrongly reported enabled).
 * - An empty list is `unknown`, never `off`: products that the agent does not know exist (Bkav and CMC have no published
 *   traces). For the same reason a Defender that does not protect is held against a machine only where the list was read.
 */
export function decodeAntivirus(input: AntivirusInput, frame: AntivirusFrame): AntivirusVerdict {
  const judged = judgements(input, frame);
  const best = judged.toSorted(byRank)[0];
  if (best === undefined) return { state: 'unknown', product: null, evidence: [] };
  return {
    state: best.state,
    product: best.product,
    evidence: judged
      .toSorted(byRank)
      .flatMap((one) => one.evidence)
      .slice(0, maxEvidence),
  };
}

function judgements(input: AntivirusInput, frame: AntivirusFrame): ProductJudgement[] {
  const groups = groupByName((input.products ?? []).filter((row) => !isStale(row, frame)));
  const judged = groups
    .filter((rows) => input.defender === undefined || !isMicrosofts(rows, frame.table))
    .map((rows) => judgeProduct(rows, frame));
  if (input.defender === undefined) return judged;
  const rows = groups.find((group) => isMicrosofts(group, frame.table));
  return [...judged, withDefender(input.defender, rows, input.products !== undefined, frame)];
}

/** Defender's own word; Security Center's where that one says nothing. */
function withDefender(
  status: DefenderStatus,
  rows: readonly AntivirusProduct[] | undefined,
  isListKnown: boolean,
  frame: AntivirusFrame,
): ProductJudgement {
  const name = rows?.[0]?.name ?? defenderName;
  const own = judgeDefender(name, status, frame);
  if (own.state === 'unknown' && rows !== undefined) return judgeProduct(rows, frame);
  const isBad = own.state === 'off' && !isListKnown;
  return isBad ? { ...own, state: 'unknown' } : own;
}

function isMicrosofts(rows: readonly AntivirusProduct[], table: AntivirusTable): boolean {
  return rows.some(
    ({ name, productState }) =>
      /\bdefender\b/i.test(name) ||
      (productState !== undefined && decodeProductState(productState, table).owner === 'microsoft'),
  );
}

/** Left by a product that was removed. A row that never changes is normal for one whose program is there, and for Windows' own. */
function isStale(row: AntivirusProduct, { asOfMs, table }: AntivirusFrame): boolean {
  if (row.isProgramPresent !== undefined) return !row.isProgramPresent;
  if (row.productState === undefined || row.reportedAt === undefined) return false;
  return !isMicrosofts([row], table) && asOfMs - row.reportedAt > table.staleRowDays * dayMs;
}

/** Sorted, so that the order in which a machine names its products shows nowhere. */
function groupByName(
  rows: readonly AntivirusProduct[],
): (readonly [AntivirusProduct, ...AntivirusProduct[]])[] {
  const groups = new Map<string, [AntivirusProduct, ...AntivirusProduct[]]>();
  for (const row of rows) {
    const key = row.name.trim().toLowerCase();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function byRank(a: ProductJudgement, b: ProductJudgement): number {
  return ranking.indexOf(a.state) - ranking.indexOf(b.state);
}
