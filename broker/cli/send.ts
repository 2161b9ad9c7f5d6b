import type { QueryBody, QueryKind, QueryParams } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { checkValue, wrongValue } from '../../shared/runtime/problem.ts';
import { readSettings } from '../config.ts';
import { askRunningBroker } from '../control/control-client.ts';
import { controlPath } from '../control/control-path.ts';
import { openOffline } from '../offline.ts';
import type { CliContext } from './context.ts';
import type { Options } from './program.ts';

type Answer<K extends QueryKind> = Result<readonly QueryBody<K>[], AppError>;

/** The data folder: `--data`, else SCHOOLDRUM_DATA. */
export function dataFolderOf(context: CliContext, options: Options): Result<string, AppError> {
  const folder = options.data ?? context.env.SCHOOLDRUM_DATA;
  return typeof folder === 'string' && folder !== '' ? ok(folder) : wrongValue('data', 'missing');
}

/**
 * Sends a command to the broker that runs on the data folder, or, when none does, takes the folder's lock and carries it
 * out on the database. All pages of the answer.
 * @param wish parameters as the command line gave them: checked here, a wrong one is SD-VALUE
 */
export async function send<K extends QueryKind>(
  context: CliContext,
  options: Options,
  kind: K,
  wish: Readonly<Record<string, unknown>>,
): Promise<Answer<K>> {
  const folder = dataFolderOf(context, options);
  if (!folder.ok) return folder;
  const checked = checkValue(queryKinds[kind].params, wish);
  if (!checked.ok) return err(appError('SD-VALUE', checked.error));
  // Just checked; the schema's output is a valid input again.
  const params = checked.value as QueryParams<K>;
  const settings = readSettings(folder.value, context.env);
  if (!settings.ok) return settings;
  const path = controlPath(folder.value);
  const running = await askRunningBroker(path, kind, params);
  if (running.ok) return running;
  if (running.error !== 'not-running') return err(running.error);
  const offline = await openOffline(context, folder.value);
  if (offline.ok) {
    try {
      return await offline.value.ask(kind, params);
    } finally {
      await offline.value.close();
    }
  }
  if (offline.error.code !== 'SD-DATA-LOCKED') return offline;
  // A broker that was starting a moment ago listens by now.
  const again = await askRunningBroker(path, kind, params);
  if (again.ok) return again;
  return again.error === 'not-running' ? offline : err(again.error);
}
