import type { Interval, JudgedSchool, Outage, OutageContext, ServiceSighting } from './evidence.ts';
import { evidenceOf } from './incident.ts';
import { goodBetweenMs, shortestCutMs } from './pace.ts';

interface Sighting extends Omit<ServiceSighting, 'service'> {
  readonly schoolCode: string;
}

interface Failure {
  readonly first: number;
  last: number;
  /** Newest good check before it, and first one after. */
  readonly goodBefore: number | null;
  goodAfter: number | null;
  readonly schools: Set<string>;
  /** Machines whose checks failed. */
  readonly witnesses: Set<string>;
  /** Where it worked meanwhile. */
  readonly fine: Set<string>;
}

/** Checks this old no longer say how a service stands with a school: full checks are a quarter of an hour apart. */
const freshMs = 20 * 60_000;
/** A failing service is checked again after 20 s, then each minute. */
const thriceMs = 75_000;
/** One school alone needs to be sure. */
const aloneMs = 10 * 60_000;
/** That many other services failing beside it, and none that works: it is not the service. */
const blindServices = 3;

/**
 * A shared service that fails wherever it is checked is one incident, with the bounds of all schools' checks together. Where one
 * school alone sees it fail while it works for others, the way between them may be at fault: little confidence.
 */
export function joinServices(schools: readonly JudgedSchool[], context: OutageContext): Outage[] {
  const telling = schools.map(({ schoolCode, services }) => ({ schoolCode, services: tellingOf(services) }));
  // Most services work everywhere: what is told of them is looked at once and kept nowhere.
  const failing = new Set<string>();
  for (const { services } of telling) for (const { service } of badOf(services)) failing.add(service);
  const sightings = new Map<string, Sighting[]>([...failing].sort().map((service) => [service, []]));
  if (failing.size === 0) return [];
  for (const { schoolCode, services } of telling) {
    for (const { service, ...each } of services) sightings.get(service)?.push({ schoolCode, ...each });
  }
  return [...sightings].flatMap(([service, all]) => {
    const sorted = all.sort(
      (a, b) => a.at - b.at || Number(a.isOk) - Number(b.isOk) || (a.schoolCode < b.schoolCode ? -1 : 1),
    );
    return ofService(service, sorted, context);
  });
}

function badOf(services: readonly ServiceSighting[]): ServiceSighting[] {
  return services.filter(({ isOk }) => !isOk);
}

/** A school that reaches none of several services says nothing of any: its way out, names or filter is the cause. */
function tellingOf(services: readonly ServiceSighting[]): readonly ServiceSighting[] {
  const failing = new Set(badOf(services).map(({ service }) => service));
  if (failing.size === 0) return services;
  const kept = services.filter(({ service }) => !failing.has(service));
  for (const service of failing) {
    const own = services.filter((each) => each.service === service);
    const others = services.filter((each) => each.service !== service);
    for (const run of runsOf(own)) if (run[0]?.isOk === true || !isBlind(run, others)) kept.push(...run);
  }
  return kept;
}

/** Checks of one service in their order, those of one result together. */
function runsOf(own: readonly ServiceSighting[]): ServiceSighting[][] {
  const runs: ServiceSighting[][] = [];
  for (const each of own.toSorted((a, b) => a.at - b.at)) {
    const last = runs.at(-1);
    if (last?.[0]?.isOk === each.isOk) last.push(each);
    else runs.push([each]);
  }
  return runs;
}

function isBlind(run: readonly ServiceSighting[], others: readonly ServiceSighting[]): boolean {
  const [from, to] = [run[0]?.at ?? 0, run.at(-1)?.at ?? 0];
  const meanwhile = others.filter(({ at }) => from <= at && at <= to);
  const failed = new Set(meanwhile.map(({ service }) => service));
  return failed.size >= blindServices && meanwhile.every(({ isOk }) => !isOk);
}

function ofService(service: string, sorted: readonly Sighting[], context: OutageContext): Outage[] {
  const isEverywhere = (each: Failure) => [...each.fine].every((school) => each.schools.has(school));
  const all = failures(sorted).filter(
    (each) => isLong(each, context.nowMs, shortestCutMs) || isShortCut(each),
  );
  const everywhere = all.filter(isEverywhere);
  if (everywhere.length === all.length) return all.map((each) => outageOf(service, each, 0, context));
  const apart = Map.groupBy(sorted, ({ schoolCode }) => schoolCode);
  const failing = [...apart].filter(([, own]) =>
    failures(own).some((each) => isLong(each, context.nowMs, aloneMs)),
  );
  const without = new Set(failing.map(([schoolCode]) => schoolCode));
  const partly = failures(sorted.filter(({ schoolCode }) => without.has(schoolCode)))
    .filter(
      (each) => isLong(each, context.nowMs, aloneMs) && !everywhere.some((other) => overlap(each, other)),
    )
    .map((each) => outageOf(service, each, apart.size - each.schools.size, context));
  return [...everywhere.map((each) => outageOf(service, each, 0, context)), ...partly];
}

/** Runs of failed checks, joined where the good time between is too short. */
function failures(sorted: readonly Sighting[]): Failure[] {
  const found: Failure[] = [];
  let good: number | null = null;
  let fine: string[] = [];
  for (const { at, isOk, schoolCode, deviceId } of sorted) {
    const last = found.at(-1);
    if (isOk) {
      if (last !== undefined) last.goodAfter ??= at;
      good = at;
      fine.push(schoolCode);
    } else {
      if (last !== undefined && isSame(last, at, good)) goOn(last, at, fine);
      else found.push(begun(at, good));
      found.at(-1)?.schools.add(schoolCode);
      found.at(-1)?.witnesses.add(deviceId);
      fine = [];
    }
  }
  return found;
}

function begun(at: number, good: number | null): Failure {
  const goodBefore = good !== null && at - good <= freshMs ? good : null;
  return {
    first: at,
    last: at,
    goodBefore,
    goodAfter: null,
    schools: new Set(),
    witnesses: new Set(),
    fine: new Set(),
  };
}

function goOn(failure: Failure, at: number, fine: readonly string[]): void {
  for (const school of fine) failure.fine.add(school);
  failure.last = at;
  failure.goodAfter = null;
}

function isSame(last: Failure, at: number, good: number | null): boolean {
  if (last.goodAfter === null) return at - last.last <= freshMs;
  return good !== null && good - last.goodAfter < goodBetweenMs && at - last.last < freshMs;
}

/** Three checks in a row, and most of the time between good ones: a cut, too. */
function isShortCut({ first, last, goodBefore, goodAfter }: Failure): boolean {
  if (goodBefore === null || goodAfter === null || last - first < thriceMs) return false;
  return (last + goodAfter - goodBefore - first) / 2 >= shortestCutMs;
}

function isLong({ first, last, goodAfter }: Failure, nowMs: number, leastMs: number): boolean {
  if (last - first >= leastMs) return true;
  return goodAfter === null && last > first && nowMs - first >= leastMs;
}

function overlap(a: Failure, b: Failure): boolean {
  return a.first <= (b.goodAfter ?? b.last) && b.first <= (a.goodAfter ?? a.last);
}

function outageOf(service: string, failure: Failure, others: number, { nowMs }: OutageContext): Outage {
  const schoolCodes = [...failure.schools].sort();
  const [only = null] = schoolCodes;
  const confidence =
    others > 0 ? 0.3 : schoolCodes.length > 1 ? 1 - 0.3 * 0.6 ** (schoolCodes.length - 1) : 0.6;
  return {
    ...{ cause: 'service', scope: { kind: 'service', id: service }, impact: 'down', schoolCodes },
    schoolCode: schoolCodes.length === 1 ? only : null,
    start: { from: failure.goodBefore ?? failure.first, to: failure.first },
    end: endOf(failure, nowMs),
    confidence: Math.round(Math.min(0.99, confidence) * 100) / 100,
    witnesses: [...failure.witnesses].sort(),
    evidence: [
      evidenceOf('service-check-failed', schoolCodes.length, failure.first),
      ...(others > 0 ? [evidenceOf('other-schools-fine', others)] : []),
    ],
  };
}

/** Nobody checked on: nothing says that it lasts. */
function endOf({ last, goodAfter }: Failure, nowMs: number): Interval | null {
  if (goodAfter !== null) return { from: last, to: goodAfter };
  return nowMs - last > freshMs ? { from: last, to: last } : null;
}
