import type { RosterProblem } from '../../shared/contract/query-rows.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Turn } from '../enrol/turn.ts';
import { type KnownLines, planLines } from '../roster/line-import.ts';
import type { Actor, Handler } from './handler.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { pagesOf } from './paginate.ts';
import { isSchoolWithin } from './within.ts';

/** As many as the contract takes. */
const maxListed = 500;

/** A list of lines, the whole file or nothing; a dry run tells what it would change and writes nothing. */
export function createLineImport(deps: LineQueryDeps, inTurn: Turn): Handler<'lineImport'> {
  const { fleet, store, clock } = deps;
  return ({ csv, isDry }, actor) =>
    inTurn(async () => {
      const plan = planLines(csv, knownTo(deps, actor));
      const entries = [...plan.added, ...plan.changed];
      if (!isDry && entries.length > 0) {
        await store.saveLines(entries, clock.now(), actor.userId);
        await fleet.lines.linesChanged(new Set(entries.map(({ schoolCode }) => schoolCode)));
      }
      const { rows, added, changed, unchanged } = plan;
      const counts = { rows, added: added.length, changed: changed.length, unchanged };
      const lists = {
        changes: plan.changes.slice(0, maxListed).map((change) => ({ ...change })),
        problems: plan.problems.slice(0, maxListed).map(problemRow),
      };
      return ok(pagesOf(lists).map((page) => ({ ...counts, ...page })));
    });
}

function problemRow({ line, column, reason, value }: RosterProblem) {
  return { line, column: column === '' ? null : column, code: reason, value };
}

function knownTo({ fleet }: LineQueryDeps, actor: Actor): KnownLines {
  const { register } = fleet.lines;
  const tree = fleet.picture.tree();
  return {
    entry: register.entry,
    linesOfSchool: (schoolCode) => register.entriesOf(schoolCode).length,
    whyNot: (schoolCode) => {
      // Lines of a school that left the roster can still be put right.
      const isKnown = tree.schools.has(schoolCode) || register.entriesOf(schoolCode).length > 0;
      if (!isKnown) return 'unknown-school';
      return isSchoolWithin(tree, actor, schoolCode) ? null : 'outside-unit';
    },
  };
}
