import { extname } from 'node:path';
import { Option, type Command as Parser } from 'commander';
import {
  type ExportFormat,
  type ExportKind,
  type ExportScope,
  exportFormats,
} from '../export/export-kind.ts';
import { exportKinds } from '../export/registry.ts';
import { withCheck, withSeparator } from './output.ts';
import { add, type ParseRun } from './parser.ts';
import { type PlanFlags, planWish, withPlanOptions } from './plans.ts';

type ExportFlags = PlanFlags & {
  readonly format?: ExportFormat;
  readonly output?: string;
  readonly bom: boolean;
  readonly school?: string;
  readonly room?: string;
  readonly period?: ExportScope['period'];
  readonly against?: string;
};

/** `export needs|statistics|report|…`: one subcommand a kind, with the formats that it has. */
export function addExports(toFile: Parser, run: ParseRun): void {
  for (const kind of exportKinds) addExport(toFile, kind, run);
}

function addExport(toFile: Parser, kind: ExportKind, run: ParseRun): void {
  const { text } = run;
  const { what } = kind;
  const formats = exportFormats.filter((format) => kind.formats[format] !== undefined);
  const command = withPlanOptions(add(toFile, what, text.say(`cli.export.${what}`)), run)
    .addOption(new Option('--format <format>', text.t('cli.export.format')).choices(formats))
    .option('-o, --output <file>', text.t('cli.output'));
  if (formats.includes('csv')) {
    command.option('--bom', text.t('cli.export.bom'), true).option('--no-bom', text.t('cli.export.noBom'));
    withSeparator(command, run, ';');
  }
  for (const option of narrowing(kind, run)) command.addOption(option);
  withCheck(command, run, 'needs');
  command.action((flags: ExportFlags) => {
    const { output, school = null, room = null, period = 'mid-year', against, bom } = flags;
    const format = flags.format ?? formatOf(output, formats);
    if (format === null) {
      run.problem = text.t('cli.export.whichFormat', { formats: formats.join(', ') });
      return;
    }
    const scope = { schoolCode: school, room, period, ...(against === undefined ? {} : { against }) };
    const wish = planWish(flags, run);
    run.command = { kind: 'export', what, wish, scope, format, bom: bom !== false, path: output };
  });
}

function narrowing({ narrows = [] }: ExportKind, { text }: ParseRun): Option[] {
  const options: Readonly<Record<keyof ExportScope, () => Option>> = {
    schoolCode: () => new Option('--school <code>', text.t('cli.school')),
    room: () => new Option('--room <room>', text.t('cli.devices.room')),
    against: () => new Option('--against <snapshot>', text.t('cli.export.against')),
    period: () =>
      new Option('--period <which>', text.t('cli.export.period')).choices(['mid-year', 'end-year']),
  };
  return narrows.map((name) => options[name]());
}

/** By the file's name; without one CSV, or the first that there is. Null for a name that says another format. */
function formatOf(path: string | undefined, formats: readonly ExportFormat[]): ExportFormat | null {
  const usual = formats.includes('csv') ? 'csv' : (formats[0] ?? null);
  const extension = extname(path ?? '')
    .slice(1)
    .toLowerCase();
  return extension === '' ? usual : (formats.find((format) => format === extension) ?? null);
}
