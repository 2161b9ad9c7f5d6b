import type { Freeze } from '../../../agent/freeze-state.ts';
import type { Text } from '../../../shared/text/text.ts';
import type { SetupFlags } from './flags.ts';

/** Exit code 1: all is done, but something was not seen to work. */
export const doneUnseen = 1;

/** Exit codes of what this program cannot do itself (sysexits.h); others are the agent's. */
export const exitCodes = { usage: 64, noToken: 66, unwritable: 73, frozen: 73, running: 75 } as const;

/** How a program ended. A stand-in of a system program ends with 0 and prints nothing: that proves nothing. */
export type Ended = { readonly exitCode: number; readonly stdout: string };

/** The machine on which something is set up. */
export type Setup = {
  readonly text: Text;
  readonly flags: SetupFlags;
  readonly folders: SetupFolders;
  readonly say: (line: string) => void;
  /** Runs a program of Windows, such as `schtasks`, unseen; exit code -1 when it cannot be started. */
  readonly windows: (program: string, ...args: readonly string[]) => Ended;
  /** Runs the agent of a folder in the person's terminal; its exit code. */
  readonly agent: (folder: string, ...args: readonly string[]) => number;
  /** Whether what is written into a folder now outlives a restart. */
  readonly freezeOf: (folder: string) => Promise<Freeze>;
  readonly wait: (ms: number) => Promise<void>;
};

export type SetupFolders = {
  /** What a person opened: the stick, the share. */
  readonly media: string;
  /** Where this program and the agent lie now. */
  readonly source: string;
  /** Where they are installed. */
  readonly target: string;
  /** Settings and, unless they say otherwise, state. */
  readonly data: string;
};
