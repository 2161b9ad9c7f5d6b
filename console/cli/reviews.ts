import { Option, type Command as Parser } from 'commander';
import type { WhichReview } from './command.ts';
import { withJson, withListing, withSeparator } from './output.ts';
import { add, checkDates, type ParseRun, wholeNumberOf } from './parser.ts';

type ReviewFlags = { school?: string; month?: string; id?: string };

/** `review list|show|record`: the monthly security review of a school. */
export function addReviews(program: Parser, run: ParseRun): void {
  const { text } = run;
  const review = add(program, 'review', text.t('cli.review'));
  const list = add(review, 'list', text.t('cli.review.list'))
    .option('--school <code>', text.t('cli.school'))
    .action(({ school }: ReviewFlags) => {
      run.command = { kind: 'review-list', schoolCode: school };
    });
  withListing(list, run);
  const show = withReview(add(review, 'show', text.t('cli.review.show')), run);
  withListing(show, run).action((flags: ReviewFlags) => {
    const which = whichReview(run, flags);
    if (which !== null) run.command = { kind: 'review-show', which };
  });
  const record = add(review, 'record', text.t('cli.review.record'))
    .requiredOption('--school <code>', text.t('cli.school.of'))
    .option('--month <month>', text.t('cli.review.month'))
    .option('--conclusion <text>', text.t('cli.review.conclusion'))
    .action(({ school, month, conclusion }: { school: string; month?: string; conclusion?: string }) => {
      if (!checkDates(run, month === undefined ? {} : { month })) return;
      run.command = {
        ...{ kind: 'review-record', schoolCode: school },
        ...(month === undefined ? {} : { month }),
        ...(conclusion === undefined ? {} : { conclusion }),
      };
    });
  withJson(record, run);
}

/** `export review`: the record as a file. */
export function exportReviewCommand(toFile: Parser, run: ParseRun): void {
  const { text } = run;
  const file = withReview(add(toFile, 'review', text.t('cli.export.review')), run)
    .addOption(new Option('--format <format>', text.t('cli.format')).choices(['csv']).default('csv'))
    .option('-o, --output <file>', text.t('cli.output'))
    .action((flags: ReviewFlags & { output?: string }) => {
      const which = whichReview(run, flags);
      if (which !== null) run.command = { kind: 'export-review', which, path: flags.output };
    });
  withSeparator(file, run, ';');
}

function withReview(command: Parser, { text }: ParseRun): Parser {
  return command
    .option('--school <code>', text.t('cli.school'))
    .option('--month <month>', text.t('cli.review.month'))
    .option('--id <number>', text.t('cli.review.id'));
}

function whichReview(run: ParseRun, { school, month, id }: ReviewFlags): WhichReview | null {
  if (id !== undefined) {
    const number = wholeNumberOf(run, id, 1);
    return number === null ? null : { id: number };
  }
  if (!checkDates(run, month === undefined ? {} : { month })) return null;
  if (school !== undefined) return { schoolCode: school, ...(month === undefined ? {} : { month }) };
  run.problem = run.text.t('cli.review.which');
  return null;
}
