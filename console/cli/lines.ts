import { extname } from 'node:path';
import { Option, type Command as Parser } from 'commander';
import type { QueryParams } from '../../shared/contract/query.ts';
import { lineDuties, lineMedia } from '../../shared/domain/line/line.ts';
import { readLineCell } from '../../shared/domain/line/line-cell.ts';
import { lineColumns } from '../../shared/domain/line/line-columns.ts';
import { err } from '../../shared/domain/result.ts';
import { type Days, type ReportFormat, reportFormats } from './line-command.ts';
import { withCheck, withJson, withListing, withSeparator } from './output.ts';
import { add, addExamples, checkDates, type ParseRun } from './parser.ts';

type DayFlags = { from?: string; until?: string };

/** `lines`, `line show|set|remove|import|template|test`, `quality`, `availability`, `readiness`. */
export function addLines(program: Parser, run: ParseRun): void {
  const { text } = run;
  const lines = add(program, 'lines', text.t('cli.lines'))
    .option('--school <code>', text.t('cli.school'))
    .action(({ school }: { school?: string }) => {
      run.command = { kind: 'lines', schoolCode: school };
    });
  withCheck(withListing(lines, run), run, 'lines');
  const line = add(program, 'line', text.t('cli.line'));
  for (const verb of ['show', 'remove', 'test'] as const) {
    const one = add(line, `${verb} <id>`, text.t(`cli.line.${verb}`)).action((lineId: string) => {
      run.command = { kind: `line-${verb}`, lineId };
    });
    if (verb === 'show') withCheck(withListing(one, run), run, 'lines');
    else withJson(one, run);
  }
  addLineSet(line, run);
  const listed = add(line, 'import <file>', text.t('cli.line.import'))
    .option('--dry-run', text.t('cli.dryRun'))
    .action((path: string, { dryRun }: { dryRun?: true }) => {
      const wish = { isDry: dryRun === true, strict: true, replace: false };
      run.command = { kind: 'import', register: 'lines', path, ...wish };
    });
  withCheck(withJson(listed, run), run, 'import');
  add(line, 'template [file]', text.t('cli.line.template')).action((path: string | undefined) => {
    run.command = { kind: 'line-template', path };
  });
  addMeasured(program, run);
}

function addMeasured(program: Parser, run: ParseRun): void {
  const { text } = run;
  const quality = withDays(add(program, 'quality', text.t('cli.quality')), run)
    .option('--school <code>', text.t('cli.school'))
    .option('--line <id>', text.t('cli.line.id'))
    .action(({ school, line, ...flags }: DayFlags & { school?: string; line?: string }) => {
      run.command = { kind: 'quality', schoolCode: school, lineId: line, days: daysOf(run, flags) };
    });
  withListing(quality, run);
  const availability = withDays(add(program, 'availability', text.t('cli.availability')), run)
    .option('--school <code>', text.t('cli.school'))
    .addOption(
      new Option('--by <what>', text.t('cli.availability.by'))
        .choices(['line', 'isp', 'school'])
        .default('line'),
    )
    .action(({ school, by, ...flags }: DayFlags & { school?: string; by: 'line' | 'isp' | 'school' }) => {
      run.command = { kind: 'availability', schoolCode: school, by, days: daysOf(run, flags) };
    });
  withCheck(withListing(availability, run), run, 'availability');
  addReadiness(program, run);
}

function addReadiness(program: Parser, run: ParseRun): void {
  const { text } = run;
  const readiness = add(program, 'readiness', text.t('cli.readiness'))
    .option('--school <code>', text.t('cli.school'))
    .option('--room <room>', text.t('cli.findings.room'))
    .addOption(
      new Option('--for <purpose>', text.t('cli.readiness.for')).choices(['conference', 'computer-test']),
    )
    .action((flags: { school?: string; room?: string; for?: 'conference' | 'computer-test' }) => {
      run.command = {
        kind: 'readiness',
        where: {
          ...(flags.school === undefined ? {} : { schoolCode: flags.school }),
          ...(flags.room === undefined ? {} : { room: flags.room }),
          ...(flags.for === undefined ? {} : { purpose: flags.for }),
        },
      };
    });
  withCheck(withListing(readiness, run), run, 'readiness');
}

/** Flag → field of the register; `none` takes a field back. */
const entryFlags = [
  ['--school <code>', 'schoolCode'],
  ['--site <code>', 'siteCode'],
  ['--isp <name>', 'isp'],
  ['--medium <medium>', 'medium'],
  ['--down <mbps>', 'downMbps'],
  ['--up <mbps>', 'upMbps'],
  ['--cost <dong>', 'monthlyCost'],
  ['--duty <duty>', 'duty'],
  ['--contract-ends <date>', 'contractEndsOn'],
  ['--optical <dbm>', 'opticalDbm'],
  ['--optical-read <date>', 'opticalReadOn'],
  ['--promised <percent>', 'promisedPercent'],
  ['--note <text>', 'note'],
] as const;
type EntryField = (typeof entryFlags)[number][1];

/** What a line cannot be without. */
const kept: readonly string[] = ['schoolCode', 'isp', 'medium', 'duty'];
const choices: Readonly<Partial<Record<EntryField, readonly string[]>>> = {
  medium: lineMedia,
  duty: lineDuties,
};

function addLineSet(line: Parser, run: ParseRun): void {
  const { text } = run;
  const set = add(line, 'set <id>', text.t('cli.line.set'));
  for (const [flags, field] of entryFlags) {
    const words = choices[field];
    const among = words === undefined ? '' : ` (${words.join(', ')})`;
    set.addOption(new Option(flags, `${text.t(`cli.line.${field}`)}${among}`));
  }
  addExamples(set, run, ['line set KD-1 --isp VNPT --down 300 --up 300 --contract-ends 31/12/2027']);
  withListing(set, run).action((id: string, flags: Record<string, string>) => {
    const fields = entryFlags.flatMap(([flag, field]) => {
      const given = flags[optionName(flag)];
      return given === undefined ? [] : [[field, readValue(run, field, given)] as const];
    });
    if (fields.length === 0)
      run.problem = text.t('cli.line.setNothing', {
        flags: entryFlags.map(([flag]) => nameOf(flag)).join(', '),
      });
    const entry = { lineId: readValue(run, 'lineId', id), ...Object.fromEntries(fields) };
    // Each value was read as its column holds it; the broker checks the whole once more.
    run.command = { kind: 'line-set', entry: entry as QueryParams<'lineSet'> };
  });
}

/** `--contract-ends <date>` → `contractEnds`, as commander names it. */
function optionName(flag: string): string {
  return nameOf(flag)
    .slice(2)
    .replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function nameOf(flag: string): string {
  return flag.replace(/ .*/, '');
}

/** A value as a cell of the list of lines: `-20,5`, `1.500.000`, `31/12/2027` and `cáp quang` are understood alike. */
function readValue(run: ParseRun, field: EntryField | 'lineId', given: string): string | number | null {
  const isKept = field === 'lineId' || kept.includes(field);
  if (given === 'none' && !isKept) return null;
  // A line cannot be without its provider, and none is called so.
  const isNobody = given === 'none' && field === 'isp';
  const column = lineColumns.find((one) => one.field === field);
  const read = column === undefined || isNobody ? err('missing' as const) : readLineCell(column, given);
  if (read.ok && read.value !== null) return read.value;
  const { text } = run;
  const reason = text.say(`roster.${read.ok ? 'missing' : read.error}`);
  const name = text.t(field === 'lineId' ? 'cli.line.id' : `cli.line.${field}`);
  run.problem = text.t('cli.line.notValue', { field: name, value: given, reason });
  return given;
}

/** `export lines`: the register as `line import` reads it. */
export function exportLinesCommand(toFile: Parser, run: ParseRun): void {
  const { text } = run;
  add(toFile, 'lines', text.t('cli.export.lines'))
    .option('--school <code>', text.t('cli.school'))
    .option('-o, --output <file>', text.t('cli.output'))
    .action(({ school, output }: { school?: string; output?: string }) => {
      run.command = { kind: 'export-lines', schoolCode: school, path: output };
    });
}

/** `export isp-report`: what a school can hold against its provider. */
export function exportIspReportCommand(toFile: Parser, run: ParseRun): void {
  const { text } = run;
  const report = withDays(add(toFile, 'isp-report', text.t('cli.export.ispReport')), run)
    .requiredOption('--line <id>', text.t('cli.line.id'))
    .addOption(new Option('--format <format>', text.t('cli.line.reportFormat')).choices(reportFormats))
    .option('-o, --output <file>', text.t('cli.output'))
    .action((flags: DayFlags & { line: string; format?: ReportFormat; output?: string }) => {
      const { line, format = formatOf(flags.output), output } = flags;
      run.command = {
        kind: 'export-isp-report',
        lineId: line,
        days: daysOf(run, flags),
        format,
        path: output,
      };
    });
  withSeparator(withJson(report, run), run, ';');
  addExamples(report, run, ['export isp-report --line KD-1 --from 2026-11-01 -o KD-1.html']);
}

function formatOf(path = ''): ReportFormat {
  const extension = extname(path).toLowerCase();
  return extension === '.csv' ? 'csv' : extension === '.txt' ? 'text' : 'html';
}

export function withDays(command: Parser, { text }: ParseRun): Parser {
  return command.option('--from <date>', text.t('cli.from')).option('--until <date>', text.t('cli.until'));
}

/** Both days as typed; a day that is none is the problem of this line. */
export function daysOf(run: ParseRun, { from, until }: DayFlags): Days {
  for (const day of [from, until]) if (day !== undefined) checkDates(run, { day });
  if (from !== undefined && until !== undefined && from > until)
    run.problem = run.text.t('cli.daysBackwards');
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}
