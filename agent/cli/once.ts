import type { Reading } from '../../shared/contract/readings.ts';
import { sections } from '../../shared/domain/reading.ts';
import type { Text } from '../../shared/text/text.ts';
import { collect } from '../collect.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `once`: one report of this machine on stdout. Needs no join, touches no state, opens no session. */
export async function runOnce(context: CommandContext, isJson: boolean): Promise<CommandResult> {
  const at = new Date(context.clock.now()).toISOString();
  const { readings, outcomes, details } = await collect(context, sections);
  if (isJson) {
    context.stdout.write(`${JSON.stringify({ at, readings, outcomes }, isoTimes, 2)}\n`);
  } else {
    const hostname = context.host.facts().hostname;
    context.stdout.write(`${context.text.t('agent.once.title', { hostname })}\n`);
    for (const reading of readings) context.stdout.write(describe(context.text, reading));
  }
  for (const [section, detail] of Object.entries(details)) context.stderr.write(`${section}: ${detail}\n`);
  return 0;
}

/** Times are ISO-8601 for people and scripts; on the wire they are numbers. */
function isoTimes(key: string, value: unknown): unknown {
  return key.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : value;
}

function describe(text: Text, { section, facts, absent }: Reading): string {
  const lines = Object.entries(facts).map(
    ([name, value]) => `  ${name}: ${shorten(JSON.stringify(value, isoTimes))}`,
  );
  const reasons = Object.entries(absent ?? {}).map(
    ([name, reason]) => `  ${name}: ${text.t('agent.once.absent', { reason })}`,
  );
  return `\n${section}\n${[...lines, ...reasons].join('\n')}\n`;
}

function shorten(json: string): string {
  return json.length > 160 ? `${json.slice(0, 157)}…` : json;
}
