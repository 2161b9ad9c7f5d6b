import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Unit } from '../../../shared/contract/view.ts';
import { unitKinds } from '../../../shared/domain/device.ts';
import type { OrgChange, OrgStore } from '../org-port.ts';
import { inTransaction } from './database.ts';
import { createRosterRows } from './roster.ts';

const unitRow = z
  .object({
    unit_id: z.string(),
    parent_id: z.string().nullable(),
    kind: z.enum(unitKinds),
    name: z.string(),
    code: z.string().nullable(),
  })
  .transform(
    (row): Unit => ({
      unitId: row.unit_id,
      parentId: row.parent_id,
      kind: row.kind,
      name: row.name,
      code: row.code,
    }),
  );

/** Appends what an import or edit says, inside the caller's transaction. */
export function createOrgWriter(database: DatabaseSync): (change: OrgChange) => void {
  const insert = database.prepare(
    'INSERT INTO unit_version (unit_id, valid_from, parent_id, kind, name, code, is_removed, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const roster = createRosterRows(database);
  return ({ at, actor, units, rows, endedUnits = [], endedRows = [] }) => {
    const append = ({ unitId, parentId, kind, name, code }: Unit, isRemoved: 0 | 1): void =>
      void insert.run(unitId, at, parentId, kind, name, code, isRemoved, actor);
    for (const unit of units) append(unit, 0);
    for (const unit of endedUnits) append(unit, 1);
    for (const row of rows) roster.append(row, at, actor, 0);
    for (const row of endedRows) roster.append(row, at, actor, 1);
  };
}

/** Org tree and roster over SQLite: the version that was said last holds, whatever the clock said. */
export function createOrg(database: DatabaseSync): OrgStore {
  const newest = database.prepare(
    `SELECT unit_id, parent_id, kind, name, code FROM unit_version AS u WHERE is_removed = 0 AND id =
       (SELECT id FROM unit_version WHERE unit_id = u.unit_id AND valid_from <= ? ORDER BY id DESC LIMIT 1)
     ORDER BY unit_id`,
  );
  const roster = createRosterRows(database);
  const save = createOrgWriter(database);
  return {
    units: (asAtMs = Number.MAX_SAFE_INTEGER) =>
      Promise.try(() => parentsFirst(newest.all(asAtMs).map((row) => unitRow.parse(row)))),
    rosterRows: roster.newest,
    saveOrg: (change) => Promise.try(() => inTransaction(database, () => save(change))),
  };
}

/** Units reachable from a root, each after its parent; within one parent by kind, name and id. */
function parentsFirst(units: readonly Unit[]): Unit[] {
  const children = Map.groupBy(units, (unit) => unit.parentId);
  const ordered: Unit[] = [];
  const queue = [...(children.get(null) ?? [])];
  for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
    ordered.push(unit);
    queue.push(...(children.get(unit.unitId) ?? []));
  }
  return ordered;
}
