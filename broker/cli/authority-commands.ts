import type { QueryBody, QueryParams } from '../../shared/contract/query.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Text } from '../../shared/text/text.ts';
import { type CliContext, print, say } from './context.ts';
import { printJson } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

type State = QueryBody<'authorityStatus'>;
type Step = QueryParams<'authorityChange'>['step'];

/** First characters of a CA's SHA-256: what a person compares. */
const shownDigits = 16;
const shownNames = 10;

/** `authority status | begin | finish | cancel`. */
export function addAuthorityCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const authority = line.add(line.root, 'authority', text.t('broker.cli.authority'));
  const add = (usage: 'status' | Step) =>
    line
      .add(authority, usage, text.t(`broker.cli.authority.${usage}`))
      .option('--data <DIR>', text.t('broker.cli.data'))
      .option('--json', text.t('broker.cli.json'));
  line.onRun(add('status'), async (_args, options) => {
    const answer = await send(context, options, 'authorityStatus', {});
    if (!answer.ok) return answer;
    report(context, options, answer.value[0], null);
    return ok(0);
  });
  for (const step of ['begin', 'cancel'] as const) {
    line.onRun(add(step), (_args, options) => change(context, options, step));
  }
  const finish = add('finish').option('--force', text.t('broker.cli.authority.force'));
  line.onRun(finish, (_args, options) => change(context, options, 'finish'));
}

async function change(context: CliContext, options: Options, step: Step): Promise<Outcome> {
  const answer = await send(context, options, 'authorityChange', { step, force: options.force === true });
  if (!answer.ok) return answer;
  report(context, options, answer.value[0], step);
  return ok(0);
}

function report(context: CliContext, options: Options, state: State | undefined, step: Step | null): void {
  if (state === undefined) return;
  if (options.json === true) {
    printJson(context, state);
    return;
  }
  const write = step === null ? print : say;
  for (const words of linesOf(context.text, state, step)) write(context, words);
}

function linesOf(text: Text, state: State, step: Step | null): string[] {
  const { phase, holders, ready, waiting, waitingFor, voidTokens } = state;
  const ca = state.caSha256.slice(0, shownDigits);
  if (step === 'finish') return [text.t('broker.said.authority-finished', { ca, count: voidTokens })];
  const next = state.nextCaSha256?.slice(0, shownDigits) ?? '';
  const lines = [text.t(`broker.said.authority-${phase}`, { ca, next, holders, ready })];
  if (waiting > 0) {
    const named = waitingFor.slice(0, shownNames).join(', ');
    const who = waiting > shownNames ? `${named}, …` : named;
    lines.push(text.t('broker.said.authority-waiting', { count: waiting, who }));
  }
  if (voidTokens > 0) lines.push(text.t('broker.said.authority-tokens', { count: voidTokens }));
  return lines;
}
