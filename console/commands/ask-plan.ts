import type { Plan } from '../../shared/domain/plan/plan.ts';
import { defaultPlanOptions } from '../../shared/domain/plan/plan.ts';
import { applySettings, type Settings } from '../../shared/domain/plan/what-if.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Text } from '../../shared/text/text.ts';
import type { PlanWish } from '../cli/plan-command.ts';
import { type AskedSnapshot, askSnapshot, planFrom } from '../planning/ask-plan.ts';
import type { CommandContext } from './context.ts';

/** A plan, the snapshot that it is computed from, and the parameters in which it differs from the default plan. */
export type AskedPlan = {
  readonly plan: Plan;
  readonly asked: AskedSnapshot;
  readonly settings: Settings;
};

type Context = Pick<CommandContext, 'source' | 'text'>;

/** The plan that a command line asks for. Errors: those of the broker, SD-SCENARIO-UNKNOWN, SD-SETTING-INVALID, SD-NORM-UNKNOWN. */
export async function askPlan(
  context: Context,
  wish: PlanWish,
  purpose: 'view' | 'export',
): Promise<Result<AskedPlan, AppError>> {
  const settings = await wishedSettings(context, wish);
  if (!settings.ok) return settings;
  const asked = await askSnapshot(context.source, { name: wish.snapshot, purpose });
  if (!asked.ok) return asked;
  const changed = changedPlan(asked.value.snapshot, settings.value, context.text);
  return changed.ok ? ok({ ...changed.value, asked: asked.value }) : changed;
}

/** The plan of a snapshot under changed parameters. Errors: SD-SETTING-INVALID, SD-NORM-UNKNOWN. */
export function changedPlan(
  snapshot: Snapshot,
  settings: Settings,
  text: Text,
): Result<{ readonly plan: Plan; readonly settings: Settings }, AppError> {
  const changed = applySettings(snapshot, defaultPlanOptions, settings);
  if (!changed.ok) {
    const { name, value, reason, accepted } = changed.error;
    const words = text.t(`plan.setting.${reason}`, { accepted: accepted === '' ? '—' : accepted });
    return err(appError('SD-SETTING-INVALID', { name, value, reason: words }));
  }
  const plan = planFrom(changed.value.snapshot, changed.value.options);
  return plan.ok ? ok({ plan: plan.value, settings: changed.value.settings }) : plan;
}

/** Those of the scenario, and over them those of the command line. */
async function wishedSettings(
  { source }: Context,
  { scenario, settings }: PlanWish,
): Promise<Result<Settings, AppError>> {
  if (scenario === null) return ok(settings);
  const answer = await source.ask('scenarioList', {});
  if (!answer.ok) return answer;
  const saved = answer.value.scenarios.find(({ name }) => name === scenario);
  if (saved === undefined) return err(appError('SD-SCENARIO-UNKNOWN', { name: scenario }));
  return ok({ ...saved.settings, ...settings });
}
