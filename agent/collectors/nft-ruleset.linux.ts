import { z } from 'zod';
import { parseJson } from '../parse/parse-json.ts';

/** What the kernel's rule set does with what comes in. */
export type RuleSet = { readonly filtersInput: boolean; readonly ruleCount: number };

const chain = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  policy: z.string().optional(),
});
const rule = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.unknown()),
});
const ruleSet = z.object({
  nftables: z.array(
    z.object({ chain: chain.optional().catch(undefined), rule: rule.optional().catch(undefined) }),
  ),
});

/** Families through which packets for the machine itself come. */
const families = new Set(['inet', 'ip', 'ip6']);

/**
 * `nft -j list ruleset` (libnftables-json(5)). Input is filtered when a chain on its hook drops by policy, or has a rule
 * that does anything but let pass and count.
 */
export function parseNftRuleSet(text: string): RuleSet | undefined {
  const json = parseJson(text);
  const parsed = json.ok ? ruleSet.safeParse(json.value) : undefined;
  if (parsed?.success !== true) return undefined;
  const entries = parsed.data.nftables;
  const rules = entries.flatMap((entry) => (entry.rule === undefined ? [] : [entry.rule]));
  const inputs = entries
    .flatMap((entry) => (entry.chain === undefined ? [] : [entry.chain]))
    .filter(({ family, hook }) => hook === 'input' && families.has(family));
  const filtersInput = inputs.some(
    (input) =>
      input.policy === 'drop' ||
      rules.some(
        (each) =>
          each.family === input.family &&
          each.table === input.table &&
          each.chain === input.name &&
          each.expr.some(mayStop),
      ),
  );
  return { filtersInput, ruleCount: rules.length };
}

/** Drops, rejects, or passes on to another chain, which may. */
function mayStop(statement: unknown): boolean {
  if (typeof statement !== 'object' || statement === null) return false;
  return ['drop', 'reject', 'jump', 'goto', 'vmap', 'queue'].some((verdict) => verdict in statement);
}
