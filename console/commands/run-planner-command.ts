import type { VerifyCommand } from '../cli/command.ts';
import type { ExportCommand } from '../cli/export-command.ts';
import type { LineCommand } from '../cli/line-command.ts';
import type { PlanCommand, ReportCommand } from '../cli/plan-command.ts';
import type { RegisterCommand } from '../cli/register-command.ts';
import type { SnapshotCommand } from '../cli/snapshot-command.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { runExportCommand } from './exports.ts';
import { runPlanCommand } from './plans.ts';
import { runRegisterCommand } from './registers.ts';
import { runReportCommand } from './reports.ts';
import { runLineCommand } from './run-line-command.ts';
import { runSnapshotCommand } from './snapshots.ts';
import { runVerify } from './verify.ts';

type PlannerCommand =
  | PlanCommand
  | ReportCommand
  | ExportCommand
  | RegisterCommand
  | SnapshotCommand
  | VerifyCommand;

/** Commands of planners, from registers to exports; what is none of theirs is about lines. */
export function runPlannerCommand(
  command: PlannerCommand | LineCommand,
  context: CommandContext,
): CommandResult {
  switch (command.kind) {
    case 'needs':
    case 'plan':
    case 'norms':
    case 'scenario-save':
    case 'scenario-list':
    case 'scenario-show':
    case 'scenario-remove':
      return runPlanCommand(command, context);
    case 'deadlines':
    case 'delivered':
      return runReportCommand(command, context);
    case 'export':
      return runExportCommand(command, context);
    case 'import':
    case 'template':
    case 'register':
    case 'school-merge':
    case 'school-recode':
      return runRegisterCommand(command, context);
    case 'snapshot-list':
    case 'snapshot-create':
    case 'snapshot-show':
    case 'snapshot-say':
    case 'snapshot-close':
      return runSnapshotCommand(command, context);
    case 'verify':
      return runVerify(command, context);
    default:
      return runLineCommand(command, context);
  }
}
