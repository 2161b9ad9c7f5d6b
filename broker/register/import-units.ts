import type { Unit } from '../../shared/contract/view.ts';
import { newUnitId } from '../roster/import-roster.ts';
import { problem } from '../roster/problem.ts';
import { addedChange, fieldChanges, removedChange } from './changes.ts';
import type { HomeDeps, Stamp } from './home.ts';
import { type ImportDone, type ImportWish, refused } from './outcome.ts';
import { planUnitList, unitRows, unitTable } from './plan-unit-list.ts';
import { readList } from './read-list.ts';

/**
 * Imports the org tree above the schools. With `replace`, areas and communes that the list lacks end; one that still has
 * something below it is a problem.
 */
export async function importUnits(
  { store, fleet }: HomeDeps,
  wish: ImportWish,
  stamp: Stamp,
): Promise<ImportDone> {
  const known = await store.units();
  const read = readList(unitTable, wish.csv);
  if (read.rows.length > unitTable.maxRows) {
    return { ...refused, problems: [problem(1, '', 'too-many-rows', String(unitTable.maxRows))] };
  }
  const { steps, problems: refusedSteps } = planUnitList(read.rows, known, newUnitId);
  const ended = wish.replace ? unnamed(known, new Set(steps.map(({ after }) => after.unitId))) : [];
  const after = resulting(
    known,
    steps.map((step) => step.after),
    ended,
  );
  const parents = new Set(after.map(({ parentId }) => parentId));
  const inUse = ended.filter(({ unitId }) => parents.has(unitId));
  const problems = [
    ...[...read.problems, ...refusedSteps].sort((a, b) => a.line - b.line),
    ...inUse.map(({ name }) => problem(1, 'name', 'in-use', name)),
  ];
  if (problems.length > 0 && (wish.strict || wish.replace || steps.length === 0))
    return { ...refused, problems };
  const added = steps.filter(({ before }) => before === null);
  const [was, is] = [unitRows(known), unitRows(after)];
  const changes = steps
    .filter(({ before }) => before !== null)
    .map(({ after: { unitId } }) => fieldChanges(unitTable, { ...was.get(unitId) }, { ...is.get(unitId) }));
  const changed = changes.filter((fields) => fields.length > 0).length;
  if (!wish.isDry && added.length + changed + ended.length > 0) {
    const units = steps.filter(({ before, after: next }) => before === null || isOther(before, next));
    await store.saveOrg({ ...stamp, units: units.map((step) => step.after), rows: [], endedUnits: ended });
    await fleet.orgChanged();
  }
  return {
    ...{ rows: steps.length, added: added.length, changed, removed: ended.length },
    ...{ unchanged: steps.length - added.length - changed, isWritten: !wish.isDry, problems },
    changes: [
      ...added.map((step) => addedChange(unitTable, { ...is.get(step.after.unitId) })),
      ...changes.flat(),
      ...ended.map(({ unitId }) => removedChange(unitTable, { ...was.get(unitId) })),
    ],
  };
}

function unnamed(known: readonly Unit[], named: ReadonlySet<string>): readonly Unit[] {
  return known.filter(
    ({ kind, unitId, parentId }) =>
      parentId !== null && (kind === 'area' || kind === 'commune') && !named.has(unitId),
  );
}

function resulting(known: readonly Unit[], next: readonly Unit[], ended: readonly Unit[]): readonly Unit[] {
  const units = new Map([...known, ...next].map((unit) => [unit.unitId, unit]));
  for (const { unitId } of ended) units.delete(unitId);
  return [...units.values()];
}

function isOther(a: Unit, b: Unit): boolean {
  return a.name !== b.name || a.parentId !== b.parentId || a.code !== b.code;
}
