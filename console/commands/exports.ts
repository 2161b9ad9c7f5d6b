import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { exportCodeOf } from '../../shared/runtime/export-code.ts';
import { writeWholeFile } from '../../shared/runtime/secure-file.ts';
import type { ExportCommand } from '../cli/exports.ts';
import { exportKinds } from '../export/registry.ts';
import { askPlan } from './ask-plan.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { planSeverity } from './plans.ts';

/** `export WHAT`: one file of one snapshot; without a path, its bytes on stdout. */
export async function runExportCommand(command: ExportCommand, context: CommandContext): CommandResult {
  const { what, format, wish, scope, path } = command;
  const { text, flags } = context;
  const render = exportKinds.find((kind) => kind.what === what)?.formats[format];
  if (render === undefined) return err(appError('SD-USAGE', { reason: `export ${what} --format ${format}` }));
  const asked = await askPlan(context, wish, 'export');
  if (!asked.ok) return asked;
  const { plan, settings } = asked.value;
  const snapshotSha256 = asked.value.asked.sha256;
  const code = exportCodeOf({ what, lang: text.language, snapshotSha256, settings });
  const csv = { separator: flags.separator ?? ';', bom: true } as const;
  const bytes = await render({ what, ...asked.value, scope, code, text, csv });
  const severity = planSeverity(plan);
  if (path === undefined) return ok({ stdout: new TextDecoder().decode(bytes), severity });
  const written = writeWholeFile(path, bytes);
  if (!written.ok) return written;
  return ok({ stdout: '', stderr: `${text.t('cli.saved', { path })}\n`, severity });
}
