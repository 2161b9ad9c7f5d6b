import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Host, RunFailure } from './host.ts';
import { inWindows } from './windows-folder.ts';

/** What is longer may not fit the command line of Windows: 32,767 characters with the path and the quotes. */
export const maxScriptLength = 30_000;

/** The hard limit of one run; scripts end themselves before. */
export const powershellTimeoutMs = 90_000;

const maxBytes = 4 * 1024 * 1024;
const words = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command'];

/** Printed text without anything that is not ASCII, and, of a run that printed nothing, what it complained of. */
export type PowerShellOutput = { readonly text: string; readonly complaint: string };

/**
 * Runs one script in the PowerShell of Windows: its full path, no profile, no window, nothing on standard input. A script is a
 * text of this program alone, given whole on the command line, to which execution policies do not apply; nothing that came over
 * the network may be part of it. `not-found`: there is no PowerShell. Its exit code says nothing.
 */
export async function runPowerShell(
  host: Host,
  script: string,
  signal?: AbortSignal,
): Promise<Result<PowerShellOutput, RunFailure>> {
  if (script.length > maxScriptLength) throw new RangeError(`a script of ${script.length} characters`);
  const program =
    host.facts().powershellPath ?? inWindows(host, 'System32\\WindowsPowerShell\\v1.0\\powershell.exe');
  const run = await host.runToExit(program, [...words, script], {
    timeoutMs: powershellTimeoutMs,
    maxBytes,
    encoding: 'latin1',
    ...(signal === undefined ? {} : { signal }),
  });
  if (!run.ok) return err(run.error);
  const { stdout, stderr = '' } = run.value;
  return ok({ text: asciiOf(stdout), complaint: asciiOf(stderr).slice(0, 200) });
}

/** Scripts print ASCII on one line: what is left of UTF-8, UTF-16 of either order, with or without its mark, once all else is dropped. */
function asciiOf(latin1: string): string {
  return latin1.replace(/[^ -~]+/g, '');
}
