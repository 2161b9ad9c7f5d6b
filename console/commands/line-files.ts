import { ok } from '../../shared/domain/result.ts';
import type { LineCommand } from '../cli/line-command.ts';
import type { CommandContext, CommandResult } from './context.ts';

type Command<K extends LineCommand['kind']> = Extract<LineCommand, { kind: K }>;

export function importLines(_context: CommandContext, _command: Command<'line-import'>): CommandResult {
  return Promise.resolve(ok({ stdout: '', severity: 0 }));
}

export function lineTemplate(_context: CommandContext, _command: Command<'line-template'>): CommandResult {
  return Promise.resolve(ok({ stdout: '', severity: 0 }));
}

export function exportIspReport(
  _context: CommandContext,
  _command: Command<'export-isp-report'>,
): CommandResult {
  return Promise.resolve(ok({ stdout: '', severity: 0 }));
}
