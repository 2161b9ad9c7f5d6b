import type { Review } from '../../shared/contract/finding-rows.ts';
import type { QueryParams } from '../../shared/contract/query.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { writeWholeFile } from '../../shared/runtime/secure-file.ts';
import type { ReviewCommand, WhichReview } from '../cli/command.ts';
import { csvText } from '../export/csv.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { reviewColumns } from '../rows/licence-columns.ts';
import { reviewRows, reviewText } from '../rows/review-record.ts';
import { monthText } from '../rows/words-column.ts';
import { type CommandContext, type CommandResult, formatListing, jsonText } from './context.ts';

type Command<K extends ReviewCommand['kind']> = Extract<ReviewCommand, { kind: K }>;

export async function listReviews(
  context: CommandContext,
  { schoolCode }: Command<'review-list'>,
): CommandResult {
  const answer = await context.source.ask('reviewList', schoolCode === undefined ? {} : { schoolCode });
  if (!answer.ok) return answer;
  const { reviews: rows } = answer.value;
  const document = isoFields({ reviews: rows });
  return ok({ stdout: formatListing({ document, rows, columns: reviewColumns }, context), severity: 0 });
}

/** `review show`: a recorded one as it was signed, or what would be recorded now. */
export async function showReview(context: CommandContext, { which }: Command<'review-show'>): CommandResult {
  const review = await askReview(context, which);
  if (!review.ok) return review;
  const { text, flags } = context;
  if (flags.json === true) return ok({ stdout: jsonText(isoFields(review.value)), severity: 0 });
  if (flags.csv !== true) return ok({ stdout: reviewText(review.value, text), severity: 0 });
  const separator = flags.separator ?? ',';
  return ok({ stdout: csvText(reviewRows(review.value, text), { separator, bom: false }), severity: 0 });
}

/** `review record`: frozen from then on, for whoever audits it later. */
export async function recordReview(
  context: CommandContext,
  { schoolCode, month, conclusion }: Command<'review-record'>,
): CommandResult {
  const params: QueryParams<'reviewRecord'> = {
    schoolCode,
    ...(month === undefined ? {} : { month }),
    ...(conclusion === undefined ? {} : { conclusion }),
  };
  const answer = await context.source.ask('reviewRecord', params);
  if (!answer.ok) return answer;
  const { review } = answer.value;
  const { text, flags } = context;
  const said = text.t('cli.review.done', {
    id: review.id,
    school: review.schoolName,
    month: monthText(review.month, text),
    open: text.number(review.counts.open),
    fixed: text.number(review.counts.fixedInMonth),
  });
  return ok({ stdout: flags.json === true ? jsonText(isoFields(review)) : `${said}\n`, severity: 0 });
}

/** `export review`: the record as a file; without a path, its bytes on stdout. */
export async function exportReview(
  context: CommandContext,
  { which, path }: Command<'export-review'>,
): CommandResult {
  const review = await askReview(context, which);
  if (!review.ok) return review;
  const rows = reviewRows(review.value, context.text);
  const content = csvText(rows, { separator: context.flags.separator ?? ';', bom: true });
  if (path === undefined) return ok({ stdout: content, severity: 0 });
  const written = writeWholeFile(path, content);
  if (!written.ok) return written;
  return ok({
    stdout: '',
    stderr: `${context.text.t('cli.written', { rows: rows.length, path })}\n`,
    severity: 0,
  });
}

async function askReview({ source }: CommandContext, which: WhichReview): Promise<Result<Review, AppError>> {
  const answer =
    'id' in which ? await source.ask('reviewShow', which) : await source.ask('reviewDraft', which);
  if (!answer.ok) return answer;
  // A long record comes in several pages.
  const { review, moreLines = [] } = answer.value;
  return ok({ ...review, lines: [...review.lines, ...moreLines] });
}
