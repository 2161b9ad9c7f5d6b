import { Command, InvalidArgumentError } from 'commander';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { createSystemClock, delay } from '../../shared/runtime/clock.ts';
import { readProfile } from '../../shared/runtime/profile.ts';
import { createText } from '../../shared/text/create-text.ts';
import { openAskingUser } from '../support/asking-user.ts';
import { playFile } from './scenario/play-file.ts';
import { type Settings, simulate } from './simulator/simulate.ts';

const program = new Command('simulate')
  .description('A deterministic synthetic area that joins and reports through the public surface only.')
  .option('--profile <FILE>', 'profile of an admin, as schooldrum-broker init writes it')
  .option('--schools <N>', 'schools of the area', integer(1, 3_000), 10)
  .option('--devices <N>', 'machines that join, at most', integer(0, 20_000), 100)
  .option('--seed <N>', 'same seed, same area', integer(0, 2 ** 31), 20_261_122)
  .option('--minutes <M>', 'simulated minutes to run after joining', integer(0, 100_000), 10)
  .option('--speed <X>', 'simulated minutes per real minute', integer(1, 1_000), 1)
  .option('--csv', 'print the roster that would be imported, and end')
  .option(
    '--scenario <FILE>',
    'play a scenario on a throw-away installation (docs/scenarios.md); print its outages',
  )
  .option('--json', 'with --scenario: JSON, which is what it always prints');

/** Commander parser of a bounded integer. */
function integer(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < min || number > max)
      throw new InvalidArgumentError(`an integer from ${min} to ${max}`);
    return number;
  };
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const options = program.parse().opts<Settings & { profile?: string; scenario?: string; csv?: true }>();
  if (options.scenario !== undefined) {
    process.once('SIGHUP', () => process.exit(129));
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
    const played = await playFile(options.scenario, { say });
    if (played.ok) process.stdout.write(`${JSON.stringify(played.value)}\n`);
    else fail(played.error);
  } else if (options.profile !== undefined) await simulateWith(options, options.profile);
  else program.error('one of --profile and --scenario is needed', { exitCode: 64 });
}

function fail(reason: string): void {
  say(reason);
  process.exitCode = 65;
}

async function simulateWith(options: Settings, profilePath: string): Promise<void> {
  const profile = readProfile(profilePath);
  if (!profile.ok) return fail(createText('en').error(profile.error));
  const clock = createSystemClock();
  const user = await openAskingUser(profile.value, clock);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  const result = await simulate(options, {
    user,
    clock,
    say,
    signal: stopping.signal,
    readToken: parseJoinToken,
    wait: (ms) => delay(clock, ms),
  });
  await user.stop();
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

await main();
