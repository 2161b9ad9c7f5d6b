import { err } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { SnapshotCommand } from '../cli/snapshots.ts';
import type { CommandContext, CommandResult } from './context.ts';

/** Commands about frozen pictures. */
export function runSnapshotCommand(command: SnapshotCommand, _context: CommandContext): CommandResult {
  return Promise.resolve(err(appError('SD-INTERNAL', { reason: command.kind })));
}
