import { nextDeadlines } from '../../shared/domain/plan/deadlines.ts';
import { deliveryLines } from '../../shared/domain/plan/delivery.ts';
import { ok } from '../../shared/domain/result.ts';
import type { ReportCommand } from '../cli/plan-command.ts';
import { askDelivered } from '../planning/ask-delivered.ts';
import { askSnapshot } from '../planning/ask-plan.ts';
import { deadlineColumns } from '../rows/deadline-columns.ts';
import { deliveryColumns, missingMachineLines } from '../rows/delivery-columns.ts';
import { askPlan } from './ask-plan.ts';
import { type CommandContext, type CommandResult, formatListing } from './context.ts';

/** Days before a deadline from which `--check` warns. */
const warnDays = 7;

/** Commands about reports that are due, and about what came of a purchase. */
export function runReportCommand(command: ReportCommand, context: CommandContext): CommandResult {
  return command.kind === 'deadlines' ? deadlines(command, context) : delivered(command, context);
}

/** `deadlines`: reports due in the school year of the picture, with days left. */
async function deadlines(
  { snapshot: name }: Extract<ReportCommand, { kind: 'deadlines' }>,
  context: CommandContext,
): CommandResult {
  const asked = await askSnapshot(context.source, { name, purpose: 'view' });
  if (!asked.ok) return asked;
  const { snapshot } = asked.value;
  const rows = nextDeadlines(snapshot.deadlines, snapshot.asAtMs, snapshot.calendar.utcOffsetMinutes);
  const document = {
    asAt: new Date(snapshot.asAtMs).toISOString(),
    deadlines: rows.map(({ deadline, dueOn, asAtOn, daysLeft }) => {
      const { report, from, to, source } = deadline;
      return { report, from, to, dueOn, asAtOn, daysLeft, source };
    }),
  };
  const isNear = rows.some(({ daysLeft }) => daysLeft >= 0 && daysLeft <= warnDays);
  const listing = { document, rows, columns: deadlineColumns };
  return ok({ stdout: formatListing(listing, context), severity: isNear ? 1 : 0 });
}

/** `delivered`: what the plan approved, what suppliers handed over, and which of it reports by now. */
async function delivered(
  { wish }: Extract<ReportCommand, { kind: 'delivered' }>,
  context: CommandContext,
): CommandResult {
  const asked = await askPlan(context, wish, 'view');
  if (!asked.ok) return asked;
  const handed = await askDelivered(context.source);
  if (!handed.ok) return handed;
  const live =
    wish.snapshot === null
      ? ok(asked.value.asked)
      : await askSnapshot(context.source, { name: null, purpose: 'view' });
  if (!live.ok) return live;
  const lines = deliveryLines(asked.value.plan, handed.value, live.value.snapshot.machines);
  const { flags, text } = context;
  const document = {
    asAt: new Date(live.value.snapshot.asAtMs).toISOString(),
    snapshot: wish.snapshot,
    lines,
  };
  const table = formatListing({ document, rows: lines, columns: deliveryColumns }, context);
  const missing = missingMachineLines(lines, text);
  const isForPeople = flags.json !== true && flags.csv !== true && missing.length > 0;
  const below = isForPeople ? `\n${text.t('delivery.machines')}\n${missing.join('\n')}\n` : '';
  return ok({ stdout: `${table}${below}`, severity: missing.length > 0 ? 1 : 0 });
}
