import type { Outcome } from '../../shared/domain/reading.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { ConnectFailure, NetworkAccess } from './network-port.ts';

export type Platform = 'linux' | 'windows' | 'darwin' | 'other';

export type ReadFailure = 'not-found' | 'denied' | 'failed';
export type RunFailure = ReadFailure | 'timed-out';

export type ReadOptions = {
  /** At most this much is read and the rest left; 1 MiB when not given. */
  readonly maxBytes?: number;
  /** `latin1` keeps one character per byte: for binary headers and tables. */
  readonly encoding?: 'utf8' | 'latin1';
};

export type RunOptions = {
  readonly timeoutMs: number;
  /** A child that prints more is killed, and the run is `failed`. */
  readonly maxBytes: number;
  /** Kills the child when the collector's deadline has passed. */
  readonly signal?: AbortSignal;
  /** `latin1` keeps one character per byte: for output of which the encoding is not known. */
  readonly encoding?: 'utf8' | 'latin1';
};

/** How a program ended: some say by their exit code what others print. */
export type Exit = {
  readonly exitCode: number;
  readonly stdout: string;
  /** Of a program that printed nothing on standard output: the beginning of what it complained of. */
  readonly stderr?: string;
};

export type HostInterface = {
  readonly name: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly prefixLength?: number;
  readonly mac: string;
  readonly isInternal: boolean;
};

/** What the runtime itself knows of the machine, on every platform, without a file or a child process. */
export type HostFacts = {
  readonly hostname: string;
  /** As `uname -m` says, such as x86_64. */
  readonly architecture: string;
  /** Kernel release; on Windows the build, such as 10.0.26100. */
  readonly release: string;
  /** Kernel version text; on Windows the product name. */
  readonly version: string;
  readonly cpuModel?: string;
  readonly cpuThreads: number;
  readonly cpuTicks?: CpuTicks;
  readonly memoryBytes: number;
  readonly memoryFreeBytes: number;
  readonly uptimeSeconds: number;
  readonly timeZone?: string;
  readonly interfaces: readonly HostInterface[];
  readonly dnsServers: readonly string[];
  /** Folder of Windows itself, such as C:\\Windows; its own programs are run by their full path. */
  readonly systemRoot?: string;
  /** A 32-bit runtime on a 64-bit Windows, for which System32 is another folder. */
  readonly isWow64?: boolean;
  /** Full path of another PowerShell than that of Windows. */
  readonly powershellPath?: string;
};

/** Time that the processors together have worked, and that has passed for them, since some moment; only differences mean anything. */
export type CpuTicks = { readonly busy: number; readonly total: number };

export type FileStatus = { readonly modifiedAt: number };
export type Capacity = { readonly sizeBytes: number; readonly freeBytes: number };

/** The machine as collectors see it. They reach it through this alone, so a recorded machine can stand in for it. */
export type Host = NetworkAccess & {
  readonly platform: Platform;
  readonly readText: (path: string, options?: ReadOptions) => Promise<Result<string, ReadFailure>>;
  /** Line by line, without holding the file; at most 64 MiB. */
  readonly readLines: (path: string, onLine: (line: string) => void) => Promise<Result<void, ReadFailure>>;
  /** Names, sorted; at most 100,000. */
  readonly readDir: (path: string) => Promise<Result<readonly string[], ReadFailure>>;
  readonly readLink: (path: string) => Promise<Result<string, ReadFailure>>;
  readonly stat: (path: string) => Promise<Result<FileStatus, ReadFailure>>;
  /** Size and free space, for an ordinary user, of the file system that holds `path`. */
  readonly capacity: (path: string) => Promise<Result<Capacity, ReadFailure>>;
  /** Standard output of one program: no shell, one child at a time, below-normal priority, killed at its limits. */
  readonly run: (
    program: string,
    args: readonly string[],
    options: RunOptions,
  ) => Promise<Result<string, RunFailure>>;
  /** The same, for a program whose exit code is its answer: any code is an `Exit`, death by a signal is `failed`. */
  readonly runToExit: (
    program: string,
    args: readonly string[],
    options: RunOptions,
  ) => Promise<Result<Exit, RunFailure>>;
  readonly facts: () => HostFacts;
  /** Raw systeminformation answer, for what neither file nor runtime gives: macOS only, validated by the caller. */
  readonly systemInformation: (kind: SystemInformationKind) => Promise<Result<unknown, RunFailure>>;
};

export type SystemInformationKind = 'system';

/** Why a fact has no value, from how its read failed: a file that is not there is no data, never a `no`. */
export function absentReason(failure: RunFailure | ConnectFailure): Exclude<Outcome, 'ok'> {
  if (failure === 'not-found') return 'no-data';
  return failure === 'unreachable' ? 'failed' : failure;
}
