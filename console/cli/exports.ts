import { Option, type Command as Parser } from 'commander';
import { type ExportFormat, type ExportScope, exportFormats } from '../export/export-kind.ts';
import { add, type ParseRun } from './parser.ts';
import { type PlanFlags, type PlanWish, planWish, withPlanOptions } from './plans.ts';

export type ExportCommand = {
  readonly kind: 'export';
  readonly what: string;
  readonly wish: PlanWish;
  readonly scope: ExportScope;
  readonly format: ExportFormat;
  /** Without a path to stdout. */
  readonly path: string | undefined;
};

type ExportFlags = PlanFlags & { format: ExportFormat; output?: string };

/** `export needs|statistics|report|…`, `verify`. */
export function addExports(toFile: Parser, run: ParseRun): void {
  const { text } = run;
  withPlanOptions(add(toFile, 'needs', text.t('cli.export.needs')), run)
    .addOption(new Option('--format <format>', text.t('cli.format')).choices(exportFormats).default('csv'))
    .option('-o, --output <file>', text.t('cli.output'))
    .action((flags: ExportFlags) => {
      const scope = { schoolCode: null, room: null, period: 'mid-year' } as const;
      const { format, output } = flags;
      run.command = {
        kind: 'export',
        what: 'needs',
        wish: planWish(flags, run),
        scope,
        format,
        path: output,
      };
    });
}
