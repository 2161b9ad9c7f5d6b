import type { Plan } from '../../shared/domain/plan/plan.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { PlanCommand, PlanWish } from '../cli/plans.ts';
import { csvText, needsRows } from '../export/csv.ts';
import { type AskedSnapshot, askSnapshot, planFrom } from '../planning/ask-plan.ts';
import { needsDocument } from '../rows/documents.ts';
import { needLines, plainNeedColumns } from '../rows/need-rows.ts';
import { plainTable } from '../rows/plain-table.ts';
import { planHeading } from '../rows/plan-heading.ts';
import { type CommandContext, type CommandResult, jsonText, type Severity } from './context.ts';

/** Commands about needs, plans, scenarios and norm packs. */
export function runPlanCommand(command: PlanCommand, context: CommandContext): CommandResult {
  return needs(context, command.wish);
}

/** `needs`: computers needed and missing, from one frozen snapshot. */
async function needs(context: CommandContext, wish: PlanWish): CommandResult {
  const asked = await askPlan(context, wish, 'view');
  if (!asked.ok) return asked;
  const { plan } = asked.value;
  return ok({ stdout: formatPlan(plan, context), severity: planSeverity(plan) });
}

/** The plan that a command line asks for, and the snapshot that it is computed from. */
export async function askPlan(
  { source }: CommandContext,
  wish: PlanWish,
  purpose: 'view' | 'export',
): Promise<Result<{ readonly plan: Plan; readonly asked: AskedSnapshot }, AppError>> {
  const asked = await askSnapshot(source, { name: wish.snapshot, purpose });
  if (!asked.ok) return asked;
  const plan = planFrom(asked.value.snapshot, wish.options);
  return plan.ok ? ok({ plan: plan.value, asked: asked.value }) : plan;
}

function formatPlan(plan: Plan, { flags, text }: CommandContext): string {
  if (flags.json === true) return jsonText(needsDocument(plan));
  if (flags.csv === true) {
    return csvText(needsRows(plan, text), { separator: flags.separator ?? ',', bom: false });
  }
  const { totals } = plan.needs;
  const heading = planHeading(plan, text).map((cells) => `${cells.join(': ')}\n`);
  return [
    ...heading,
    '\n',
    plainTable(needLines(plan.needs.schools), plainNeedColumns, text),
    '\n',
    `${text.t('needs.total.measured')}: ${text.number(totals.deficit)}\n`,
    `${text.t('needs.total.declared')}: ${text.number(totals.deficitDeclared)}\n`,
  ].join('');
}

export function planSeverity({ needs: { totals } }: Plan): Severity {
  if (totals.deficit + totals.deficitDeclared > 0) return 2;
  return totals.missing.length > 0 ? 1 : 0;
}
