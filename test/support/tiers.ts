/** Which tests run: `fast` is what everybody runs, `full` adds `*.full.test.ts`, `faults` is `*.faults.test.ts` alone. */
export type Tier = 'fast' | 'full' | 'faults';

const isTier = (name: string): name is Tier => ['fast', 'full', 'faults'].includes(name);

/** The tier named by SCHOOLDRUM_TIER, `fast` when it is unset; throws on any other word. */
export function currentTier(environment: Record<string, string | undefined>): Tier {
  const name = environment.SCHOOLDRUM_TIER ?? 'fast';
  if (!isTier(name)) throw new Error(`SCHOOLDRUM_TIER is "${name}"; it is one of fast, full, faults`);
  return name;
}

/** The globs of a tier's test files, relative to the repository. */
export function testFiles(tier: Tier): { include: string[]; exclude: string[] } {
  if (tier === 'faults') return { include: ['test/**/*.faults.test.{ts,tsx}'], exclude: [] };
  const slower = tier === 'fast' ? 'test/**/*.{full,faults}.test.{ts,tsx}' : 'test/**/*.faults.test.{ts,tsx}';
  return { include: ['test/**/*.test.{ts,tsx}'], exclude: [slower] };
}
