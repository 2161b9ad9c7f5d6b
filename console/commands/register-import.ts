import { encode } from '../../shared/contract/codec.ts';
import { maxInflatedBytes, maxWireBytes } from '../../shared/contract/limits.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import { lineColumns } from '../../shared/domain/line/line-columns.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../../shared/runtime/app-error.ts';
import { readTextFile } from '../../shared/runtime/text-file.ts';
import { changeLine } from '../../shared/text/change-line.ts';
import { problemLine } from '../../shared/text/problem-line.ts';
import type { Text } from '../../shared/text/text.ts';
import type { RegisterCommand } from '../cli/register-command.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';

type ImportCommand = Extract<RegisterCommand, { kind: 'import' }>;
type Imported = QueryBody<'registerImport'>;

const maxFileBytes = 8_000_000;
/** Left for the envelope of the question. */
const envelopeBytes = 2_048;

/** `import WHAT FILE`: the broker reads the list, names every bad cell, and writes what is good, or (dry) nothing. */
export async function importRegister(context: CommandContext, command: ImportCommand): CommandResult {
  const { text, flags } = context;
  const list = await readFile(command, text);
  if (!list.ok) return list;
  const answer = await send(context, command, piecesOf(list.value));
  if (!answer.ok) return answer;
  const { problems, rows = 0 } = answer.value;
  const stdout = flags.json === true ? jsonText(answer.value) : sumText(answer.value, command.isDry, text);
  const stderr = [
    ...unread(answer.value, text),
    ...problems.map((problem) => problemLine(problem, text, columnsOf(command))),
  ]
    .map((line) => `${line}\n`)
    .join('');
  const isRefused = problems.length > 0 && rows === 0;
  const status = isRefused ? { status: exitStatus(appError('SD-ROSTER-UNREADABLE')) } : {};
  return ok({ stdout, stderr, severity: problems.length > 0 ? 1 : 0, ...status });
}

/** Those of the list; a norm pack has none. */
function columnsOf({ register }: ImportCommand) {
  if (register === 'norms') return [];
  return register === 'lines' ? lineColumns : registerTables[register].columns;
}

/** A norm pack is JSON; every other list is a spreadsheet or CSV. */
async function readFile({ register, path }: ImportCommand, text: Text): Promise<Result<string, AppError>> {
  if (register !== 'norms') {
    const { readSheetAsCsv } = await import('../../shared/runtime/sheet/sheet.ts');
    return await readSheetAsCsv(path);
  }
  const read = readTextFile(path, maxFileBytes);
  if (read.ok) return read;
  if (typeof read.error !== 'string') return err(read.error);
  return err(appError('SD-REGISTER-INVALID', { register, reason: text.say(`roster.${read.error}`) }));
}

/** The text in as few pieces as fit one message each. */
function piecesOf(list: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < list.length || pieces.length === 0; ) {
    let length = Math.min(list.length - at, maxInflatedBytes / 8);
    while (!fits(list.slice(at, at + length))) length = Math.floor(length / 2);
    pieces.push(list.slice(at, at + length));
    at += Math.max(1, length);
  }
  return pieces;
}

function fits(piece: string): boolean {
  return encode({ csv: piece }).length <= maxWireBytes - envelopeBytes;
}

async function send(
  { source }: CommandContext,
  { register, isDry, strict, replace }: ImportCommand,
  pieces: readonly string[],
): Promise<Result<Imported, AppError>> {
  const wish = { register, isDry, strict, replace };
  const [only = ''] = pieces;
  if (pieces.length === 1) return await source.ask('registerImport', { ...wish, csv: only });
  let last: Result<Imported, AppError> = ok({ changes: [], problems: [] });
  for (const [index, csv] of pieces.entries()) {
    last = await source.ask('registerImport', { ...wish, csv, part: { index, of: pieces.length } });
    if (!last.ok) return last;
  }
  return last;
}

function sumText(done: Imported, isDry: boolean, text: Text): string {
  const { rows = 0, added = 0, changed = 0, removed = 0, unchanged = 0, problems, changes } = done;
  const counts = { rows, added, changed, removed, unchanged, problems: problems.length };
  const sum = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, text.number(count)]));
  if (problems.length > 0 && rows === 0) return `${text.t('register.refused', sum)}\n`;
  const lines = isDry ? changes.map((change) => changeLine(change, text)) : [];
  const isMore = isDry && new Set(changes.map(({ key }) => key)).size < added + changed + removed;
  const more = isMore ? [text.t('register.moreChanges', { listed: text.number(changes.length) })] : [];
  return [...lines, ...more, text.t(isDry ? 'register.dry' : 'register.done', sum)]
    .map((line) => `${line}\n`)
    .join('');
}

/** A misspelt header would otherwise change nothing without a word. */
function unread({ ignored = [] }: Imported, text: Text): string[] {
  return ignored.length === 0 ? [] : [text.t('register.ignored', { columns: ignored.join(', ') })];
}
