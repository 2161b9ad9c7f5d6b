import { resolve } from 'node:path';
import { ok } from '../../shared/domain/result.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { restore } from '../restore.ts';
import { type CliContext, say } from './context.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { dataFolderOf, send } from './send.ts';

const megabyte = 1024 ** 2;

/** `backup`, `restore FOLDER`. */
export function addBackupCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const backup = line
    .add(line.root, 'backup', text.t('broker.cli.backup'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('-o, --output <FOLDER>', text.t('broker.cli.backup.output'))
    .option('--authority-only', text.t('broker.cli.backup.authority'));
  line.onRun(backup, (_args, options) => runBackup(context, options));

  const again = line.add(line.root, 'restore <folder>', text.t('broker.cli.restore'));
  again.option('--data <DIR>', text.t('broker.cli.restore.data'));
  line.onRun(again, ([folder = ''], options) => runRestore(context, folder, options));
}

/** The broker that runs may have another working folder than this command. */
async function runBackup(context: CliContext, options: Options): Promise<Outcome> {
  if (typeof options.output !== 'string') return wrongValue('output', 'missing');
  const folder = resolve(options.output);
  const authorityOnly = options.authorityOnly === true;
  const answer = await send(context, options, 'backupCreate', { folder, authorityOnly });
  if (!answer.ok) return answer;
  const size = context.text.number((answer.value[0]?.sizeBytes ?? 0) / megabyte, 1);
  say(context, context.text.t('broker.said.backed-up', { path: folder, size }));
  return ok(0);
}

async function runRestore(context: CliContext, folder: string, options: Options): Promise<Outcome> {
  const data = dataFolderOf(context, options);
  if (!data.ok) return data;
  const restored = await restore(context, folder, resolve(data.value));
  if (!restored.ok) return restored;
  const { contents, createdAt } = restored.value;
  const key = contents === 'authority' ? 'broker.said.restored-authority' : 'broker.said.restored';
  const date = context.text.dateTime(createdAt);
  say(context, context.text.t(key, { path: data.value, date }));
  return ok(0);
}
