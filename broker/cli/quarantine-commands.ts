import type { QueryBody } from '../../shared/contract/query.ts';
import { ok } from '../../shared/domain/result.ts';
import { type CliContext, print, say } from './context.ts';
import { type Column, listingOptions, printJson, printListing } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

type Message = QueryBody<'quarantineList'>['messages'][number];

const columns: readonly Column<Message>[] = [
  { name: 'id', of: (message) => message.id },
  { name: 'at', of: (message) => message.at, isTime: true },
  { name: 'deviceId', of: (message) => message.deviceId },
  { name: 'topic', of: (message) => message.topic },
  { name: 'reason', of: (message) => message.reason },
  { name: 'detail', of: (message) => message.detail },
  { name: 'sizeBytes', of: (message) => message.sizeBytes },
];

/** `quarantine list`, `show ID`, `replay`, `purge`. */
export function addQuarantineCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const quarantine = line.add(line.root, 'quarantine', text.t('broker.cli.quarantine'));

  const list = line
    .add(quarantine, 'list', text.t('broker.cli.quarantine.list'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--device <ID>', text.t('broker.cli.quarantine.device'));
  listingOptions(list, text);
  line.onRun(list, async (_args, options) => {
    const answer = await send(context, options, 'quarantineList', { deviceId: options.device });
    if (!answer.ok) return answer;
    printListing(
      context,
      options,
      answer.value.flatMap(({ messages }) => messages),
      columns,
    );
    return ok(0);
  });

  const show = line
    .add(quarantine, 'show <id>', text.t('broker.cli.quarantine.show'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--json', text.t('broker.cli.json'));
  line.onRun(show, ([id = ''], options) => showMessage(context, Number(id), options));

  const replay = line.add(quarantine, 'replay', text.t('broker.cli.quarantine.replay'));
  replay.option('--data <DIR>', text.t('broker.cli.data'));
  line.onRun(replay, async (_args, options) => {
    const answer = await send(context, options, 'quarantineReplay', {});
    if (!answer.ok) return answer;
    const { replayed = 0, kept = 0 } = answer.value[0] ?? {};
    say(context, text.t('broker.said.replayed', { replayed, kept }));
    return ok(0);
  });

  const purge = line
    .add(quarantine, 'purge', text.t('broker.cli.quarantine.purge'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--device <ID>', text.t('broker.cli.quarantine.device'));
  line.onRun(purge, async (_args, options) => {
    const answer = await send(context, options, 'quarantinePurge', { deviceId: options.device });
    if (!answer.ok) return answer;
    say(context, text.t('broker.said.purged', { count: answer.value[0]?.purged ?? 0 }));
    return ok(0);
  });
}

/** The payload as text: what a machine sent is read by a person, so control characters are blanked. */
async function showMessage(context: CliContext, id: number, options: Options): Promise<Outcome> {
  const answer = await send(context, options, 'quarantineShow', { id });
  if (!answer.ok) return answer;
  const [shown] = answer.value;
  if (options.json === true) {
    printJson(context, shown);
    return ok(0);
  }
  printListing(context, {}, shown === undefined ? [] : [shown.message], columns);
  const payload = Buffer.from(shown?.payloadBase64 ?? '', 'base64').toString('utf8');
  print(context, payload.replace(/\p{Cc}/gu, ' '));
  return ok(0);
}
