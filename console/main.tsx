import { existsSync } from 'node:fs';
import process from 'node:process';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError, exitStatus } from '../shared/runtime/app-error.ts';
import { createSystemClock } from '../shared/runtime/clock.ts';
import { chooseLanguage, languageFlag } from '../shared/runtime/language.ts';
import { untilSignal } from '../shared/runtime/lifecycle.ts';
import { version } from '../shared/runtime/version.ts';
import { createText } from '../shared/text/create-text.ts';
import { inOptions } from '../shared/text/in-options.ts';
import { type CommandLine, parseCommandLine } from './cli.ts';
import type { OneShot } from './commands/run-command.ts';
import type { ConsoleConfig } from './config.ts';
import type { FleetWatch } from './fleet-watch.ts';
import { keepHeapSmall } from './heap.ts';
import type { FleetSource } from './source.ts';

// Colour libraries know FORCE_COLOR only, and read it when they are first imported.
if ((process.env.NO_COLOR ?? '') !== '') process.env.FORCE_COLOR = '0';

keepHeapSmall();

const clock = createSystemClock();
const argv = process.argv.slice(2);

const language = chooseLanguage(languageFlag(argv), process.env);
const text = createText(language);

async function main(): Promise<number> {
  const line = parseCommandLine(argv, text, version);
  if (!line.ok) return fail(line.error);
  const { command, flags } = line.value;
  if (command.kind === 'print') return print(command.text, 0);
  const { consoleConfig } = await import('./config.ts');
  const config = consoleConfig(process.env, { profile: flags.profile, lang: flags.lang });
  if (!config.ok) return fail(config.error);
  if (!existsSync(config.value.profile)) {
    return fail(appError('SD-PROFILE-MISSING', { path: config.value.profile }));
  }
  return isInteractive(line.value) ? watch(config.value) : runOnce(command, line.value, config.value);
}

/** A screen needs a terminal on both sides; without one, `watch` prints the overview. */
function isInteractive({ command, flags }: CommandLine): boolean {
  const isPrinted = flags.once === true || flags.json === true || flags.csv === true || flags.check === true;
  return command.kind === 'watch' && !isPrinted && process.stdout.isTTY && process.stdin.isTTY;
}

/** Imported when first needed: MQTT and validation take longer to load than the first frame may. */
async function openSource(config: ConsoleConfig): Promise<Result<FleetSource, AppError>> {
  const [{ readProfile }, { createMqttSource }, { routeOf }] = await Promise.all([
    import('../shared/runtime/profile.ts'),
    import('./mqtt-source.ts'),
    import('../shared/runtime/route-settings.ts'),
  ]);
  const profile = readProfile(config.profile);
  return profile.ok
    ? ok(
        createMqttSource(profile.value, {
          ...{ clock, random: Math.random, route: routeOf(config) },
          profileFile: config.profile,
        }),
      )
    : err(profile.error);
}

async function loadRules() {
  const [norms, calendars, { createSchoolCalendar }] = await Promise.all([
    import('../shared/data/norms.ts'),
    import('../shared/data/calendar.ts'),
    import('../shared/domain/calendar.ts'),
  ]);
  return {
    pack: norms.shippedNormPacks()[0],
    calendar: createSchoolCalendar(calendars.shippedCalendar()),
  };
}

async function runOnce(
  command: OneShot,
  { flags, typed }: CommandLine,
  config: ConsoleConfig,
): Promise<number> {
  const source = await openSource(config);
  if (!source.ok) return fail(source.error);
  const { runCommand } = await import('./commands/run-command.ts');
  const rules = await loadRules();
  source.value.start({ onLink: () => {}, onView: () => {} });
  const result = await runCommand(command, {
    ...{ source: source.value, clock, text, rules, flags },
    isTerminal: process.stdout.isTTY,
  });
  await source.value.stop();
  if (!result.ok) return fail(inOptions(result.error, typed));
  const { stdout, bytes, stderr, severity, status } = result.value;
  process.stderr.write(stderr ?? '');
  return print(bytes ?? stdout, status ?? (flags.check === true ? severity : 0));
}

async function watch(config: ConsoleConfig): Promise<number> {
  const [{ openTerminal }, { createDisplay }, { firstModel }, { createReference }] = await Promise.all([
    import('./terminal.tsx'),
    import('./state/display.ts'),
    import('./state/model.ts'),
    import('./reference.ts'),
  ]);
  const size = { columns: process.stdout.columns, rows: process.stdout.rows };
  const first = firstModel(size, language, process.env.FORCE_COLOR === '0' ? 'mono' : 'auto', clock.now());
  let fleet: FleetWatch | undefined;
  const display = createDisplay(first, createReference(), (effect) => {
    if (effect.kind === 'quit') terminal.close();
    else fleet?.perform(effect);
  });
  const terminal = openTerminal(display, process.stdout, process.stdin);
  void untilSignal().then(() => terminal.close());
  process.once('uncaughtException', (cause) => {
    terminal.close();
    process.exitCode = fail(bug(cause));
    process.exit();
  });
  const source = await openSource(config);
  if (source.ok) {
    const { createFleetWatch } = await import('./fleet-watch.ts');
    const { pack } = await loadRules();
    fleet = createFleetWatch(source.value, display, { clock, pack });
    fleet.start();
  } else terminal.close();
  await terminal.closed;
  await fleet?.stop();
  return source.ok ? 0 : fail(source.error);
}

function print(words: string | Uint8Array, status: number): number {
  process.stdout.write(words);
  return status;
}

/** One line on stderr: code, what happened, what to do. */
function fail(problem: AppError): number {
  process.stderr.write(`${text.error(problem)}\n`);
  return exitStatus(problem);
}

function bug(cause: unknown): AppError {
  return appError('SD-INTERNAL', { reason: cause instanceof Error ? cause.message : String(cause) });
}

// A pipe that closes early (head, less) ends the program quietly.
process.stdout.on('error', () => process.exit());

process.exitCode = await main().catch((cause: unknown) => fail(bug(cause)));
