import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'smol-toml';
import type { TestContext } from 'vitest';
import { askRunningBroker } from '../../broker/control/control-client.ts';
import { controlPath } from '../../broker/control/control-path.ts';
import type { QueryBody, QueryKind, QueryParams } from '../../shared/contract/query.ts';
import { bundleConsole } from '../console/bundle.ts';
import { runDone, runHere } from './broker-process.ts';
import { eventually } from './eventually.ts';
import type { NetNamespace } from './net-namespace.ts';
import { brokerHost, layNetwork, type Network, resolvers, type UplinkName, uplinks } from './net-network.ts';
import type { Resources } from './resources.ts';

const root = join(import.meta.dirname, '../..');
/**
 * A school behind a router that translates addresses, with one or two providers, and an Internet with a real broker, name servers
 * and the anchors: each a network of its own, each program the real one.
 */
export type NetSchool = Network & {
  readonly echoPort: number;
  readonly mqttPort: number;
  /** What the console prints for a technician. */
  readonly tell: (...words: readonly string[]) => Promise<string>;
  readonly ask: <K extends QueryKind>(kind: K, params: QueryParams<K>) => Promise<readonly QueryBody<K>[]>;
  /** Starts all agents and waits until they are connected; those that ran are stopped before, and hand over what they measured. */
  readonly startAgents: () => Promise<void>;
  /** What was stored of the line's checks: gateway, first hop, broker, internet, DNS, quality, as letters; seen from where. */
  readonly checks: () => readonly StoredCheck[];
  /** How many machines said in a heartbeat that their gateway answers. */
  readonly machinesWithGateway: () => number;
};

type StoredCheck = { readonly result: string; readonly address: string | null };

export async function openNetSchool(
  context: TestContext,
  resources: Resources,
  plan: { readonly lines: readonly UplinkName[]; readonly computers?: number },
): Promise<NetSchool> {
  const network = await layNetwork(context, resources, { computers: 2, ...plan });
  const { data, echoPort, mqttPort } = await startBroker(resources, network.internet);
  const ask: NetSchool['ask'] = async (kind, params) => {
    const answer = await askRunningBroker(controlPath(data), kind, params);
    if (!answer.ok) throw new Error(`${kind}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  await openSchool(resources, data, ask, plan.lines);
  const agents = await joinComputers(resources, data, network.computers);
  const untilConnected = (count: number) =>
    patiently(async () => {
      const [status] = await ask('brokerStatus', {});
      return status?.connected === count || undefined;
    }, 90_000);
  return {
    ...network,
    ...{ echoPort, mqttPort, ask },
    startAgents: async () => {
      await agents.stop();
      await untilConnected(0);
      agents.start();
      // What a process measures that the broker never heard of has no moment.
      await untilConnected(network.computers.length);
    },
    tell: async (...words) => {
      const program = await bundleConsole(await resources.folder());
      const profile = join(data, 'admin.profile.json');
      return network.internet.run(process.execPath, program, ...words, '--profile', profile);
    },
    checks: () => readChecks(data),
    machinesWithGateway: () => readMachinesWithGateway(data),
  };
}

async function startBroker(resources: Resources, internet: NetNamespace) {
  const data = join(await resources.folder(), 'data');
  const init = await runHere(['init', '--data', data, '--host', brokerHost, '--free-ports']);
  if (init.status !== 0) throw new Error(init.stderr);
  const child = internet.spawn(process.execPath, [join(root, 'broker/main.ts'), 'serve', '--data', data], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr ?? process.stdin }).on('line', (line) => {
      if (line.includes('"measuring"')) resolve();
    });
    child.once('exit', () => reject(new Error('the broker ended')));
  });
  const { echoPort, mqttPort } = parse(readFileSync(join(data, 'broker.toml'), 'utf8'));
  return { data, echoPort: Number(echoPort), mqttPort: Number(mqttPort) };
}

/** One school with its lines entered; shared services are no part of this. */
async function openSchool(
  resources: Resources,
  data: string,
  ask: NetSchool['ask'],
  names: readonly UplinkName[],
): Promise<void> {
  const roster = join(await resources.folder(), 'roster.csv');
  writeFileSync(roster, 'school_code,school_name,level\nS1,TH Kim Đồng,TH\n');
  await runDone(data, 'roster', 'import', roster);
  for (const [n, name] of names.entries()) {
    const { isp } = uplinks[name];
    const duty = n === 0 ? 'main' : 'parallel';
    await ask('lineSet', { lineId: `S1-${name}`, schoolCode: 'S1', isp, medium: 'fibre', duty });
  }
  const [listed] = await ask('serviceList', {});
  for (const { service, name, url } of listed?.services ?? [])
    if (url !== null) await ask('serviceSet', { service, name, url, state: 'retired' });
}

/** Physical machines with the name server of their provider: in what only their own processes see. */
async function joinComputers(
  resources: Resources,
  data: string,
  computers: readonly NetNamespace[],
): Promise<{ readonly stop: () => Promise<void>; readonly start: () => void }> {
  const folder = await resources.folder();
  const files = { cpuinfo: join(folder, 'cpuinfo'), resolv: join(folder, 'resolv.conf') };
  writeFileSync(files.cpuinfo, readFileSync('/proc/cpuinfo', 'utf8').replaceAll(' hypervisor', ''));
  writeFileSync(files.resolv, resolvers.map((each) => `nameserver ${each}\n`).join(''));
  const dressed = `mount --bind ${files.cpuinfo} /proc/cpuinfo && mount --bind ${files.resolv} /etc/resolv.conf && exec "$@"`;
  const agent = (computer: NetNamespace, n: number, ...args: readonly string[]): ChildProcess => {
    const program = [
      process.execPath,
      join(root, 'agent/main.ts'),
      ...args,
      '--state',
      join(folder, `pc${n}`),
    ];
    return computer.spawn('sh', ['-c', dressed, 'sh', ...program], { stdio: ['pipe', 'ignore', 'inherit'] });
  };
  const token = await runDone(data, 'token', '--school', 'S1', '--role', 'student', '--uses', '9');
  for (const [n, computer] of computers.entries()) {
    const joining = agent(computer, n, 'join', '-');
    joining.stdin?.end(token);
    const [status] = await once(joining, 'exit');
    if (status !== 0) throw new Error(`joining ended with ${status}`);
  }
  let running: ChildProcess[] = [];
  return {
    stop: async () => {
      for (const child of running.splice(0)) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
    },
    start: () => {
      running = computers.map((computer, n) =>
        agent(computer, n, 'run', '--at-once', '--log-level', 'error'),
      );
    },
  };
}

function readChecks(data: string): StoredCheck[] {
  return inStore(data, (database) => {
    const rows = database.prepare('SELECT result, address FROM line_run ORDER BY from_at, id').all();
    return rows.map(({ result, address }) => ({
      result: String(result),
      address: address === null ? null : String(address),
    }));
  });
}

function readMachinesWithGateway(data: string): number {
  const sql = `SELECT count(*) AS machines FROM section
    WHERE section = 'usage' AND reading LIKE '%"gatewayReachable":true%'`;
  return inStore(data, (database) => Number(database.prepare(sql).get()?.machines));
}

function inStore<T>(data: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(data, 'schooldrum.db'), { readOnly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

/** Asks twice a second: a broker that is asked without pause measures nothing but its own answers. */
export function patiently<T>(ask: () => Promise<T | undefined>, deadlineMs: number): Promise<T> {
  return eventually(async () => {
    const value = await ask();
    if (value === undefined) await wait(500);
    return value;
  }, deadlineMs);
}

/** Waits until each of the lines has its prober; gives the rows. */
export function untilProbed(school: NetSchool, lines: number) {
  return patiently(async () => {
    const [listed] = await school.ask('lineList', {});
    const rows = listed?.lines ?? [];
    return rows.length === lines && rows.every(({ proberId }) => proberId !== null) ? rows : undefined;
  }, 120_000);
}
