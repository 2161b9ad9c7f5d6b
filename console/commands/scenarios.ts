import type { ScenarioRow } from '../../shared/contract/plan-kinds.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { ScenarioCommand } from '../cli/plan-command.ts';
import { askSnapshot } from '../planning/ask-plan.ts';
import { isoTime } from '../rows/documents.ts';
import { scenarioColumns } from '../rows/scenario-columns.ts';
import { changedPlan } from './ask-plan.ts';
import { type CommandContext, type CommandResult, formatListing, jsonText } from './context.ts';

/** `scenario save|list|show|remove`: changed parameters that the broker keeps, with who saved them and when. */
export function runScenarioCommand(context: CommandContext, command: ScenarioCommand): CommandResult {
  switch (command.kind) {
    case 'scenario-save':
      return save(context, command);
    case 'scenario-remove':
      return remove(context, command.name);
    case 'scenario-list':
      return list(context, null);
    case 'scenario-show':
      return list(context, command.name);
  }
}

/** Settings that the live picture refuses are not kept: nobody could ever use them. */
async function save(
  context: CommandContext,
  { name, settings, note }: Extract<ScenarioCommand, { kind: 'scenario-save' }>,
): CommandResult {
  const asked = await askSnapshot(context.source, { name: null, purpose: 'view' });
  if (!asked.ok) return asked;
  const tried = changedPlan(asked.value.snapshot, settings, context.text);
  if (!tried.ok) return tried;
  const wish = { name, settings, ...(note === undefined ? {} : { note }) };
  const answer = await context.source.ask('scenarioSave', wish);
  return answer.ok ? ok({ stdout: formatScenarios([answer.value.scenario], context), severity: 0 }) : answer;
}

async function list(context: CommandContext, name: string | null): CommandResult {
  const answer = await context.source.ask('scenarioList', {});
  if (!answer.ok) return answer;
  const scenarios = answer.value.scenarios.filter((scenario) => name === null || scenario.name === name);
  if (name !== null && scenarios.length === 0) return err(appError('SD-SCENARIO-UNKNOWN', { name }));
  return ok({ stdout: formatScenarios(scenarios, context), severity: 0 });
}

function formatScenarios(rows: readonly ScenarioRow[], context: CommandContext): string {
  const document = { scenarios: rows.map((row) => ({ ...row, at: isoTime(row.at) })) };
  return formatListing({ document, rows, columns: scenarioColumns }, context);
}

async function remove({ source, text, flags }: CommandContext, name: string): CommandResult {
  const answer = await source.ask('scenarioRemove', { name });
  if (!answer.ok) return answer;
  const said = `${text.t('scenario.removed', { name })}\n`;
  return ok({ stdout: flags.json === true ? jsonText(answer.value) : said, severity: 0 });
}
