import { encode } from '../../shared/contract/codec.ts';
import type { DeviceFacts } from '../../shared/contract/device-facts.ts';
import { maxWireBytes } from '../../shared/contract/limits.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../../shared/runtime/app-error.ts';
import { readTextFile } from '../../shared/runtime/text-file.ts';
import { problemLine } from '../../shared/text/problem-line.ts';
import type { Text } from '../../shared/text/text.ts';
import type { MachineList } from '../cli/command.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';

/** Largest file that is read; what one question carries is less, and depends on how well the list deflates. */
const maxListBytes = 1024 * 1024;
/** Left for the envelope of the question. */
const envelopeBytes = 1024;

/** `device import`: the list of a school's machines; the broker matches names, checks who may and writes it down. */
export async function importDevices(context: CommandContext, list: MachineList): CommandResult {
  const { source, text, flags } = context;
  const csv = readList(list.path, text);
  if (!csv.ok) return csv;
  const { schoolCode, strict } = list;
  const school = schoolCode === undefined ? {} : { schoolCode };
  const answer = await source.ask('deviceImport', { csv: csv.value, strict, ...school });
  if (!answer.ok) return answer;
  const listed = await source.ask('devices', school);
  if (!listed.ok) return listed;
  const unknown = listed.value.devices.filter(isUnknown);
  const { machines, changed, unchanged, isWritten, problems } = answer.value;
  const sum = { machines, changed, unchanged, problems: problems.length };
  const stdout =
    flags.json === true
      ? jsonText({ ...answer.value, unknownRole: unknown.map(nameOf) })
      : `${text.t(isWritten ? 'machines.done' : 'machines.refused', sum)}\n`;
  const stderr = [...problemLines(problems, text), ...unknownLines(unknown, text)]
    .map((line) => `${line}\n`)
    .join('');
  const status = isWritten ? {} : { status: exitStatus(appError('SD-MACHINES-UNREADABLE')) };
  return ok({ stdout, stderr, severity: problems.length > 0 ? 1 : 0, ...status });
}

function readList(path: string, text: Text): Result<string, AppError> {
  const read = readTextFile(path, maxListBytes);
  if (read.ok && !isTooLong(read.value)) return read;
  const problem = read.ok ? 'too-large' : read.error;
  if (typeof problem !== 'string') return err(problem);
  return err(appError('SD-MACHINES-UNREADABLE', { reason: text.say(`machines.${problem}`) }));
}

/** The broker would not read a question of this size. */
function isTooLong(csv: string): boolean {
  return encode({ csv }).length > maxWireBytes - envelopeBytes;
}

function isUnknown({ role, state }: DeviceFacts): boolean {
  return role === 'unknown' && state !== 'retired';
}

function nameOf({ deviceId, hostname, room }: DeviceFacts) {
  return { deviceId, hostname, room };
}

function problemLines(problems: QueryBody<'deviceImport'>['problems'], text: Text): string[] {
  return problems.map((problem) => problemLine(problem, text));
}

/** Machines that are never silently counted nor dropped: each by name. */
function unknownLines(unknown: readonly DeviceFacts[], text: Text): string[] {
  if (unknown.length === 0) return [];
  const names = unknown.map(({ deviceId, hostname, room }) =>
    [deviceId, hostname, room].filter((part) => part !== null).join('  '),
  );
  return [text.t('machines.unknownRole', { count: unknown.length }), ...names.map((name) => `  ${name}`)];
}
