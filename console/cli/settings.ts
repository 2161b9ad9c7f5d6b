import type { Command as Parser } from 'commander';
import type { Settings } from '../../shared/domain/plan/what-if.ts';
import { addNote, type ParseRun } from './parser.ts';

/** Adds `--set NAME=VALUE`, as often as wanted. */
export function addSetting(command: Parser, { text }: ParseRun): Parser {
  const collect = (setting: string, previous: readonly string[] = []) => [...previous, setting];
  return addNote(
    command.option('--set <name=value>', text.t('cli.plan.set'), collect),
    text.t('cli.plan.settings'),
  );
}

/** `name=value` pairs; a pair that is none, or a name that comes twice, is the problem of this line. */
export function readSettings(pairs: readonly string[], run: ParseRun): Settings {
  const settings = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).normalize('NFC').trim();
    if (name === '') run.problem = run.text.t('cli.plan.notSetting', { value: pair });
    else if (settings.has(name)) run.problem = run.text.t('cli.plan.setTwice', { name });
    settings.set(name, pair.slice(at + 1).trim());
  }
  return Object.fromEntries(settings);
}
