import type { RegisterChange } from '../../shared/contract/plan-kinds.ts';
import { lineColumns } from '../../shared/domain/line/line-columns.ts';
import type { Actor } from '../query/handler.ts';
import { isSchoolWithin } from '../query/within.ts';
import { type KnownLines, planLines } from '../roster/line-import.ts';
import type { HomeDeps, Stamp } from './home.ts';
import { type ImportDone, type ImportWish, refused } from './outcome.ts';
import { readAliases, schoolsWithin } from './schools.ts';

/**
 * Imports a list of lines: the whole of it or nothing; a blank cell changes nothing. With `replace`, lines of schools within
 * the actor's unit that the list lacks are removed.
 */
export async function importLines(
  deps: HomeDeps,
  wish: ImportWish,
  actor: Actor,
  stamp: Stamp,
): Promise<ImportDone> {
  const { store, fleet } = deps;
  const plan = planLines(wish.csv, await knownTo(deps, actor));
  if (plan.problems.length > 0) return { ...refused, problems: plan.problems };
  const named = new Set(plan.lineIds);
  const tree = fleet.picture.tree();
  const kept = (await store.lines()).map(({ entry }) => entry);
  const removed = wish.replace
    ? kept.filter(({ lineId, schoolCode }) => !named.has(lineId) && isSchoolWithin(tree, actor, schoolCode))
    : [];
  const entries = [...plan.added, ...plan.changed];
  if (!wish.isDry && entries.length + removed.length > 0) {
    const removedIds = removed.map(({ lineId }) => lineId);
    await store.saveLines(entries, stamp.at, stamp.actor, removedIds);
    await fleet.lines.linesChanged(new Set([...entries, ...removed].map(({ schoolCode }) => schoolCode)));
  }
  const ended: RegisterChange[] = removed.map(({ lineId, isp }) => ({
    ...{ change: 'removed', key: lineId, field: null, before: isp, after: null },
  }));
  return {
    rows: plan.rows,
    added: plan.added.length,
    changed: plan.changed.length,
    removed: removed.length,
    unchanged: plan.unchanged,
    isWritten: !wish.isDry,
    changes: [...changesOf(plan), ...ended],
    problems: [],
  };
}

function changesOf(plan: ReturnType<typeof planLines>): RegisterChange[] {
  const isAdded = new Set(plan.added.map(({ lineId }) => lineId));
  const added: RegisterChange[] = plan.added.map(({ lineId, schoolCode, isp }) => ({
    ...{
      change: 'added',
      key: lineId,
      field: null,
      before: null,
      after: `school_code=${schoolCode}, isp=${isp}`,
    },
  }));
  const changed = plan.changes
    .filter(({ lineId }) => !isAdded.has(lineId))
    .map(({ lineId, field, before, after }): RegisterChange => {
      const header = lineColumns.find((column) => column.field === field)?.header ?? field;
      return { change: 'changed', key: lineId, field: header, before: before || null, after: after || null };
    });
  return [...added, ...changed];
}

async function knownTo({ store, fleet }: HomeDeps, actor: Actor): Promise<KnownLines> {
  const { register } = fleet.lines;
  const schools = schoolsWithin(fleet.picture.tree(), await readAliases(store), actor);
  return {
    entry: register.entry,
    linesOfSchool: (schoolCode) => register.entriesOf(schoolCode).length,
    whyNot: (schoolCode) => {
      const school = schools.school(schoolCode);
      return school.ok ? null : school.error;
    },
    todaysCode: (schoolCode) => {
      const school = schools.school(schoolCode);
      return school.ok && school.value !== null ? school.value : schoolCode;
    },
  };
}
