import { schoolLevels } from '../../shared/domain/device.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';

/**
 * A snapshot whose lists are in the order of their keys, by code units: the same state has the same text whatever the order in
 * which it was said. Norm packs keep theirs, which tells whose rules come first.
 */
export function ordered(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    units: by(snapshot.units, ({ unitId }) => [unitId]),
    schools: by(
      snapshot.schools.map((school) => ({ ...school, rows: by(school.rows, levelKey) })),
      ({ schoolCode }) => [schoolCode],
    ),
    rooms: by(snapshot.rooms, ({ schoolCode, room }) => [schoolCode, room]),
    machines: by(snapshot.machines, ({ deviceId }) => [deviceId]),
    lines: by(snapshot.lines, ({ schoolCode, lineId }) => [schoolCode, lineId]),
    licences: by(snapshot.licences, (row) => [row.schoolCode, row.product, row.expiresOn, row.seats]),
    yearFacts: by(snapshot.yearFacts, ({ schoolCode }) => [schoolCode]),
    sites: by(snapshot.sites, ({ schoolCode, siteCode }) => [schoolCode, siteCode]),
    assets: by(snapshot.assets, ({ schoolCode, assetCode }) => [schoolCode, assetCode]),
    equipment: by(snapshot.equipment, (row) => [row.schoolCode, row.siteCode, row.item, row.quantity]),
    prices: by(snapshot.prices, ({ item, pricedOn, source }) => [item, pricedOn, source]),
    budgets: by(snapshot.budgets, (row) => [row.owner, row.programme, row.year, row.funding, row.amountDong]),
    priorities: by(snapshot.priorities, ({ schoolCode, weightPercent }) => [schoolCode, weightPercent]),
    checklist: by(snapshot.checklist, (row) => [row.schoolCode, row.document, row.number, row.issuedOn]),
    aliases: by(snapshot.aliases, (row) => [row.oldCode, row.schoolCode, row.validFrom]),
    deadlines: by(snapshot.deadlines, ({ report, from, to, dueOn }) => [report, from, to, dueOn]),
    headers: by(snapshot.headers, ({ owner }) => [owner]),
    gaps: by(new Set(snapshot.gaps), (gap) => [gap]),
  };
}

type Key = readonly (string | number | null)[];

function levelKey({ level, siteCode }: Snapshot['schools'][number]['rows'][number]): Key {
  return [schoolLevels.indexOf(level), siteCode];
}

function by<T>(rows: Iterable<T>, keyOf: (row: T) => Key): readonly T[] {
  return [...rows]
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ row }) => row);
}

/** Null comes before everything. */
function compare(a: Key, b: Key): number {
  for (const [index, left = null] of a.entries()) {
    const right = b[index] ?? null;
    if (left === right) continue;
    if (left === null || right === null) return left === null ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
