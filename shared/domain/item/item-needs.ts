import type { NormPack } from '../norm.ts';
import { sumUnlessBlank } from '../ratio.ts';
import type { SchoolRow } from '../school.ts';
import { countFibreLines, countProviders } from './count-lines.ts';
import { computersOf, countAntivirus, countPrinters, countRolePcs, countWebcams } from './count-machines.ts';
import { countLabsOnline, countProjection, countRooms, countWifiSites } from './count-rooms.ts';
import { type Count, declaredCount } from './counted.ts';
import type { Holdings } from './holdings.ts';
import { unitOfItem } from './item.ts';
import type { ItemNeed, ItemRule, ItemRulePer } from './item-need.ts';
import { type PackRule, rulesOf } from './item-rules.ts';
import { sitesWithClasses } from './sites.ts';

export interface ItemFrame {
  /** The pack of the ratios, then the others whose rules apply. */
  readonly packs: readonly NormPack[];
  /** Local day of the snapshot, YYYY-MM-DD. */
  readonly day: string;
}

/** What the other norms ask of a school and what it has, one line a rule that applies to it. */
export function itemNeedsOf(holdings: Holdings, { packs, day }: ItemFrame): ItemNeed[] {
  return rulesOf(holdings.school, packs).map((rule) => itemNeed(holdings, rule, day));
}

function itemNeed(holdings: Holdings, { rule, packId }: PackRule, day: string): ItemNeed {
  const base = baseOf(holdings, rule.per);
  const norm = base === null ? null : base * rule.quantity;
  const count = countOf(holdings, rule, { base, day });
  const usable = knownUsable(count, norm);
  const { item, enoughPercent, enoughStatus, isRequired, purpose, status, basis } = rule;
  return {
    ...{ item, unit: unitOfItem[item], norm, existing: count?.existing ?? null, usable },
    deficit: deficitOf(norm, usable, isRequired),
    ...{ enoughPercent, enoughStatus, isRequired, purpose, status, basis, packId },
    source: count?.source ?? 'unknown',
  };
}

/** What works for sure is enough to know where it covers the norm; short of it, the unknown ones could. */
function knownUsable(count: Count | null, norm: number | null): number | null {
  if (count === null) return null;
  return count.isWhole || (norm !== null && count.usable >= norm) ? count.usable : null;
}

function deficitOf(norm: number | null, usable: number | null, isRequired: boolean): number | null {
  if (norm === 0) return 0;
  if (norm === null || usable === null) return null;
  return isRequired ? Math.max(0, norm - usable) : 0;
}

/** How many times the rule's quantity is asked for; null where nobody said. */
function baseOf(holdings: Holdings, per: ItemRulePer): number | null {
  const { school } = holdings;
  switch (per) {
    case 'school':
      return 1;
    case 'site':
      return school.rows.length === 0 ? null : sitesWithClasses(school).length;
    case 'department':
      return departmentsOf(school.rows);
    case 'classroom':
      return sumUnlessBlank(school.rows.map(({ classrooms }) => classrooms));
    case 'lab':
      return countRooms(holdings, 'lab')?.existing ?? null;
    case 'computer':
      return holdings.machines.length === 0 ? null : computersOf(holdings).length;
  }
}

/** Departments belong to a level, not to a site: one filled cell speaks for its level; kindergartens have none. */
function departmentsOf(rows: readonly SchoolRow[]): number | null {
  const byLevel = Map.groupBy(
    rows.filter(({ level }) => level !== 'MN'),
    ({ level }) => level,
  );
  const perLevel = [...byLevel.values()].map((ofLevel) => {
    const filled = ofLevel.flatMap(({ departments }) => departments ?? []);
    return filled.length === 0 ? null : filled.reduce((sum, departments) => sum + departments, 0);
  });
  return sumUnlessBlank(perLevel);
}

function countOf(
  holdings: Holdings,
  { item, quantity, enoughPercent }: ItemRule,
  { base, day }: { readonly base: number | null; readonly day: string },
): Count | null {
  switch (item) {
    case 'office-pc':
    case 'department-pc':
    case 'teacher-pc':
      return countRolePcs(holdings, item);
    case 'printer':
      return countPrinters(holdings);
    case 'webcam':
      return countWebcams(holdings);
    case 'projection':
      return countProjection(holdings, base);
    case 'lab-room':
      return countRooms(holdings, 'lab');
    case 'studio-room':
      return countRooms(holdings, 'studio');
    case 'lab-online':
      return countLabsOnline(holdings, enoughPercent, base);
    case 'fibre-line':
      return countFibreLines(holdings, quantity);
    case 'provider':
      return countProviders(holdings);
    case 'antivirus':
      return countAntivirus(holdings, day);
    case 'wifi':
      return countWifiSites(holdings);
    default:
      return declaredOnly(holdings, item);
  }
}

/** What no agent counts. */
function declaredOnly({ equipment }: Holdings, item: ItemRule['item']): Count | null {
  const declared = declaredCount(equipment, item);
  return declared === null ? null : { ...declared, source: 'declared' };
}
