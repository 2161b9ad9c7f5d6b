import type { HostFacts } from './host.ts';

/** What the environment of the agent says of Windows. */
export type WindowsSurroundings = {
  readonly facts?: Pick<HostFacts, 'systemRoot' | 'isWow64' | 'powershellPath'>;
  /** Handed on to every child. */
  readonly variables?: Readonly<Record<string, string>>;
};

/**
 * Folders that paths in the registry and in WMI are written with, and where programs keep what passes: without it PowerShell tries
 * the policies of this machine with a file in the folder of Windows. Nothing of PowerShell itself.
 */
const handedOn = [
  'SystemRoot',
  'windir',
  'TEMP',
  'TMP',
  'ProgramData',
  'ProgramFiles',
  'ProgramFiles(x86)',
  'ProgramW6432',
  'CommonProgramFiles',
  'PROCESSOR_ARCHITECTURE',
];

/** @param architecture of the runtime, as process.arch says it */
export function windowsSurroundings(
  environment: Readonly<Record<string, string | undefined>>,
  architecture: string,
): WindowsSurroundings {
  const variables: Record<string, string> = {};
  for (const name of handedOn) {
    const value = environment[name];
    if (value !== undefined) variables[name] = value;
  }
  const systemRoot = environment.SystemRoot;
  // Windows sets it for 32-bit programs alone.
  const isWow64 = architecture === 'ia32' && environment.PROCESSOR_ARCHITEW6432 !== undefined;
  return { variables, facts: { isWow64, ...(systemRoot === undefined ? {} : { systemRoot }) } };
}
