/**
 * Which tests run: `fast` is what everybody runs; `full` adds `*.full.test.ts` and, when all of these are through and one
 * file at a time, `*.quiet.test.ts`, which measure and need the machine for themselves; `faults` is `*.faults.test.ts` alone.
 */
export type Tier = 'fast' | 'full' | 'faults';

/** Test files that run together, when those of the group before are through. */
export type TestGroup = {
  readonly name: string;
  /** Globs, relative to the repository. */
  readonly include: string[];
  readonly exclude: string[];
  /** Files at once. */
  readonly maxWorkers: number;
};

const isTier = (name: string): name is Tier => ['fast', 'full', 'faults'].includes(name);

/** The tier named by SCHOOLDRUM_TIER, `fast` when it is unset; throws on any other word. */
export function currentTier(environment: Record<string, string | undefined>): Tier {
  const name = environment.SCHOOLDRUM_TIER ?? 'fast';
  if (!isTier(name)) throw new Error(`SCHOOLDRUM_TIER is "${name}"; it is one of fast, full, faults`);
  return name;
}

/** The groups of a tier, in the order in which they run. */
export function testGroups(tier: Tier): TestGroup[] {
  const files = (kind: string): string => `test/**/*.${kind}.test.{ts,tsx}`;
  if (tier === 'faults') return [{ name: 'faults', include: [files('faults')], exclude: [], maxWorkers: 2 }];
  const slower = tier === 'fast' ? '{full,quiet,faults}' : '{quiet,faults}';
  const together = { include: ['test/**/*.test.{ts,tsx}'], exclude: [files(slower)], maxWorkers: 2 };
  const alone = { name: 'quiet', include: [files('quiet')], exclude: [], maxWorkers: 1 };
  return [{ name: tier, ...together }, ...(tier === 'full' ? [alone] : [])];
}
