import { type ServiceEntry, type ServiceRow, serviceEntry } from '../../shared/contract/line-rows.ts';
import { medianOf } from '../../shared/domain/median.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { isLoopbackAddress, isNobodysAddress } from '../../shared/runtime/special-addresses.ts';
import type { Turn } from '../enrol/turn.ts';
import type { KnownService, SchoolCheck } from '../fleet/line/services.ts';
import { schoolNameIn } from './finding-scope.ts';
import type { Actor, Handlers } from './handler.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { pagesOf } from './paginate.ts';
import { isSchoolWithin, outside, schoolWithin } from './within.ts';

export type ServiceKind = 'serviceList' | 'serviceSet' | 'serviceRemove';

/** More than one order takes are not checked. */
const maxEntries = 60;

/** Shared services: everybody's for whoever is over everything, a school's own for whoever is over the school. */
export function createServiceAnswers(deps: LineQueryDeps, inTurn: Turn): Pick<Handlers, ServiceKind> {
  const { fleet, store, clock } = deps;
  const { services } = fleet.lines;
  return {
    serviceList: ({ schoolCode }, actor) =>
      Promise.try(() => {
        const allowed = schoolCode === undefined ? ok(undefined) : mayChange(deps, actor, schoolCode);
        if (!allowed.ok) return allowed;
        const rows = services.list(schoolCode).map((service) => serviceRowOf(service, deps, actor));
        const asAt = clock.now();
        return ok(pagesOf({ services: rows }).map((page, index) => (index === 0 ? { asAt, ...page } : page)));
      }),
    serviceSet: (entry, actor) =>
      inTurn(async () => {
        const allowed = mayAdd(deps, actor, entry);
        if (!allowed.ok) return allowed;
        const service: ServiceEntry = serviceEntry.parse(entry);
        await store.saveService(service, clock.now(), actor.userId);
        await services.load();
        return ok([{ service }]);
      }),
    serviceRemove: ({ service, schoolCode }, actor) =>
      inTurn(async () => {
        const allowed = mayChange(deps, actor, schoolCode);
        if (!allowed.ok) return allowed;
        const key = { service, schoolCode: schoolCode ?? null };
        const isDone = await store.removeService(key, clock.now(), actor.userId);
        await services.load();
        return isDone ? ok([{ service }]) : err(appError('SD-SERVICE-UNKNOWN', { service }));
      }),
  };
}

function mayChange(
  { fleet }: LineQueryDeps,
  actor: Actor,
  schoolCode: string | undefined,
): Result<unknown, AppError> {
  const tree = fleet.picture.tree();
  if (schoolCode !== undefined) return schoolWithin(tree, actor, schoolCode);
  return tree.root?.unit.unitId === actor.unitId ? ok(undefined) : outside('serviceSet');
}

function mayAdd(
  deps: LineQueryDeps,
  actor: Actor,
  { service, schoolCode, url }: ServiceEntry,
): Result<unknown, AppError> {
  const allowed = mayChange(deps, actor, schoolCode);
  if (!allowed.ok) return allowed;
  if (!isPublicPage(url)) return wrongValue('url', 'not-public');
  const known = deps.fleet.lines.services.list(schoolCode);
  if (known.length < maxEntries || known.some((one) => one.service === service)) return ok(undefined);
  return err(appError('SD-LIST-FULL', { list: 'services', most: String(maxEntries) }));
}

/** Of other machines than the one that looks: a school's network is its own, a machine's inside is nobody's. */
function isPublicPage(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$|\.$/g, '');
  const isOwn = host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
  return !isOwn && !isNobodysAddress(host);
}

/** Schools outside the actor's unit are counted, never named. */
function serviceRowOf(known: KnownService, { fleet }: LineQueryDeps, actor: Actor): ServiceRow {
  const tree = fleet.picture.tree();
  const { schoolCode, ...rest } = known;
  const { services } = fleet.lines;
  // A school's own page of the same name says nothing of everybody's.
  const isOfPage = (code: string): boolean =>
    schoolCode === null ? !services.isOwn(known.service, code) : code === schoolCode;
  const checks = services.checksOf(known.service).filter((check) => isOfPage(check.schoolCode));
  const isNamed = schoolCode !== null && isSchoolWithin(tree, actor, schoolCode);
  return {
    ...rest,
    ...(isNamed ? { schoolCode } : {}),
    schoolName: isNamed ? schoolNameIn(tree, schoolCode) : null,
    ...seenBy(checks),
  };
}

type Seen = Pick<
  ServiceRow,
  | 'checkedBy'
  | 'failingAt'
  | 'p50Ms'
  | 'httpStatus'
  | 'certificateDays'
  | 'failedStage'
  | 'checkedAt'
  | 'health'
>;

function seenBy(checks: readonly SchoolCheck[]): Seen {
  const newestFirst = checks.toSorted((a, b) => b.at - a.at);
  const failing = newestFirst.filter(({ check }) => check.stage !== 'ok');
  const newest = <K extends 'httpStatus' | 'certificateDays'>(fact: K) =>
    newestFirst.flatMap(({ check }) => check[fact] ?? [])[0] ?? null;
  return {
    checkedBy: checks.length,
    failingAt: failing.length,
    p50Ms: medianOf(checks.flatMap(({ check }) => (check.stage === 'ok' ? durationOf(check) : []))),
    httpStatus: newest('httpStatus'),
    certificateDays: newest('certificateDays'),
    failedStage: commonest(failing.map(({ check }) => check.stage)),
    checkedAt: newestFirst[0]?.at ?? null,
    health: healthOf(checks.length, failing.length),
  };
}

function healthOf(checkedBy: number, failingAt: number): ServiceRow['health'] {
  if (checkedBy === 0) return 'unknown';
  if (failingAt === 0) return 'up';
  return failingAt === checkedBy ? 'down' : 'partly';
}

/** Everything that was waited for. */
function durationOf({ dnsMs, tcpMs, tlsMs, httpMs }: SchoolCheck['check']): number[] {
  const parts = [dnsMs, tcpMs, tlsMs, httpMs].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [parts.reduce((sum, part) => sum + part, 0)];
}

/** Of equally common ones the first. */
function commonest<T>(values: readonly T[]): T | null {
  const groups = [...Map.groupBy(values, (value) => value).values()];
  const [largest] = groups.toSorted((a, b) => b.length - a.length);
  return largest?.[0] ?? null;
}
