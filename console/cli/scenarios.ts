import type { Command as Parser } from 'commander';
import { withJson, withListing } from './output.ts';
import { add, addExamples, type ParseRun } from './parser.ts';
import { addSetting, readSettings } from './settings.ts';

/** `scenario save|list|show|remove`: changed parameters under a name, kept by the broker. */
export function addScenarios(program: Parser, run: ParseRun): void {
  const { text } = run;
  const scenario = add(program, 'scenario', text.t('cli.scenario'));
  const save = addSetting(add(scenario, 'save <name>', text.t('cli.scenario.save')), run)
    .option('--note <text>', text.t('cli.scenario.note'))
    .action((name: string, { set = [], note }: { set?: readonly string[]; note?: string }) => {
      if (set.length === 0) run.problem = text.t('cli.scenario.empty');
      run.command = { kind: 'scenario-save', name, settings: readSettings(set, run), note };
    });
  withListing(save, run);
  addExamples(save, run, ['scenario save lean --set norm.TH=20 --set policy=teachable']);
  withListing(add(scenario, 'list', text.t('cli.scenario.list')), run).action(() => {
    run.command = { kind: 'scenario-list' };
  });
  for (const kind of ['show', 'remove'] as const) {
    const one = add(scenario, `${kind} <name>`, text.t(`cli.scenario.${kind}`)).action((name: string) => {
      run.command = { kind: `scenario-${kind}`, name };
    });
    if (kind === 'show') withListing(one, run);
    else withJson(one, run);
  }
}
