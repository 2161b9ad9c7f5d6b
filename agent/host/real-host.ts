import { Resolver } from 'node:dns';
import * as os from 'node:os';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { askResolver, lookUp } from './dns-question.ts';
import { createFileAccess } from './file-access.ts';
import type { CpuTicks, Exit, Host, HostFacts, HostInterface, Platform, RunFailure } from './host.ts';
import { callHttp } from './http-call.ts';
import type { NetworkAccess } from './network-port.ts';
import { runChild, type Surroundings } from './run-child.ts';
import { tcpConnect } from './tcp-connect.ts';
import { askUdp } from './udp-question.ts';
import { visitUrl } from './visit-url.ts';
import { inWindows } from './windows-folder.ts';
import type { WindowsSurroundings } from './windows-surroundings.ts';

const systemInformationTimeoutMs = 10_000;

const networkAccess: NetworkAccess = {
  connect: tcpConnect,
  resolve: askResolver,
  lookup: lookUp,
  http: callHttp,
  visit: visitUrl,
  askByUdp: askUdp,
};

export type RealHostConfig = {
  /** Prefix of every path that is read: `/` for this machine, a folder for a recorded one. */
  readonly root?: string;
  readonly windows?: WindowsSurroundings;
};

/**
 * The machine itself: the only code of the agent that reads foreign files and runs programs.
 * Children run one after the other, whoever asks (a guest never takes two cores).
 */
export function createRealHost(config: RealHostConfig = {}): Host {
  const exclusively = createLane();
  const platform = currentPlatform();
  const facts = (): HostFacts => readFacts(config.windows);
  const surroundings: Surroundings = {
    variables: config.windows?.variables ?? {},
    ...(platform === 'windows' ? { taskkillPath: inWindows({ facts }, 'System32\\taskkill.exe') } : {}),
  };
  const runToExit: Host['runToExit'] = (program, args, options) =>
    exclusively(() => runChild(program, args, options, surroundings));
  return {
    platform,
    ...createFileAccess(config.root ?? '/'),
    run: async (program, args, options) => outputOf(await runToExit(program, args, options)),
    runToExit,
    ...networkAccess,
    facts,
    systemInformation: (kind) => exclusively(() => askSystemInformation(platform, kind)),
  };
}

function currentPlatform(): Platform {
  if (process.platform === 'win32') return 'windows';
  return process.platform === 'linux' || process.platform === 'darwin' ? process.platform : 'other';
}

function outputOf(run: Result<Exit, RunFailure>): Result<string, RunFailure> {
  if (!run.ok) return run;
  return run.value.exitCode === 0 ? ok(run.value.stdout) : err('failed');
}

/** Runs tasks one after the other, in the order of asking. */
function createLane(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task);
    last = next.catch(() => undefined);
    return next;
  };
}

function readFacts(windows: WindowsSurroundings = {}): HostFacts {
  const cpus = os.cpus();
  const model = cpus[0]?.model.trim();
  return {
    hostname: os.hostname(),
    architecture: os.machine(),
    release: os.release(),
    version: os.version(),
    ...(model === undefined || model === '' ? {} : { cpuModel: model }),
    cpuThreads: cpus.length,
    cpuTicks: ticksOf(cpus),
    memoryBytes: os.totalmem(),
    memoryFreeBytes: os.freemem(),
    uptimeSeconds: os.uptime(),
    // Asked for alone: it loads the tables of all zones, a tenth of a whole inventory (measured).
    get timeZone() {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    },
    interfaces: Object.entries(os.networkInterfaces()).flatMap(([name, addresses]) =>
      (addresses ?? []).map((address) => interfaceOf(name, address)),
    ),
    // Of a resolver that begins now: the runtime's own keeps those of the process's start.
    get dnsServers() {
      return new Resolver().getServers();
    },
    ...windows.facts,
  };
}

function ticksOf(cpus: readonly os.CpuInfo[]): CpuTicks {
  const idle = cpus.reduce((sum, { times }) => sum + times.idle, 0);
  const busy = cpus.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { busy, total: busy + idle };
}

function interfaceOf(name: string, info: os.NetworkInterfaceInfo): HostInterface {
  const prefix = Number(info.cidr?.split('/')[1] ?? Number.NaN);
  return {
    name,
    family: info.family === 'IPv4' ? 'ipv4' : 'ipv6',
    address: info.address,
    ...(Number.isInteger(prefix) ? { prefixLength: prefix } : {}),
    mac: info.mac,
    isInternal: info.internal,
  };
}

/**
 * Loaded on first use only. Refused on Windows, where its calls start PowerShell without any timeout
 * (measured with systeminformation 5.33.23: three processes for `system` alone).
 */
async function askSystemInformation(
  platform: Platform,
  kind: 'system',
): Promise<Result<unknown, RunFailure>> {
  if (platform !== 'darwin') return err('not-found');
  const timeout = Promise.withResolvers<Result<unknown, RunFailure>>();
  const timer = setTimeout(() => timeout.resolve(err('timed-out')), systemInformationTimeoutMs);
  try {
    const { default: source } = await import('systeminformation');
    return await Promise.race([source[kind]().then(ok), timeout.promise]);
  } catch {
    return err('failed');
  } finally {
    clearTimeout(timer);
  }
}
