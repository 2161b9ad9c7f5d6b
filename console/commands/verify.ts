import { readFileSync, statSync } from 'node:fs';
import { type ExportRow, exportCode } from '../../shared/contract/plan-kinds.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, fileError } from '../../shared/runtime/app-error.ts';
import { sha256Of } from '../../shared/runtime/snapshot-text.ts';
import type { VerifyCommand } from '../cli/command.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';

/** Larger than any export; a file beyond it is none of ours. */
const maxFileBytes = 512 * 1024 * 1024;

/**
 * `verify FILE|CODE`: an auditor's question. Of a file: the same bytes as exported, or not. Of a code at the foot of a page: what
 * was exported under it. Errors: SD-EXPORT-CHANGED, SD-EXPORT-UNKNOWN, SD-FILE-UNREADABLE, those of the broker.
 */
export function runVerify({ fileOrCode }: VerifyCommand, context: CommandContext): CommandResult {
  const code = exportCode.safeParse(fileOrCode.trim().toUpperCase());
  return code.success ? verifyCode(code.data, context) : verifyFile(fileOrCode, context);
}

async function verifyCode(code: string, context: CommandContext): CommandResult {
  const found = await context.source.ask('exportFind', { code });
  if (!found.ok) return found;
  const { rows } = found.value;
  if (rows.length === 0) return err(appError('SD-EXPORT-UNKNOWN', { what: code }));
  return answer({ code, state: 'exported', rows, others: [] }, context);
}

async function verifyFile(path: string, context: CommandContext): CommandResult {
  const bytes = readExport(path);
  if (!bytes.ok) return bytes;
  const found = await context.source.ask('exportFind', { sha256: sha256Of(bytes.value) });
  if (!found.ok) return found;
  const [row] = found.value.rows;
  if (row === undefined) return changedOrUnknown(path, bytes.value, context);
  const { code, format } = row;
  const same = await context.source.ask('exportFind', { code });
  if (!same.ok) return same;
  const others = same.value.rows.filter((one) => one.format === format && one.sha256 !== row.sha256);
  return answer({ code, state: 'unchanged', rows: found.value.rows, others }, context);
}

/** Not the bytes of any export: the code inside tells whether it once was one. */
async function changedOrUnknown(path: string, bytes: Uint8Array, context: CommandContext): CommandResult {
  const { findExportCode } = await import('../export/documents/find-code.ts');
  const code = findExportCode(bytes);
  if (code === null) return err(appError('SD-EXPORT-UNKNOWN', { what: path }));
  const found = await context.source.ask('exportFind', { code });
  if (!found.ok) return found;
  return err(
    found.value.rows.length === 0
      ? appError('SD-EXPORT-UNKNOWN', { what: `${path} (${code})` })
      : appError('SD-EXPORT-CHANGED', { path, code }),
  );
}

function readExport(path: string): Result<Uint8Array, AppError> {
  try {
    if (statSync(path).size > maxFileBytes) return err(appError('SD-EXPORT-UNKNOWN', { what: path }));
    return ok(readFileSync(path));
  } catch (cause) {
    return err(fileError(cause, path, 'read'));
  }
}

type Verdict = {
  readonly code: string;
  readonly state: 'unchanged' | 'exported';
  readonly rows: readonly ExportRow[];
  /** Other bytes under the same code and format: another build or separator made them, or somebody who wants to pass them off. */
  readonly others: readonly ExportRow[];
};

function answer({ code, state, rows, others }: Verdict, { flags, text }: CommandContext): CommandResult {
  const listed = (some: readonly ExportRow[]) => some.map((row) => isoFields(row));
  const document = { code, state, exports: listed(rows), others: listed(others) };
  const lines = [
    ...rows.map((row) => lineOf(row, text)),
    ...(others.length === 0 ? [] : [text.t('verify.others')]),
    ...others.map((row) => lineOf(row, text)),
  ];
  const stdout =
    flags.json === true
      ? jsonText(document)
      : `${[text.t(`verify.${state}`, { code }), ...lines].join('\n')}\n`;
  return Promise.resolve(ok({ stdout, severity: others.length === 0 ? 0 : 1 }));
}

/** What, of which snapshot and day, and who took it when: a role beside the name that the broker knows. */
function lineOf(row: ExportRow, text: CommandContext['text']): string {
  const { what, format, lang, snapshot, asAt, by, role, at, sha256 } = row;
  return text.t('verify.export', {
    ...{
      what: text.say(`export.what.${what}`),
      format,
      lang,
      by,
      role: text.say(`userRole.${role}`),
      sha256,
    },
    snapshot: snapshot === null ? text.t('verify.live') : text.t('verify.snapshot', { name: snapshot }),
    asAt: text.dateTime(asAt),
    at: text.dateTime(at),
  });
}
