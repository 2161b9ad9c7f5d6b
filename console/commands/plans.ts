import { compareRules } from '../../shared/domain/allocation/compare-rules.ts';
import { planDifference } from '../../shared/domain/plan/difference.ts';
import type { Plan } from '../../shared/domain/plan/plan.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { PlanCommand } from '../cli/plan-command.ts';
import { csvText, listingRows, needsRows } from '../export/csv.ts';
import { askSnapshot } from '../planning/ask-plan.ts';
import { leaseOfPlan } from '../planning/lease-of-plan.ts';
import { needsDocument } from '../rows/documents.ts';
import { allocationColumns, allocationRows, needMachineColumns } from '../rows/plan-columns.ts';
import { planDocument, type ShownPlan, schoolNeedDocument } from '../rows/plan-document.ts';
import { type AskedPlan, askPlan, changedPlan } from './ask-plan.ts';
import { type CommandContext, type CommandResult, jsonText, type Severity } from './context.ts';
import { listNorms } from './norms.ts';
import { needsText, planText, schoolNeedText } from './plan-text.ts';
import { runScenarioCommand } from './scenarios.ts';

type Command<K extends PlanCommand['kind']> = Extract<PlanCommand, { kind: K }>;

/** Commands about needs, plans, scenarios and norm packs. */
export function runPlanCommand(command: PlanCommand, context: CommandContext): CommandResult {
  switch (command.kind) {
    case 'needs':
      return needs(context, command);
    case 'plan':
      return plan(context, command);
    case 'norms':
      return listNorms(context, command);
    default:
      return runScenarioCommand(context, command);
  }
}

/** `needs`: computers needed and missing, from one frozen snapshot; of one school also its machines, counted or not and why. */
async function needs(context: CommandContext, { wish, schoolCode }: Command<'needs'>): CommandResult {
  const answer = await askPlan(context, wish, 'view');
  if (!answer.ok) return answer;
  const asked = answer.value;
  const severity = planSeverity(asked.plan);
  if (schoolCode === undefined) return ok({ stdout: formatNeeds(asked, context), severity });
  const isKnown = asked.plan.needs.schools.some((need) => need.schoolCode === schoolCode);
  if (!isKnown) return err(appError('SD-SCHOOL-UNKNOWN', { school: schoolCode }));
  return ok({ stdout: formatSchool(asked, schoolCode, context), severity });
}

function formatNeeds({ plan, settings }: AskedPlan, { flags, text }: CommandContext): string {
  if (flags.json === true) return jsonText(needsDocument(plan, settings));
  return flags.csv === true
    ? csvText(needsRows(plan, text), { separator: flags.separator ?? ',', bom: false })
    : needsText(plan, settings, text);
}

function formatSchool({ plan, settings }: AskedPlan, schoolCode: string, context: CommandContext): string {
  const { flags, text } = context;
  if (flags.json === true) return jsonText(schoolNeedDocument(plan, settings, schoolCode));
  if (flags.csv !== true) return schoolNeedText(plan, settings, schoolCode, text);
  const machines = plan.machines.filter(({ machine }) => machine.schoolCode === schoolCode);
  return csvText(listingRows(machines, needMachineColumns, text), {
    separator: flags.separator ?? ',',
    bom: false,
  });
}

/** `plan`: what an owner's money buys, for whom, and what it leaves undone; beside other rules, another plan, or renting. */
async function plan(context: CommandContext, command: Command<'plan'>): CommandResult {
  const answer = await askPlan(context, command.wish, 'view');
  if (!answer.ok) return answer;
  const shown = await beside(context, answer.value, command);
  if (!shown.ok) return shown;
  const { flags, text } = context;
  const { plan } = answer.value;
  const severity = planSeverity(plan);
  if (flags.json === true) return ok({ stdout: jsonText(planDocument(shown.value)), severity });
  if (flags.csv !== true) return ok({ stdout: planText(shown.value, text), severity });
  const rows = listingRows(allocationRows(plan), allocationColumns, text);
  return ok({ stdout: csvText(rows, { separator: flags.separator ?? ',', bom: false }), severity });
}

/** The plan with all that the command line wants to see beside it. */
async function beside(
  context: CommandContext,
  asked: AskedPlan,
  { against, isCompared, leaseYears }: Command<'plan'>,
): Promise<Result<ShownPlan, AppError>> {
  const { plan, settings } = asked;
  const other = against === undefined ? null : await otherPlan(context, asked, against);
  if (other !== null && !other.ok) return other;
  const lease = leaseYears === undefined ? ok(null) : leaseOfPlan(plan, leaseYears);
  if (!lease.ok) {
    const reason = context.text.t(`plan.lease.${lease.error}`);
    return err(appError('SD-SETTING-INVALID', { name: '--lease', value: String(leaseYears), reason }));
  }
  const { snapshot, needs, machines, allocation } = plan;
  return ok({
    ...{ plan, settings, lease: lease.value },
    rules: isCompared ? compareRules(snapshot, needs, machines, allocation.options) : null,
    difference: other === null ? null : planDifference(other.value, plan),
  });
}

/** What a plan is compared with: its own snapshot without settings, or another snapshot under the same settings. */
async function otherPlan(
  { source, text }: CommandContext,
  { asked, settings }: AskedPlan,
  against: string,
): Promise<Result<Plan, AppError>> {
  if (against === 'baseline') return planOnly(changedPlan(asked.snapshot, {}, text));
  const other = await askSnapshot(source, { name: against, purpose: 'view' });
  return other.ok ? planOnly(changedPlan(other.value.snapshot, settings, text)) : other;
}

function planOnly(changed: ReturnType<typeof changedPlan>): Result<Plan, AppError> {
  return changed.ok ? ok(changed.value.plan) : changed;
}

export function planSeverity({ needs: { totals } }: Plan): Severity {
  if (totals.deficit + totals.deficitDeclared > 0) return 2;
  return totals.missing.length > 0 ? 1 : 0;
}
