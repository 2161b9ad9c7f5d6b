import type { Command as Parser } from 'commander';
import { withCheck, withListing } from './output.ts';
import { add, type ParseRun } from './parser.ts';
import { type PlanFlags, planWish, withPlanOptions } from './plans.ts';

/** `deadlines`, `delivered`. */
export function addReports(program: Parser, run: ParseRun): void {
  const { text } = run;
  const deadlines = add(program, 'deadlines', text.t('cli.deadlines'))
    .option('--snapshot <name>', text.t('cli.plan.snapshot'))
    .action(({ snapshot }: { snapshot?: string }) => {
      run.command = { kind: 'deadlines', snapshot: snapshot ?? null };
    });
  withCheck(withListing(deadlines, run), run, 'deadlines');
  const delivered = withPlanOptions(add(program, 'delivered', text.t('cli.delivered')), run);
  withCheck(withListing(delivered, run), run, 'delivered').action((flags: PlanFlags) => {
    run.command = { kind: 'delivered', wish: planWish(flags, run) };
  });
}
