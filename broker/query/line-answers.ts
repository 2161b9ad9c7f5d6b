import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { createTurn } from '../enrol/turn.ts';
import { concernsLine } from '../fleet/outage/board.ts';
import { createDayAvailability, type DayAvailability, unknownDay } from './day-availability.ts';
import { scopeOf } from './finding-scope.ts';
import type { Handler, Handlers } from './handler.ts';
import { createNewestLessons, lessonDaysOf } from './lesson-days.ts';
import { createLineCommands, type LineCommandKind } from './line-commands.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { lineMeasuresOf } from './line-measures.ts';
import { lineRowNamed, lineRowsOf } from './line-rows.ts';
import { outageRowOf } from './outage-rows.ts';
import { pagesOf } from './paginate.ts';
import { createServiceAnswers, type ServiceKind } from './service-answers.ts';
import { isSchoolWithin, outside } from './within.ts';

export type LineKind = 'lineList' | 'lineShow' | LineCommandKind | ServiceKind;

const dayMs = 86_400_000;
/** Speed tests of a year, and the end of the one before; incidents of a term. */
const speedsMs = 400 * dayMs;
const outagesMs = 120 * dayMs;
const maxShown = 100;
/** Of a school in that time, those of rooms and machines included. */
const maxOutages = 5_000;

/** The register of lines and of shared services. */
export function createLineAnswers(deps: LineQueryDeps): Pick<Handlers, LineKind> {
  const { fleet, clock } = deps;
  const inTurn = createTurn();
  const availabilityOf = createDayAvailability(deps);
  const lessonsOf = createNewestLessons(deps);
  return {
    lineList: async (asked, actor) => {
      const scope = scopeOf(fleet, actor, asked);
      if (!scope.ok) return scope;
      const { schoolCodes } = scope.value;
      const days = await availabilityOf(schoolCodes);
      const rows = schoolCodes.flatMap((code) => lineRowsOf(code, deps));
      const lessons = await lessonsOf(rows);
      const lines = rows.map((line) => ({
        ...line,
        ...(days.get(line.lineId) ?? unknownDay),
        lessons: lessons.get(line.lineId) ?? null,
      }));
      const asAt = clock.now();
      return ok(pagesOf({ lines }).map((page, index) => (index === 0 ? { asAt, ...page } : page)));
    },
    lineShow: lineShowHandler(deps, availabilityOf),
    ...createLineCommands(deps, inTurn),
    ...createServiceAnswers(deps, inTurn),
  };
}

function lineShowHandler(deps: LineQueryDeps, availabilityOf: DayAvailability): Handler<'lineShow'> {
  const { fleet, store, clock } = deps;
  return async ({ lineId }, actor) => {
    const line = lineRowNamed(lineId, deps);
    if (line === null) return err(appError('SD-LINE-UNKNOWN', { line: lineId }));
    const { schoolCode } = line;
    if (!isSchoolWithin(fleet.picture.tree(), actor, schoolCode)) return outside(lineId);
    const now = clock.now();
    const day = (await availabilityOf([schoolCode])).get(lineId) ?? unknownDay;
    const tests = await store.speedTests(lineId, { from: now - speedsMs, to: now }, maxShown);
    const found = await store.outages(
      { span: { from: now - outagesMs, to: now }, schoolCodes: [schoolCode] },
      maxOutages,
    );
    const isp = fleet.lines.register.linesOf(schoolCode).find((one) => one.lineId === lineId)?.isp ?? null;
    const lists = {
      speeds: [...tests],
      outages: found
        .filter((outage) => concernsLine(outage, lineId, isp))
        .slice(0, maxShown)
        .map((outage) => outageRowOf(outage, new Set([schoolCode]), deps)),
    };
    const lessons = await lessonDaysOf(deps, line);
    const row = { ...line, ...day, lessons: lessons[0] ?? null };
    const head = { line: row, measured: await lineMeasuresOf(line, deps), lessons };
    const headBytes = Buffer.byteLength(JSON.stringify(head));
    return ok(pagesOf(lists, 0, headBytes).map((page) => ({ ...head, ...page })));
  };
}
