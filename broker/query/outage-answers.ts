import type { QualityRow } from '../../shared/contract/line-rows.ts';
import type { OutageScope } from '../../shared/domain/outage/evidence.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { createBreathing } from '../breathing.ts';
import type { OutageRecord } from '../store/outage-port.ts';
import { availabilityFrame, availabilityRows, measuredLines } from './availability-rows.ts';
import { scopeOf } from './finding-scope.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { ispReport, ispReportPages } from './isp-report.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { qualityRows } from './line-quality.ts';
import { lineRowNamed, lineRowsOf } from './line-rows.ts';
import { outageRowOf, touches, versionRowOf } from './outage-rows.ts';
import { pagesOf } from './paginate.ts';
import { isSchoolWithin, outside } from './within.ts';

export type OutageKind = 'outageList' | 'outageShow' | 'availability' | 'ispReport' | 'lineQuality';

const dayMs = 86_400_000;
const monthMs = 30 * dayMs;
/** Nothing is kept longer. */
const longestMs = 3 * 366 * dayMs;
/** Incidents of one list. */
const maxListed = 5_000;
/** Hours of lines of one answer: a day of a province, a term of a school. */
const maxHours = 60_000;
/** Beside the lists of a first page: times. */
const headBytes = 256;
/** Names and witnesses of an incident that are told, as its schema allows. */
const maxWitnesses = 1_000;

type Span = { readonly from?: number | undefined; readonly until?: number | undefined };

/** Incidents, and what they leave of the time that was promised; nobody is told of anything outside their unit. */
export function createOutageAnswers(deps: LineQueryDeps): Pick<Handlers, OutageKind> {
  return {
    outageList: outageListHandler(deps),
    outageShow: outageShowHandler(deps),
    availability: availabilityHandler(deps),
    ispReport: async ({ lineId, ...asked }, actor) => {
      const line = lineRowNamed(lineId, deps);
      if (line === null) return err(appError('SD-LINE-UNKNOWN', { line: lineId }));
      if (!isSchoolWithin(deps.fleet.picture.tree(), actor, line.schoolCode)) return outside(lineId);
      const span = spanOf(deps, asked, monthMs);
      return span.ok ? ok(ispReportPages(await ispReport(deps, line, span.value))) : span;
    },
    lineQuality: async ({ lineId, from, until, ...asked }, actor) => {
      const scope = scopeOf(deps.fleet, actor, asked);
      if (!scope.ok) return scope;
      const span = spanOf(deps, { from, until }, dayMs);
      if (!span.ok) return span;
      const lines = scope.value.schoolCodes
        .flatMap((code) => lineRowsOf(code, deps))
        .filter((line) => lineId === undefined || line.lineId === lineId);
      if (lineId !== undefined && lines.length === 0)
        return err(appError('SD-LINE-UNKNOWN', { line: lineId }));
      const rows: QualityRow[] = [];
      const breathe = createBreathing(deps.clock);
      for (const line of lines) {
        rows.push(...(await qualityRows(deps, line, span.value)));
        if (rows.length > maxHours) return wrongValue('from', 'too-wide', { most: maxHours });
        await breathe();
      }
      return ok(pagesOf({ rows }));
    },
  };
}

/** A closed school is listed to whoever asks for it. */
function outageListHandler(deps: LineQueryDeps): Handler<'outageList'> {
  const { fleet, store, clock } = deps;
  return async ({ isOpen, cause, from, until, ...asked }, actor) => {
    const scope = scopeOf(fleet, actor, asked);
    if (!scope.ok) return scope;
    const span = spanOf(deps, { from, until }, monthMs);
    if (!span.ok) return span;
    const codes = new Set(scope.value.schoolCodes);
    const found = await store.outages(
      { span: span.value, cause, isOpen, schoolCodes: scope.value.schoolCodes },
      maxListed,
    );
    const outages = found
      .filter((outage) => touches(outage, codes) && (cause !== undefined || outage.cause !== 'holiday'))
      .map((outage) => outageRowOf(outage, codes, deps));
    const asAt = clock.now();
    return ok(pagesOf({ outages }, headBytes).map((page, index) => (index === 0 ? { asAt, ...page } : page)));
  };
}

function outageShowHandler(deps: LineQueryDeps): Handler<'outageShow'> {
  const { store } = deps;
  return async ({ outageId }, actor) => {
    const outage = await store.outage(outageId);
    if (outage === null) return err(appError('SD-OUTAGE-UNKNOWN', { id: String(outageId) }));
    const codes = schoolsOf(deps, actor);
    if (!touches(outage, codes)) return outside(String(outageId));
    const isWhole = outage.schoolCodes.every((code) => codes.has(code));
    const versions = (await store.outageVersions(outageId))
      .filter(({ revision, isWithdrawn }) => revision < outage.revision || isWithdrawn)
      // An earlier word may have been on a school that is not the asker's.
      .filter(({ scope }) => isWhole || isShared(scope))
      .map(versionRowOf);
    const row = outageRowOf(outage, codes, deps);
    const witnesses = witnessesWithin(deps, outage, codes, isWhole).slice(0, maxWitnesses);
    const rowBytes = Buffer.byteLength(JSON.stringify(row));
    return ok(pagesOf({ versions, witnesses }, 0, rowBytes).map((page) => ({ outage: row, ...page })));
  };
}

/** Of nobody's school in particular. */
function isShared({ kind }: OutageScope): boolean {
  return kind === 'isp' || kind === 'service';
}

/** Machines of other units saw it too, but are nobody else's business; whose a machine was that has left, nobody can tell. */
function witnessesWithin(
  { fleet }: LineQueryDeps,
  { witnesses }: OutageRecord,
  codes: ReadonlySet<string>,
  isWhole: boolean,
): readonly string[] {
  return witnesses.filter((witness) => {
    const schoolCode = fleet.picture.device(witness)?.schoolCode;
    return schoolCode === undefined ? isWhole : codes.has(schoolCode);
  });
}

function availabilityHandler(deps: LineQueryDeps): Handler<'availability'> {
  return async ({ by, from, until, ...asked }, actor) => {
    const scope = scopeOf(deps.fleet, actor, asked);
    if (!scope.ok) return scope;
    const span = spanOf(deps, { from, until }, monthMs);
    if (!span.ok) return span;
    const { schoolCodes } = scope.value;
    const lines = await measuredLines(deps, schoolCodes, span.value);
    const frame = await availabilityFrame(deps, span.value, schoolCodes);
    const rows = await availabilityRows(deps, by, lines, frame);
    const head = { from: span.value.from, until: span.value.to };
    const pages = pagesOf({ rows }, headBytes);
    return ok(pages.map((page, index) => (index === 0 ? { ...head, ...page } : page)));
  };
}

function schoolsOf({ fleet }: LineQueryDeps, actor: Actor): ReadonlySet<string> {
  const scope = scopeOf(fleet, actor, {});
  return new Set(scope.ok ? scope.value.schoolCodes : []);
}

/** What was asked, up to now where no end was given. */
function spanOf(
  { clock }: LineQueryDeps,
  { from, until }: Span,
  usualMs: number,
): Result<{ readonly from: number; readonly to: number }, AppError> {
  const to = Math.min(until ?? clock.now(), clock.now());
  const span = { from: Math.max(from ?? to - usualMs, to - longestMs), to };
  return span.from < span.to ? ok(span) : wrongValue('from', 'backwards');
}
