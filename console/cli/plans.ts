import { Option, type Command as Parser } from 'commander';
import { type Denominator, denominators } from '../../shared/domain/need-level.ts';
import { type NeedPolicy, needPolicies } from '../../shared/domain/need-school.ts';
import type { PlanOptions } from '../../shared/domain/plan/plan.ts';
import { defaultPlanOptions } from '../planning/ask-plan.ts';
import { add, type ParseRun } from './parser.ts';

/** Which plan: of which snapshot (null: the live picture), by which options and changed parameters. */
export type PlanWish = {
  readonly snapshot: string | null;
  readonly scenario: string | null;
  readonly options: PlanOptions;
  readonly settings: Readonly<Record<string, string>>;
};

export type PlanCommand =
  | { readonly kind: 'needs'; readonly wish: PlanWish }
  | { readonly kind: 'plan'; readonly wish: PlanWish };

/** `needs`, `plan`, `scenario …`, `norms`. */
export function addPlans(program: Parser, run: ParseRun): void {
  const { text } = run;
  withPlanOptions(add(program, 'needs', text.t('cli.needs')), run).action((flags: PlanFlags) => {
    run.command = { kind: 'needs', wish: planWish(flags) };
  });
}

export type PlanFlags = {
  denominator: Denominator;
  policy: NeedPolicy;
  estimate?: true;
  snapshot?: string;
  scenario?: string;
  normSet?: string;
};

/** Adds the options that choose a plan: the same for needs, plan and every export. */
export function withPlanOptions(command: Parser, { text }: ParseRun): Parser {
  return command
    .addOption(
      new Option('--denominator <which>', text.t('cli.denominator'))
        .choices(denominators)
        .default('informatics'),
    )
    .addOption(new Option('--policy <which>', text.t('cli.policy')).choices(needPolicies).default('letter'))
    .option('--estimate', text.t('cli.estimate'))
    .addHelpText('after', `\n${text.t('cli.check.needs')}`);
}

export function planWish({
  denominator,
  policy,
  estimate,
  snapshot,
  scenario,
  normSet,
}: PlanFlags): PlanWish {
  return {
    snapshot: snapshot ?? null,
    scenario: scenario ?? null,
    options: {
      ...defaultPlanOptions,
      ...{ denominator, policy, estimate: estimate === true, normSet: normSet ?? null },
    },
    settings: {},
  };
}
