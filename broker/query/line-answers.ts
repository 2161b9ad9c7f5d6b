import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { createTurn } from '../enrol/turn.ts';
import { scopeOf } from './finding-scope.ts';
import type { Actor, Handlers } from './handler.ts';
import { createLineCommands, type LineCommandKind } from './line-commands.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { createLineImport } from './line-import.ts';
import { lineRowNamed, lineRowsOf } from './line-rows.ts';
import { pagesOf } from './paginate.ts';
import { createServiceAnswers, type ServiceKind } from './service-answers.ts';
import { isSchoolWithin, outside } from './within.ts';

export type LineKind = 'lineList' | 'lineShow' | LineCommandKind | 'lineImport' | ServiceKind;

/** Speed tests of a year, and the beginning of the one before. */
const shownMs = 400 * 86_400_000;

/** The register of lines and of shared services. */
export function createLineAnswers(deps: LineQueryDeps): Pick<Handlers, LineKind> {
  const inTurn = createTurn();
  return {
    lineList: (asked, actor) =>
      Promise.try(() => {
        const scope = scopeOf(deps.fleet, actor, asked);
        if (!scope.ok) return scope;
        const lines = scope.value.schoolCodes.flatMap((code) => lineRowsOf(code, deps));
        const asAt = deps.clock.now();
        return ok(pagesOf({ lines }).map((page, index) => (index === 0 ? { asAt, ...page } : page)));
      }),
    lineShow: async ({ lineId }, actor) => {
      const line = lineWithin(deps, actor, lineId);
      if (!line.ok) return line;
      const since = deps.clock.now() - shownMs;
      const tests = await deps.store.speedTests(lineId, since, 100);
      const speeds = tests.map(({ deviceId, at, test }) => ({ ...test, deviceId, at }));
      return ok([{ line: line.value, speeds, outages: [] }]);
    },
    ...createLineCommands(deps, inTurn),
    lineImport: createLineImport(deps, inTurn),
    ...createServiceAnswers(deps, inTurn),
  };
}

function lineWithin(
  deps: LineQueryDeps,
  actor: Actor,
  lineId: string,
): Result<NonNullable<ReturnType<typeof lineRowNamed>>, AppError> {
  const line = lineRowNamed(lineId, deps);
  if (line === null) return err(appError('SD-LINE-UNKNOWN', { line: lineId }));
  return isSchoolWithin(deps.fleet.picture.tree(), actor, line.schoolCode) ? ok(line) : outside(lineId);
}
