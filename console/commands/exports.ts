import type { Plan } from '../../shared/domain/plan/plan.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { exportCodeOf } from '../../shared/runtime/export-code.ts';
import { writeWholeFile } from '../../shared/runtime/secure-file.ts';
import { sha256Of } from '../../shared/runtime/snapshot-text.ts';
import type { ExportCommand } from '../cli/export-command.ts';
import type { PlanWish } from '../cli/plan-command.ts';
import type { ExportFormat, ExportInput, ExportScope } from '../export/export-kind.ts';
import { exportKinds } from '../export/registry.ts';
import { collectGarbage } from '../heap.ts';
import { askPlan } from './ask-plan.ts';
import type { CommandContext, CommandOutput, CommandResult } from './context.ts';
import { planSeverity } from './plans.ts';

const textFormats: readonly ExportFormat[] = ['csv', 'html', 'json'];

/**
 * `export WHAT`: one file of one snapshot; without a path, its bytes on stdout. The broker writes down which bytes left the
 * house; a file that it could not write down stays, and is said to be unknown to `verify`.
 */
export async function runExportCommand(command: ExportCommand, context: CommandContext): CommandResult {
  const { what, format, path } = command;
  const render = exportKinds.find((kind) => kind.what === what)?.formats[format];
  if (render === undefined) return err(appError('SD-USAGE', { reason: `export ${what} --format ${format}` }));
  const isText = textFormats.includes(format);
  if (path === undefined && !isText && context.isTerminal === true) {
    return err(appError('SD-USAGE', { reason: context.text.t('cli.export.toTerminal', { format }) }));
  }
  const input = await inputOf(command, context);
  if (!input.ok) return input;
  collectGarbage(input.value.plan.machines.length);
  const bytes = await render(input.value);
  const written = path === undefined ? ok(undefined) : writeWholeFile(path, bytes);
  if (!written.ok) return written;
  const recorded = await record({ ...input.value, format, bytes }, context);
  const said = [...(path === undefined ? [] : [context.text.t('cli.saved', { path })]), ...recorded];
  return ok({
    ...{ stdout: '', ...(path === undefined ? printed(bytes, isText) : {}) },
    stderr: said.map((line) => `${line}\n`).join(''),
    severity: planSeverity(input.value.plan),
  });
}

/** A text with its byte-order mark, so that what is printed is what was registered. */
function printed(
  bytes: Uint8Array,
  isText: boolean,
): Pick<CommandOutput, 'bytes'> | { readonly stdout: string } {
  return isText ? { stdout: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) } : { bytes };
}

/** Everything that the file is made from. Errors: those of asking for a plan. */
async function inputOf(
  { what, wish, scope, bom }: ExportCommand,
  context: CommandContext,
): Promise<Result<ExportInput, AppError>> {
  const { text, flags } = context;
  const asked = await askPlan(context, wish, 'export');
  if (!asked.ok) return asked;
  const { schoolCode, room } = scope;
  if (schoolCode !== null && !hasSchool(asked.value.plan, schoolCode)) {
    return err(appError('SD-SCHOOL-UNKNOWN', { school: schoolCode }));
  }
  if (room !== null && !hasRoom(asked.value.plan, scope)) return err(appError('SD-ROOM-UNKNOWN', { room }));
  const settings = { ...asked.value.settings, ...scopeSettings(what, scope) };
  const code = exportCodeOf({
    what,
    lang: text.language,
    snapshotSha256: asked.value.asked.sha256,
    settings,
  });
  const csv = { separator: flags.separator ?? ';', bom } as const;
  const against = await earlierPlan(scope, wish, context);
  if (!against.ok) return against;
  return ok({ what, ...asked.value, ...against.value, scope, settings, code, text, csv });
}

function hasSchool({ snapshot }: Plan, code: string): boolean {
  return snapshot.schools.some(({ schoolCode }) => schoolCode === code);
}

/** In the room register, or where a machine stands. */
function hasRoom({ snapshot }: Plan, { schoolCode, room }: ExportScope): boolean {
  return [...snapshot.rooms, ...snapshot.machines].some(
    (of) => of.room === room && (schoolCode === null || of.schoolCode === schoolCode),
  );
}

/** The plan of the snapshot that it is compared with, by the same parameters. */
async function earlierPlan(
  { against }: ExportScope,
  wish: PlanWish,
  context: CommandContext,
): Promise<Result<Pick<ExportInput, 'against'>, AppError>> {
  if (against === undefined) return ok({});
  const asked = await askPlan(context, { ...wish, snapshot: against }, 'export');
  return asked.ok ? ok({ against: asked.value.plan }) : asked;
}

/** What narrows a file down makes it another file, with another code. */
function scopeSettings(
  what: string,
  { schoolCode, room, period, against }: ExportScope,
): Record<string, string> {
  const narrows = exportKinds.find((kind) => kind.what === what)?.narrows ?? [];
  return {
    ...(schoolCode === null ? {} : { school: schoolCode }),
    ...(room === null ? {} : { room }),
    ...(narrows.includes('period') ? { period } : {}),
    ...(against === undefined ? {} : { against }),
  };
}

type Exported = ExportInput & { readonly format: ExportFormat; readonly bytes: Uint8Array };

/** Tells the broker what left the house; what to say when it could not be told. */
async function record(exported: Exported, { source, text }: CommandContext): Promise<readonly string[]> {
  const { what, format, plan, asked, settings, code, bytes } = exported;
  const recorded = await source.ask('exportRecord', {
    ...{ code, what, format, lang: text.language, settings },
    snapshot: plan.snapshot.name,
    snapshotSha256: asked.sha256,
    asAt: plan.snapshot.asAtMs,
    sha256: sha256Of(bytes),
    sizeBytes: bytes.length,
  });
  return recorded.ok ? [] : [text.t('export.notRecorded', { code, why: text.error(recorded.error) })];
}
