import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Result } from '../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../shared/runtime/app-error.ts';
import { chooseLanguage, languageFlag } from '../shared/runtime/language.ts';
import { createText } from '../shared/text/create-text.ts';
import type { Text } from '../shared/text/text.ts';
import {
  ensureBroker,
  ensureSchool,
  type Folders,
  foldersOf,
  startAgent,
  startBroker,
  untilReported,
} from './start/installation.ts';
import { type Background, runInForeground } from './start/programs.ts';

/** `npm start`: this machine as a one-school installation: broker, agent and console, in `.data/`. */
const root = join(import.meta.dirname, '..');

const argv = process.argv.slice(2);
const text = createText(chooseLanguage(languageFlag(argv), process.env));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const values = readFlags();
const running: Background[] = [];
const stopRequested = new Promise<'stop'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('stop'));
});

if (values.help === true) process.stdout.write(`${text.t('start.help')}\n`);
else process.exitCode = await main(foldersOf(values.data));

/** The command line; what it does not know ends the program with SD-USAGE. */
function readFlags() {
  const options = {
    once: { type: 'boolean' },
    json: { type: 'boolean' },
    csv: { type: 'boolean' },
    lang: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    data: { type: 'string', default: join(root, '.data') },
  } as const;
  try {
    return parseArgs({ args: argv, strict: true, options }).values;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const usage = appError('SD-USAGE', { reason: /'([^']*)'/.exec(cause.message)?.[1] ?? '' });
    say(text.error(usage));
    process.exit(exitStatus(usage));
  }
}

async function main(folders: Folders): Promise<number> {
  try {
    const status = await Promise.race([beat(folders), stopRequested]);
    return status === 'stop' ? 0 : status;
  } finally {
    if (running.length > 0 && process.stderr.isTTY) say(text.t('start.stopping'));
    // The agent says goodbye to a broker that still stands.
    for (const program of running.reverse()) await program.stop();
  }
}

async function beat(folders: Folders): Promise<number> {
  const started = await bringUp(folders, text);
  if (!started.ok) {
    say(text.error(started.error));
    return exitStatus(started.error);
  }
  const language = values.lang === undefined ? [] : ['--lang', values.lang];
  const common = ['--profile', folders.profile, ...language];
  if (!isOneShot()) return runInForeground('console', ['watch', ...common]);
  const format = values.json === true ? ['--json'] : values.csv === true ? ['--csv'] : [];
  const status = await runInForeground('console', ['overview', '--once', ...format, ...common]);
  const isDocument = values.once === true || values.json === true || values.csv === true;
  if (isDocument || status !== 0) return status;
  say(text.t('start.running', { path: folders.logs }));
  await stopRequested;
  return 0;
}

async function bringUp(folders: Folders, words: Text): Promise<Result<void, AppError>> {
  if (process.stderr.isTTY) say(words.t('start.preparing', { path: values.data }));
  const prepared = await ensureBroker(folders);
  if (!prepared.ok) return prepared;
  const broker = await startBroker(folders);
  if (!broker.ok) return broker;
  if (broker.value === null) return prepared;
  running.push(broker.value);
  const school = await ensureSchool(folders, words);
  if (!school.ok) return school;
  const agent = await startAgent(folders);
  if (!agent.ok) return agent;
  running.push(agent.value);
  if (!isOneShot()) return prepared;
  if (process.stderr.isTTY) say(words.t('start.waiting'));
  return untilReported(folders);
}

/** One document or one plain picture, then nothing more to draw. */
function isOneShot(): boolean {
  return values.once === true || values.json === true || values.csv === true || process.stdout.isTTY !== true;
}
