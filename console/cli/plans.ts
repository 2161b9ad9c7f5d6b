import { Option, type Command as Parser } from 'commander';
import { allocationRules } from '../../shared/domain/allocation/allocation.ts';
import { denominators } from '../../shared/domain/need-level.ts';
import { needPolicies } from '../../shared/domain/need-school.ts';
import { withCheck, withListing } from './output.ts';
import { add, addExamples, type ParseRun, wholeNumberOf } from './parser.ts';
import type { PlanWish } from './plan-command.ts';
import { addScenarios } from './scenarios.ts';
import { addSetting, readSettings } from './settings.ts';

export type PlanFlags = {
  readonly set?: readonly string[];
  readonly denominator?: string;
  readonly policy?: string;
  readonly normSet?: string;
  readonly estimate?: true;
  readonly rule?: string;
  readonly lot?: true;
  readonly snapshot?: string;
  readonly scenario?: string;
};

/** `needs`, `plan`, `scenario …`, `norms …`. */
export function addPlans(program: Parser, run: ParseRun): void {
  addNeeds(program, run);
  addPlan(program, run);
  addScenarios(program, run);
  addNorms(program, run);
}

function addNorms(program: Parser, run: ParseRun): void {
  const { text } = run;
  const norms = add(program, 'norms', text.t('cli.norms'));
  const ask = (id: string | undefined, flags: { readonly snapshot?: string }): void => {
    run.command = { kind: 'norms', id, snapshot: flags.snapshot ?? null };
  };
  norms
    .option('--snapshot <name>', text.t('cli.plan.snapshot'))
    .action((flags: { snapshot?: string }) => ask(undefined, flags));
  withListing(norms, run);
  withListing(add(norms, 'show <id>', text.t('cli.norms.show')), run).action((id: string) =>
    ask(id, norms.opts<{ snapshot?: string }>()),
  );
}

function addNeeds(program: Parser, run: ParseRun): void {
  const { text } = run;
  const needs = withNeedOptions(add(program, 'needs', text.t('cli.needs')), run)
    .option('--school <code>', text.t('cli.plan.school'))
    .action(({ school, ...flags }: PlanFlags & { school?: string }) => {
      run.command = { kind: 'needs', wish: planWish(flags, run), schoolCode: school };
    });
  withCheck(withListing(needs, run), run, 'needs');
}

type ShownFlags = PlanFlags & { compare?: true; against?: string; lease?: string };

function addPlan(program: Parser, run: ParseRun): void {
  const { text } = run;
  const plan = withPlanOptions(add(program, 'plan', text.t('cli.plan')), run)
    .option('--compare', text.t('cli.plan.compare'))
    .option('--against <snapshot>', text.t('cli.plan.against'))
    .option('--lease <years>', text.t('cli.plan.lease'))
    .action(({ compare, against, lease, ...flags }: ShownFlags) => {
      const years = lease === undefined ? undefined : wholeNumberOf(run, lease, 1);
      const wish = planWish(flags, run);
      if (years === null) return;
      run.command = { kind: 'plan', wish, isCompared: compare === true, against, leaseYears: years };
    });
  withCheck(withListing(plan, run), run, 'needs');
  addExamples(plan, run, ['plan --compare', 'plan --set norm.TH=20 --against baseline']);
}

/** Adds the options that choose a plan: the same for plan and every export. */
export function withPlanOptions(command: Parser, run: ParseRun): Parser {
  const { text } = run;
  return withNeedOptions(command, run)
    .addOption(new Option('--rule <which>', text.t('cli.plan.rule')).choices(allocationRules))
    .option('--lot', text.t('cli.plan.lot'));
}

function withNeedOptions(command: Parser, run: ParseRun): Parser {
  const { text } = run;
  return addSetting(command, run)
    .addOption(new Option('--denominator <which>', text.t('cli.denominator')).choices(denominators))
    .addOption(new Option('--policy <which>', text.t('cli.policy')).choices(needPolicies))
    .option('--norm-set <id>', text.t('cli.plan.normSet'))
    .option('--estimate', text.t('cli.estimate'))
    .option('--snapshot <name>', text.t('cli.plan.snapshot'))
    .option('--scenario <name>', text.t('cli.plan.scenario'));
}

/** Notes settings that are none, or named twice, as the problem of this line. */
export function planWish(flags: PlanFlags, run: ParseRun): PlanWish {
  const { set = [], snapshot = null, scenario = null, denominator, policy, normSet, rule } = flags;
  const named = { denominator, policy, normSet, rule };
  const switches = { estimate: flags.estimate, lot: flags.lot };
  const asSettings = [
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`)),
    ...Object.entries(switches).flatMap(([name, isOn]) => (isOn === true ? `${name}=on` : [])),
  ];
  return { snapshot, scenario, settings: readSettings([...set, ...asSettings], run) };
}
