import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Host } from '../host/host.ts';
import type { Endpoint } from './echo.ts';
import type { FirstHops } from './first-hop.ts';
import { findRouter } from './igd.ts';
import { checkIpv6 } from './ipv6.ts';
import type { TargetTries } from './line-state.ts';
import { measureMtu } from './mtu.ts';
import type { Names } from './names.ts';
import type { WayOut } from './way-out.ts';

type RareFacts = Pick<LineSample, 'ipv6' | 'mtuBytes' | 'router'>;

/** What changes seldom, or costs a child process: measured one at a time, on a line that is well. */
export type Rarely = {
  /** At most one of them, if its time has come. */
  readonly measure: (hops: FirstHops, targets: readonly TargetTries[]) => Promise<void>;
  /** What was found since it was asked last. */
  readonly take: () => RareFacts;
};

export type RareDeps = {
  readonly clock: Clock;
  readonly host: Host;
  readonly wayOut: WayOut;
  readonly names: Names;
  readonly broker: () => Endpoint | undefined;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

type Task = {
  readonly everyMs: number;
  readonly run: (targets: readonly TargetTries[]) => Promise<RareFacts>;
};

export function createRarely(deps: RareDeps): Rarely {
  let found: RareFacts = {};
  let hops: FirstHops | undefined;
  const tasks: readonly Task[] = [
    {
      // Looks whether it is due; the hop itself is kept for a week.
      everyMs: hourMs,
      run: async (targets) => {
        await hops?.refresh(outsideAddress(targets));
        return {};
      },
    },
    { everyMs: hourMs, run: () => checkIpv6(deps) },
    { everyMs: hourMs, run: async () => await routerFacts(deps) },
    { everyMs: weekMs, run: async (targets) => await measureMtu(deps.host, outsideAddress(targets)) },
  ];
  const doneAtMs: (number | undefined)[] = tasks.map(() => undefined);
  return {
    measure: async (current, targets) => {
      hops = current;
      const nowMs = deps.clock.monotonicMs();
      const index = tasks.findIndex(({ everyMs }, each) => nowMs - (doneAtMs[each] ?? -everyMs) >= everyMs);
      const task = tasks[index];
      if (task === undefined) return;
      doneAtMs[index] = nowMs;
      found = { ...found, ...(await task.run(targets)) };
    },
    take: () => {
      const taken = found;
      found = {};
      return taken;
    },
  };
}

async function routerFacts({ host, wayOut }: RareDeps): Promise<RareFacts> {
  const gateway = await wayOut.gateway();
  const router = gateway === undefined ? undefined : await findRouter(host, gateway);
  return router === undefined ? {} : { router };
}

/** Something beyond the school's network that answered just now. */
function outsideAddress(targets: readonly TargetTries[]): string | undefined {
  const outside = targets.filter(
    ({ kind, tries }) => kind !== 'gateway' && tries.some((each) => each !== null),
  );
  return (outside.find(({ kind }) => kind === 'anchor') ?? outside[0])?.address;
}
