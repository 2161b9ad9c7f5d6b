import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Host } from '../host/host.ts';
import type { Endpoint } from './echo.ts';
import type { FirstHops } from './first-hop.ts';
import { findRouter } from './igd.ts';
import { checkIpv6 } from './ipv6.ts';
import { hasAnswer, type TargetTries } from './line-state.ts';
import { measureMtu } from './mtu.ts';
import type { Names } from './names.ts';
import { ping } from './ping.ts';
import type { WayOut } from './way-out.ts';

type RareFacts = Pick<LineSample, 'ipv6' | 'mtuBytes' | 'router'>;

/** What changes seldom, or costs a child process: measured one at a time, on a line that is well. */
export type Rarely = {
  /** At most one of them, if its time has come; tries that belong into the sample. */
  readonly measure: (targets: readonly TargetTries[]) => Promise<readonly TargetTries[]>;
  /** What was found since it was asked last. */
  readonly take: () => RareFacts;
};

export type RareDeps = {
  readonly clock: Clock;
  readonly host: Host;
  readonly wayOut: WayOut;
  readonly names: Names;
  readonly hops: FirstHops;
  readonly broker: () => Endpoint | undefined;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

const pings = 5;

type Outcome = { readonly facts?: RareFacts; readonly tries?: readonly TargetTries[] };
type Task = { readonly everyMs: number; readonly run: (targets: readonly TargetTries[]) => Promise<Outcome> };

export function createRarely(deps: RareDeps): Rarely {
  let found: RareFacts = {};
  const tasks: readonly Task[] = [
    { everyMs: hourMs, run: (targets) => askFirstHop(deps, targets) },
    { everyMs: hourMs, run: async () => ({ facts: await checkIpv6(deps) }) },
    { everyMs: hourMs, run: async () => ({ facts: await routerFacts(deps) }) },
    {
      everyMs: weekMs,
      run: async (targets) => ({ facts: await measureMtu(deps.host, outsideAddress(targets)) }),
    },
  ];
  const doneAtMs: (number | undefined)[] = tasks.map(() => undefined);
  return {
    measure: async (targets) => {
      const nowMs = deps.clock.monotonicMs();
      const index = tasks.findIndex(({ everyMs }, each) => nowMs - (doneAtMs[each] ?? -everyMs) >= everyMs);
      const task = tasks[index];
      if (task === undefined) return [];
      doneAtMs[index] = nowMs;
      const { facts, tries = [] } = await task.run(targets);
      found = { ...found, ...facts };
      return tries;
    },
    take: () => {
      const taken = found;
      found = {};
      return taken;
    },
  };
}

/** Which it is, once a week; how far it is, each hour, where it answers pings alone. */
async function askFirstHop({ host, hops }: RareDeps, targets: readonly TargetTries[]): Promise<Outcome> {
  await hops.refresh(outsideAddress(targets));
  const hop = hops.current();
  if (hop?.method !== 'ping') return {};
  const { address, method } = hop;
  const { tries } = await ping(host, address, pings);
  return tries.length === 0 ? {} : { tries: [{ kind: 'first-hop', address, method, tries }] };
}

async function routerFacts({ host, wayOut }: RareDeps): Promise<RareFacts> {
  const gateway = await wayOut.gateway();
  const router = gateway === undefined ? undefined : await findRouter(host, gateway);
  return router === undefined ? {} : { router };
}

/** Something beyond the school's network that answered just now. */
function outsideAddress(targets: readonly TargetTries[]): string | undefined {
  const outside = targets.filter(({ kind, tries }) => kind !== 'gateway' && hasAnswer(tries));
  return (outside.find(({ kind }) => kind === 'anchor') ?? outside[0])?.address;
}
