import { Command, InvalidArgumentError } from 'commander';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { createSystemClock, delay } from '../../shared/runtime/clock.ts';
import { readProfile } from '../../shared/runtime/profile.ts';
import { createText } from '../../shared/text/create-text.ts';
import { openAskingUser } from '../support/asking-user.ts';
import { type Settings, simulate } from './simulator/simulate.ts';

const program = new Command('simulate')
  .description('A deterministic synthetic area that joins and reports through the public surface only.')
  .requiredOption('--profile <FILE>', 'profile of an admin, as schooldrum-broker init writes it')
  .option('--schools <N>', 'schools of the area', integer(1, 3_000), 10)
  .option('--devices <N>', 'machines that join, at most', integer(0, 20_000), 100)
  .option('--seed <N>', 'same seed, same area', integer(0, 2 ** 31), 20_261_122)
  .option('--minutes <M>', 'simulated minutes to run after joining', integer(0, 100_000), 10)
  .option('--speed <X>', 'simulated minutes per real minute', integer(1, 1_000), 1)
  .option('--csv', 'print the roster that would be imported, and end');

/** Commander parser of a bounded integer. */
function integer(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < min || number > max)
      throw new InvalidArgumentError(`an integer from ${min} to ${max}`);
    return number;
  };
}

async function main(): Promise<void> {
  const options = program.parse().opts<Settings & { profile: string; csv?: true }>();
  const profile = readProfile(options.profile);
  if (!profile.ok) {
    process.stderr.write(`${createText('en').error(profile.error)}\n`);
    process.exitCode = 65;
    return;
  }
  const clock = createSystemClock();
  const user = await openAskingUser(profile.value, clock);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
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
