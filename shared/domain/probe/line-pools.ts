import type { ProbeMachine } from './machine.ts';

/** A line that is to be probed. */
export interface ProbedLine {
  readonly lineId: string;
  readonly duty: 'main' | 'backup' | 'parallel';
  /** Of which the line is; null: of the whole school. */
  readonly siteCode: string | null;
  /** The gateway behind which its traffic was seen; null while nobody saw any. */
  readonly gateway: string | null;
}

const dutyOrder = ['main', 'parallel', 'backup'] as const;

/** Main lines first: where machines are few, these get them. */
export function mainFirst(a: ProbedLine, b: ProbedLine): number {
  return dutyOrder.indexOf(a.duty) - dutyOrder.indexOf(b.duty) || (a.lineId < b.lineId ? -1 : 1);
}

/**
 * Which machines share each line: those of the same school (and site) behind the same gateway. A line that nobody saw yet
 * gets a gateway that no other line has, else the one with most machines. Machines whose gateway is not known count with
 * the largest group: most schools have one router.
 */
export function linePools(
  lines: readonly ProbedLine[],
  machines: readonly ProbeMachine[],
): ReadonlyMap<string, readonly ProbeMachine[]> {
  const used = new Set(lines.flatMap(({ gateway }) => gateway ?? []));
  const pools = new Map<string, readonly ProbeMachine[]>();
  for (const line of [...lines].sort(mainFirst)) {
    const near = ofSite(line, machines);
    const gateways = gatewaysBySize(near);
    const isThere = line.gateway !== null && gateways.includes(line.gateway);
    const own = isThere ? line.gateway : (gateways.find((one) => !used.has(one)) ?? gateways[0] ?? null);
    if (own !== null) used.add(own);
    pools.set(
      line.lineId,
      near.filter(({ gateway }) => own === null || (gateway ?? gateways[0]) === own),
    );
  }
  return pools;
}

/** A site that no machine names is no reason to leave its line alone. */
function ofSite({ siteCode }: ProbedLine, machines: readonly ProbeMachine[]): readonly ProbeMachine[] {
  if (siteCode === null) return machines;
  const there = machines.filter((machine) => machine.siteCode === siteCode);
  return there.length === 0 ? machines : there;
}

function gatewaysBySize(machines: readonly ProbeMachine[]): string[] {
  const known = machines.filter(({ gateway }) => gateway !== null);
  return [...Map.groupBy(known, ({ gateway }) => gateway ?? '')]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([gateway]) => gateway);
}
