/** One thing that a purpose needs, with what was found. */
export interface Demand {
  readonly code: string;
  readonly result: 'met' | 'short' | 'unknown';
  readonly found: number | null;
  readonly needed: number | null;
}

/** How many machines have something, and of how many nobody knows. */
export interface MachineCount {
  readonly having: number;
  readonly unknown: number;
}

export type ReadinessVerdict = 'ready' | 'not-ready' | 'unknown';

export function atLeast(code: string, found: number | null, needed: number | null): Demand {
  if (found === null || needed === null) return { code, result: 'unknown', found, needed };
  return { code, result: found >= needed ? 'met' : 'short', found, needed };
}

export function atMost(code: string, found: number | null, needed: number): Demand {
  if (found === null) return { code, result: 'unknown', found, needed };
  return { code, result: found <= needed ? 'met' : 'short', found, needed };
}

/** Short only where those that are not known could not make up for it. */
export function enough(code: string, { having, unknown }: MachineCount, needed: number | null): Demand {
  const counted = atLeast(code, having, needed);
  const isOpen = counted.result === 'short' && needed !== null && having + unknown >= needed;
  return isOpen ? { ...counted, result: 'unknown' } : counted;
}

/** What is short decides; what is not known keeps a room from being called ready. */
export function verdictOf(demands: readonly Demand[]): ReadinessVerdict {
  if (demands.some(({ result }) => result === 'short')) return 'not-ready';
  return demands.some(({ result }) => result === 'unknown') ? 'unknown' : 'ready';
}

/** Of each machine whether it has something (null is not known), how many have it. */
export function countOf(machines: readonly (boolean | null)[]): MachineCount {
  return {
    having: machines.filter((has) => has === true).length,
    unknown: machines.filter((has) => has === null).length,
  };
}
