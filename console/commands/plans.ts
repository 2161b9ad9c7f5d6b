import type { NeedOptions } from '../../shared/domain/need-school.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { writeWholeFile } from '../../shared/runtime/secure-file.ts';
import { csvText, needsRows } from '../export/csv.ts';
import { type Plan, planOf } from '../planning/needs.ts';
import { needsDocument } from '../rows/documents.ts';
import { needLines, plainNeedColumns } from '../rows/need-rows.ts';
import { plainTable } from '../rows/plain-table.ts';
import { planHeading } from '../rows/plan-heading.ts';
import { type CommandContext, type CommandResult, jsonText, type Severity } from './context.ts';

/** `needs`: computers needed and missing, from one frozen snapshot. */
export async function needs(context: CommandContext, options: NeedOptions): CommandResult {
  const plan = await askPlan(context, options, 'view');
  return plan.ok ? ok({ stdout: formatPlan(plan.value, context), severity: planSeverity(plan.value) }) : plan;
}

/** `export needs`: the same rows as a CSV file; without a path, its bytes on stdout. */
export async function exportNeeds(
  context: CommandContext,
  options: NeedOptions,
  path: string | undefined,
): CommandResult {
  const plan = await askPlan(context, options, 'export');
  if (!plan.ok) return plan;
  const rows = needsRows(plan.value, context.text);
  const content = csvText(rows, { separator: context.flags.separator ?? ';', bom: true });
  if (path === undefined) return ok({ stdout: content, severity: planSeverity(plan.value) });
  const written = writeWholeFile(path, content);
  if (!written.ok) return written;
  const stderr = `${context.text.t('cli.written', { rows: rows.length, path })}\n`;
  return ok({ stdout: '', stderr, severity: planSeverity(plan.value) });
}

/** An export leaves the house: the broker writes down who took it. */
async function askPlan(
  context: CommandContext,
  options: NeedOptions,
  purpose: 'view' | 'export',
): Promise<Result<Plan, AppError>> {
  const snapshot = await context.source.ask('planning', { purpose });
  return snapshot.ok ? ok(planOf(snapshot.value, options, context.rules, context.clock.now())) : snapshot;
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

function planSeverity({ needs: { totals } }: Plan): Severity {
  if (totals.deficit + totals.deficitDeclared > 0) return 2;
  return totals.missing.length > 0 ? 1 : 0;
}
