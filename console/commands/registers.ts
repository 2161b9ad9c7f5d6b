import { ok } from '../../shared/domain/result.ts';
import type { RegisterCommand } from '../cli/register-command.ts';
import { csvText } from '../export/csv.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';
import { importRegister } from './register-import.ts';
import { registerTemplate } from './register-template.ts';

/** Commands about registers that people keep. */
export async function runRegisterCommand(command: RegisterCommand, context: CommandContext): CommandResult {
  switch (command.kind) {
    case 'import':
      return await importRegister(context, command);
    case 'template':
      return await registerTemplate(context, command);
    case 'register':
      return await showRegister(context, command);
    default:
      return await moveSchool(context, command);
  }
}

/** `register WHAT`: rows as `import` reads them again; JSON gives each row under the stable headers. */
async function showRegister(
  { source, flags }: CommandContext,
  { register }: Extract<RegisterCommand, { kind: 'register' }>,
): CommandResult {
  const answer = await source.ask('registerRows', { register });
  if (!answer.ok) return answer;
  const { header = [], rows } = answer.value;
  if (flags.json === true) {
    const named = rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] || null])));
    return ok({ stdout: jsonText({ register, rows: named }), severity: 0 });
  }
  const separator = flags.separator ?? ',';
  return ok({ stdout: csvText([header, ...rows], { separator, bom: false }), severity: 0 });
}

type Move = Extract<RegisterCommand, { kind: 'school-merge' | 'school-recode' }>;

/** `school merge|recode`: says how many machines followed. */
async function moveSchool(context: CommandContext, { kind, from, to, basis }: Move): CommandResult {
  const { source, text, flags } = context;
  const decided = basis === undefined ? {} : { basis };
  const answer =
    kind === 'school-merge'
      ? await source.ask('schoolMerge', { from, into: to, ...decided })
      : await source.ask('schoolRecode', { schoolCode: from, newCode: to, ...decided });
  if (!answer.ok) return answer;
  if (flags.json === true) return ok({ stdout: jsonText(answer.value), severity: 0 });
  const said = kind === 'school-merge' ? 'register.merged' : 'register.recoded';
  const values = { from, into: to, machines: text.number(answer.value.machines) };
  return ok({ stdout: `${text.t(said, values)}\n`, severity: 0 });
}
