import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Exit, Host, HostFacts, Platform } from '../../agent/host/host.ts';
import type { NetworkAccess } from '../../agent/host/network-port.ts';
import { createRealHost } from '../../agent/host/real-host.ts';
import { err, ok } from '../../shared/domain/result.ts';

/** A machine as a set of files: what collectors would read on it. */
export type RecordedMachine = {
  readonly platform?: Platform;
  readonly files: Readonly<Record<string, string>>;
  /** Path → target, as readlink gives it. */
  readonly links?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  /** Path → modification time in ms. */
  readonly times?: Readonly<Record<string, number>>;
  /** Paths that this account may not read. */
  readonly denied?: readonly string[];
  readonly facts?: Partial<HostFacts>;
  /** Program → standard output; any other program is not found. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Program and arguments, joined by spaces → how it ended; any other call is not found. */
  readonly exits?: Readonly<Record<string, Exit>>;
  /** What the network answers; nothing but a handshake when not given. */
  readonly network?: Partial<NetworkAccess>;
  readonly connect?: Host['connect'];
};

export type RecordedHost = Host & {
  /** Overwrites one file of the machine. */
  readonly write: (path: string, content: string) => Promise<void>;
  readonly started: readonly string[];
  readonly close: () => Promise<void>;
};

const blankFacts: HostFacts = {
  hostname: 'recorded',
  architecture: 'x86_64',
  release: '6.8.0',
  version: '#1 SMP',
  cpuThreads: 4,
  memoryBytes: 8 * 1024 ** 3,
  memoryFreeBytes: 1024 ** 3,
  uptimeSeconds: 3600.5,
  interfaces: [],
  dnsServers: [],
};

const silentNetwork: NetworkAccess = {
  connect: () => Promise.resolve(ok(1.25)),
  resolve: () => Promise.resolve(err('timed-out')),
  lookup: () => Promise.resolve(err('timed-out')),
  http: () => Promise.resolve(err('timed-out')),
  visit: () => Promise.resolve({ failedAt: 'tcp', detail: 'ETIMEDOUT' }),
  askByUdp: () => Promise.resolve(err('timed-out')),
};

/** The real host's file access over a folder that holds the recorded files; programs and the network are recorded too. */
export async function openRecordedHost(machine: RecordedMachine): Promise<RecordedHost> {
  const root = await mkdtemp(join(tmpdir(), 'schooldrum-machine-'));
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, 'latin1');
  };
  for (const folder of machine.folders ?? []) await mkdir(join(root, folder), { recursive: true });
  for (const [path, content] of Object.entries(machine.files)) await write(path, content);
  for (const [path, target] of Object.entries(machine.links ?? {})) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink(target, join(root, path));
  }
  for (const [path, ms] of Object.entries(machine.times ?? {})) {
    await utimes(join(root, path), ms / 1000, ms / 1000);
  }
  const real = createRealHost({ root });
  const isDenied = (path: string): boolean => machine.denied?.includes(path) === true;
  const started: string[] = [];
  return {
    ...real,
    platform: machine.platform ?? 'linux',
    readText: async (path, options) => (isDenied(path) ? err('denied') : await real.readText(path, options)),
    facts: () => ({ ...blankFacts, ...machine.facts }),
    run: (program) => {
      started.push(program);
      const output = machine.programs?.[program];
      return Promise.resolve(output === undefined ? err('not-found') : ok(output));
    },
    runToExit: (program, args) => {
      started.push(program);
      const exit = machine.exits?.[[program, ...args].join(' ')];
      return Promise.resolve(exit === undefined ? err('not-found') : ok(exit));
    },
    ...silentNetwork,
    ...machine.network,
    ...(machine.connect === undefined ? {} : { connect: machine.connect }),
    write,
    started,
    close: () => rm(root, { recursive: true, force: true }),
  };
}
