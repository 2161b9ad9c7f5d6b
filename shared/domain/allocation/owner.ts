import { byCodeUnit } from '../order.ts';
import type { PlanningSchool } from '../school.ts';
import type { Budget } from '../snapshot/register.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

type OwnerSource = Pick<Snapshot, 'schools' | 'units'>;

/**
 * Whose budget pays for a school: the roster's owner; where blank, MN, TH and THCS belong to their commune (since 1 July 2025
 * the commune's People's Committee manages them), a school with THPT or GDTX to the topmost unit. Null when nothing tells.
 * A commune that the roster names as owner of a neighbour ("UBND Xã A") is the same owner.
 */
export function ownerOf(school: PlanningSchool, { schools, units }: OwnerSource): string | null {
  const written = nameOf(school.owner);
  if (written !== null) return written;
  if (isOfProvince(school)) return topmostName(units);
  const commune = nameOf(school.commune);
  if (commune === null) return null;
  const asWritten = schools
    .filter((other) => other.commune === school.commune && isOwnedByCommune(other))
    .flatMap((other) => nameOf(other.owner) ?? []);
  return asWritten.sort(byCodeUnit)[0] ?? commune;
}

/** Schools that one authority pays for. `names` are the folded names under which a budget is theirs. */
export interface OwnerGroup {
  readonly owner: string | null;
  readonly schoolCodes: readonly string[];
  readonly names: ReadonlySet<string>;
}

/** Every school under its owner, by name; spellings that differ in case, spaces or composition are one owner. */
export function ownerGroups(snapshot: OwnerSource): readonly OwnerGroup[] {
  const owned = snapshot.schools.map((school) => ({ school, owner: ownerOf(school, snapshot) }));
  const groups = Map.groupBy(owned, ({ owner }) => (owner === null ? '' : foldName(owner)));
  return [...groups.values()].map(groupOf).sort((a, b) => byCodeUnit(a.owner ?? '', b.owner ?? ''));
}

function groupOf(
  owned: readonly { readonly school: PlanningSchool; readonly owner: string | null }[],
): OwnerGroup {
  const spellings = owned.flatMap(({ owner }) => owner ?? []).sort(byCodeUnit);
  const communes = owned.flatMap(({ school }) => (isOwnedByCommune(school) ? (school.commune ?? []) : []));
  return {
    owner: spellings[0] ?? null,
    schoolCodes: owned.map(({ school }) => school.schoolCode).sort(byCodeUnit),
    names: new Set([...spellings, ...communes].map(foldName)),
  };
}

/**
 * The money named for each owner: all its programmes. An owner that no row names is absent. A row goes to one owner: the one of
 * exactly that name before a commune's; a row that names nobody is left out.
 * @param budgets rows of one year and those without a year
 */
export function budgetsOf(
  groups: readonly OwnerGroup[],
  budgets: readonly Budget[],
): ReadonlyMap<OwnerGroup, number> {
  const find = ownerFinder(groups);
  const amounts = new Map<OwnerGroup, number>();
  for (const { owner, amountDong } of budgets) {
    const group = find(owner);
    if (group !== undefined) amounts.set(group, (amounts.get(group) ?? 0) + amountDong);
  }
  return amounts;
}

/** Finds the owner that a budget row or a setting means; undefined when no school has it. */
export function ownerFinder(groups: readonly OwnerGroup[]): (name: string) => OwnerGroup | undefined {
  const known = new Map<string, OwnerGroup>();
  for (const group of groups) for (const name of group.names) if (!known.has(name)) known.set(name, group);
  for (const group of groups) if (group.owner !== null) known.set(foldName(group.owner), group);
  return (name) => known.get(foldName(name));
}

/** Composed, without outer or doubled spaces, in one case. */
function foldName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

function nameOf(cell: string | undefined): string | null {
  const name = cell?.normalize('NFC').trim() ?? '';
  return name === '' ? null : name;
}

function isOfProvince(school: PlanningSchool): boolean {
  return school.rows.some(({ level }) => level === 'THPT' || level === 'GDTX');
}

/** Its owner is blank, or ends with the commune's name ("UBND Xã A"). */
function isOwnedByCommune(school: PlanningSchool): boolean {
  const commune = nameOf(school.commune);
  if (commune === null || isOfProvince(school)) return false;
  const owner = nameOf(school.owner);
  return owner === null || ` ${foldName(owner)}`.endsWith(` ${foldName(commune)}`);
}

function topmostName(units: OwnerSource['units']): string | null {
  const ids = new Set(units.map(({ unitId }) => unitId));
  const roots = units.filter(({ parentId }) => parentId === null || !ids.has(parentId));
  const [root] = roots.sort((a, b) => byCodeUnit(a.unitId, b.unitId));
  return root === undefined ? null : nameOf(root.name);
}
