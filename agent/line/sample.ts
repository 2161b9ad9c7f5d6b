import type { LineSample } from '../../shared/contract/line-facts.ts';
import type { LineCheck } from './check.ts';
import type { ResolverTry } from './dns-check.ts';
import type { TargetTries } from './line-state.ts';
import { spreadOf, type Try } from './statistics.ts';

const maxTargets = 12;
const maxResolvers = 8;
const maxAddresses = 8;

type Summary = Pick<LineSample, 'targets' | 'dns' | 'publicAddresses' | 'captivePortal'>;

/** Gathers what checks measured until a sample is due. */
export type SampleBuilder = {
  readonly add: (check: LineCheck) => void;
  readonly addTries: (targets: readonly TargetTries[]) => void;
  readonly take: () => Summary;
};

type Gathered = { readonly tries: Try[] } & Pick<TargetTries, 'kind' | 'address' | 'method'>;

export function createSampleBuilder(): SampleBuilder {
  const targets = new Map<string, Gathered>();
  const resolvers = new Map<string, Try[]>();
  const addresses = new Set<string>();
  let isCaptive: boolean | undefined;
  const addTries = (all: readonly TargetTries[]): void => {
    for (const each of all) gatherTarget(targets, each);
  };
  return {
    addTries,
    add: (check) => {
      addTries(check.targets);
      for (const each of check.resolvers) gatherResolver(resolvers, each);
      const { publicAddress } = check.state;
      if (publicAddress !== undefined && addresses.size < maxAddresses) addresses.add(publicAddress);
      // What was seen once is seen, though the rest of the span went through.
      if (check.isCaptive !== undefined) isCaptive = isCaptive === true || check.isCaptive;
    },
    take: () => {
      const taken: Summary = {
        ...(targets.size === 0 ? {} : { targets: [...targets.values()].map(describe) }),
        ...(resolvers.size === 0
          ? {}
          : { dns: [...resolvers].map(([server, tries]) => describeResolver(server, tries)) }),
        ...(addresses.size === 0 ? {} : { publicAddresses: [...addresses] }),
        ...(isCaptive === undefined ? {} : { captivePortal: isCaptive }),
      };
      targets.clear();
      resolvers.clear();
      addresses.clear();
      isCaptive = undefined;
      return taken;
    },
  };
}

function gatherTarget(targets: Map<string, Gathered>, { kind, address, method, tries }: TargetTries): void {
  const key = `${kind} ${address} ${method}`;
  const gathered = targets.get(key) ?? { kind, address, method, tries: [] };
  if (!targets.has(key) && targets.size >= maxTargets) return;
  gathered.tries.push(...tries);
  targets.set(key, gathered);
}

function gatherResolver(resolvers: Map<string, Try[]>, { server, time }: ResolverTry): void {
  const tries = resolvers.get(server) ?? [];
  if (!resolvers.has(server) && resolvers.size >= maxResolvers) return;
  tries.push(time);
  resolvers.set(server, tries);
}

function describe({ kind, address, method, tries }: Gathered): NonNullable<LineSample['targets']>[number] {
  return { kind, address, method, ...spreadOf(tries) };
}

function describeResolver(server: string, tries: readonly Try[]): NonNullable<LineSample['dns']>[number] {
  const { sent, lost, p50Ms, p95Ms } = spreadOf(tries);
  return {
    server,
    sent,
    lost,
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  };
}
