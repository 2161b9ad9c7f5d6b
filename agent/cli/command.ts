import type { AppError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Environment } from '../../shared/runtime/config.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Collector } from '../collector.ts';
import type { AgentConfig } from '../config.ts';
import type { Host } from '../host/host.ts';
import type { Ask } from './seat.ts';

/** The world of one call of `schooldrum-agent`. */
export type CliDeps = {
  readonly env: Environment;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Only where standard input is a terminal. */
  readonly ask?: Ask | undefined;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly clock: Clock;
  readonly host: Host;
  readonly collectors: readonly Collector[];
  /** Seconds since the process started, time asleep included. */
  readonly upSeconds: () => number;
  readonly untilSignal: () => Promise<unknown>;
};

/** What a command works with: its world, its settings, and the words of the reader's language. */
export type CommandContext = CliDeps & { readonly config: AgentConfig; readonly text: Text };

/** Exit status, or the error that ended the command. */
export type CommandResult = number | AppError;
