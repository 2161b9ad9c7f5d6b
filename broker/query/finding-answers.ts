import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { byGravity, endedRows, isAtLeast, openRows, type RowFrame, unknownCounts } from './finding-list.ts';
import { type Asked, type Scope, scopeOf } from './finding-scope.ts';
import { type FindingAnswerDeps, findingSetHandler } from './finding-set.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { riskRows } from './risk-rows.ts';
import { trendRows } from './trend-rows.ts';
import { upgradeRows } from './upgrade-rows.ts';

export type FindingAnswerKind = 'findings' | 'findingSet' | 'risk' | 'findingTrend' | 'upgrades';

const dayMs = 86_400_000;
/** Fixed ones are shown for a year, unless another time is asked for. */
const fixedShownMs = 365 * dayMs;
/** Beside the lists of a first page: times and counts. */
const headBytes = 4_096;

/** Answers about what is wrong with machines, and people's word on it; nobody is told of anything outside their unit. */
export function createFindingAnswers(deps: FindingAnswerDeps): Pick<Handlers, FindingAnswerKind> {
  const { fleet, store, clock, rules } = deps;
  return {
    findings: findingsHandler(deps),
    findingSet: findingSetHandler(deps),
    risk: ({ by, ...asked }, actor) =>
      within(fleet, actor, asked, ({ devices }) => {
        const rows = riskRows(by, devices, fleet, rules, clock.now());
        return pagesOf({ rows }, headBytes).map((page, index) => withTime(clock, index, page));
      }),
    findingTrend: ({ months, ...asked }, actor) =>
      within(fleet, actor, asked, async (scope) => {
        const frame = { nowMs: clock.now(), calendar: rules.calendar, months };
        return pagesOf({ months: await trendRows(store, scope, frame) });
      }),
    upgrades: (asked, actor) =>
      within(fleet, actor, asked, async ({ devices }) => {
        const machines = await upgradeRows(store, devices, fleet.picture.tree());
        return pagesOf({ machines }, headBytes).map((page, index) => withTime(clock, index, page));
      }),
  };
}

function findingsHandler({ fleet, store, clock, rules }: FindingAnswerDeps): Handler<'findings'> {
  return ({ code, severity, statuses, fixedSince, ...asked }, actor) =>
    within(fleet, actor, asked, async (scope) => {
      const nowMs = clock.now();
      const frame: RowFrame = { tree: fleet.picture.tree(), rules: rules.tables.findings, nowMs };
      const open = openRows(fleet.findings, scope, frame);
      const ended = statuses.includes('fixed')
        ? await endedRows(store, scope, fixedSince ?? nowMs - fixedShownMs, frame)
        : [];
      const rows = [...open, ...ended]
        .filter((row) => statuses.includes(row.status) && isAtLeast(row.severity, severity))
        .filter((row) => code === undefined || row.code === code)
        .sort(byGravity);
      const unknown = unknownCounts(fleet.findings, scope.devices);
      const head = {
        asAt: nowMs,
        machines: scope.devices.length,
        unknown: unknown.filter((one) => code === undefined || one.code === code),
      };
      return pagesOf({ findings: rows }, headBytes).map((page, index) =>
        index === 0 ? { ...head, ...page } : page,
      );
    });
}

/** Answers on what lies within the actor's unit. */
async function within<B>(
  fleet: Fleet,
  actor: Actor,
  asked: Asked,
  answer: (scope: Scope) => readonly B[] | Promise<readonly B[]>,
): Promise<Result<readonly B[], AppError>> {
  const scope = scopeOf(fleet, actor, asked);
  return scope.ok ? ok(await answer(scope.value)) : scope;
}

function withTime<P>(clock: Clock, index: number, page: P): P | (P & { readonly asAt: number }) {
  return index === 0 ? { asAt: clock.now(), ...page } : page;
}
