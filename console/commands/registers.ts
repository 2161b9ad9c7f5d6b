import { err } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { RegisterCommand } from '../cli/registers.ts';
import type { CommandContext, CommandResult } from './context.ts';

/** Commands about registers that people keep. */
export function runRegisterCommand(command: RegisterCommand, _context: CommandContext): CommandResult {
  return Promise.resolve(err(appError('SD-INTERNAL', { reason: command.kind })));
}
