import type { Clock } from '../../shared/runtime/clock.ts';
import type { Environment } from '../../shared/runtime/config.ts';
import type { Text } from '../../shared/text/text.ts';
import type { StartMeasuringProcess } from '../http/ndt7/measuring-process.ts';
import type { OpenStore } from '../installation.ts';
import type { OpenTransport } from '../serve.ts';

/** A place for text, such as process.stdout. */
export type Sink = { write(text: string): unknown };

/** What every command has at hand; adapters are chosen in main. */
export type CliContext = {
  readonly text: Text;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Environment;
  readonly clock: Clock;
  readonly openStore: OpenStore;
  readonly openTransport: OpenTransport;
  /** Without it nothing of lines is measured from here. */
  readonly startMeasuringProcess?: StartMeasuringProcess | undefined;
  /** Resolves when the operator ends the program. */
  readonly untilSignal: () => Promise<unknown>;
};

/** One line to the operator. */
export function say(context: Pick<CliContext, 'stderr'>, line: string): void {
  context.stderr.write(`${line}\n`);
}

/** One line of output, for the next program. */
export function print(context: Pick<CliContext, 'stdout'>, line: string): void {
  context.stdout.write(`${line}\n`);
}
