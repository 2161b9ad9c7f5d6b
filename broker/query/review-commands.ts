import { type Review, type ReviewRow, review, reviewRow } from '../../shared/contract/finding-rows.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { monthBefore, monthOf } from '../fleet/local-day.ts';
import type { Rules } from '../fleet/standing.ts';
import type { FindingStore } from '../store/finding-port.ts';
import type { ReviewHead, ReviewStore } from '../store/review-port.ts';
import { schoolNameIn, scopeOf } from './finding-scope.ts';
import type { Actor, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { reviewContent } from './review-content.ts';
import { isSchoolWithin, outside, schoolWithin } from './within.ts';

export type ReviewDeps = {
  readonly fleet: Fleet;
  readonly store: ReviewStore & FindingStore;
  readonly clock: Clock;
  readonly rules: Rules;
};

export type ReviewKind = 'reviewDraft' | 'reviewRecord' | 'reviewList' | 'reviewShow';

/** Reviews of a list, the newest. */
const maxListed = 1_000;
/** As far as a trend goes. */
const maxMonthsBack = 36;
/** What each further page of a long review carries beside its lines. */
const pageHeadBytes = 4_096;

/**
 * Monthly security reviews of schools. A draft is as of now; a recorded one never changes: the same month recorded once more
 * is another record beside it.
 */
export function createReviewCommands(deps: ReviewDeps): Pick<Handlers, ReviewKind> {
  const { fleet, store } = deps;
  return {
    reviewDraft: async ({ schoolCode, month }, actor) => {
      const draft = await draftOf(deps, actor, schoolCode, month);
      return draft.ok ? ok(reviewPages(draft.value)) : draft;
    },
    reviewRecord: async ({ schoolCode, month, conclusion }, actor) => {
      const draft = await draftOf(deps, actor, schoolCode, month);
      if (!draft.ok) return draft;
      const recordedBy = actor.userId.slice(0, 32);
      const recorded: Review = { ...draft.value, recordedBy, conclusion: conclusion?.trim() || null };
      const { counts, machines } = recorded;
      const head = { schoolCode, month: recorded.month, asAt: recorded.asAt, actor: recordedBy };
      const id = await store.addReview({
        ...head,
        summary: JSON.stringify({ counts, machines: machines.total }),
        content: JSON.stringify(recorded),
      });
      await fleet.findings.registerChanged(schoolCode);
      const row = { id, schoolCode, schoolName: recorded.schoolName, month: recorded.month };
      return ok([{ review: { ...row, asAt: recorded.asAt, recordedBy, counts, machines: machines.total } }]);
    },
    reviewList: async ({ schoolCode }, actor) => {
      const scope = scopeOf(fleet, actor, { schoolCode });
      if (!scope.ok) return scope;
      const heads = await store.reviewsOf(scope.value.schoolCodes, maxListed);
      return ok(pagesOf({ reviews: heads.flatMap((head) => rowOf(fleet, head)) }));
    },
    reviewShow: async ({ id }, actor) => {
      const record = await store.review(id);
      if (record === null) return err(appError('SD-REVIEW-UNKNOWN', { id: String(id) }));
      if (!isSchoolWithin(fleet.picture.tree(), actor, record.schoolCode)) return outside(String(id));
      const read = review.safeParse(JSON.parse(record.content));
      if (!read.success)
        return err(appError('SD-INTERNAL', { reason: `review ${id} is of another version` }));
      return ok(reviewPages({ ...read.data, id: record.id }));
    },
  };
}

async function draftOf(
  { fleet, store, rules, clock }: ReviewDeps,
  actor: Actor,
  schoolCode: string,
  month: string | undefined,
): Promise<Result<Review, AppError>> {
  const school = schoolWithin(fleet.picture.tree(), actor, schoolCode);
  if (!school.ok) return school;
  const nowMs = clock.now();
  const current = monthOf(nowMs, rules.calendar);
  if (month !== undefined && month > current) return wrongValue('month', 'not-begun');
  if (month !== undefined && month < monthBefore(current, maxMonthsBack))
    return wrongValue('month', 'too-old', { months: maxMonthsBack });
  const scope = scopeOf(fleet, actor, { schoolCode });
  if (!scope.ok) return scope;
  const frame = { fleet, store, rules, nowMs };
  return ok(await reviewContent(schoolCode, month ?? current, scope.value, frame));
}

/** The whole review on the first page with as many lines as fit; the others follow. */
function reviewPages(whole: Review): QueryBody<'reviewShow'>[] {
  const headBytes = Buffer.byteLength(JSON.stringify({ ...whole, lines: [] }));
  const { conclusion: _, ...rest } = whole;
  const further: Review = { ...rest, conclusion: null, licences: [], unknown: [], lines: [] };
  return pagesOf({ lines: whole.lines }, headBytes, pageHeadBytes).map(({ lines }, index) =>
    index === 0 ? { review: { ...whole, lines } } : { review: further, moreLines: lines },
  );
}

function rowOf(fleet: Fleet, { id, schoolCode, month, asAt, actor, summary }: ReviewHead): ReviewRow[] {
  const read = reviewSummary.safeParse(JSON.parse(summary));
  if (!read.success) return [];
  const schoolName = schoolNameIn(fleet.picture.tree(), schoolCode);
  return [{ id, schoolCode, schoolName, month, asAt, recordedBy: actor, ...read.data }];
}

const reviewSummary = reviewRow.pick({ counts: true, machines: true });
