import { z } from 'zod';
import { parseJson } from '../parse/parse-json.ts';

/**
 * What the kernel's rule set does with what comes in: `closed` where all that no rule lets in is dropped, `open` where no
 * rule can stop anything, `unclear` between the two (a few addresses shut out, say).
 */
export type RuleSet = { readonly input: 'closed' | 'open' | 'unclear'; readonly ruleCount: number };

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
const stopping = new Set(['drop', 'reject']);
const passing = new Set(['counter', 'log', 'comment', 'continue']);

/** `nft -j list ruleset` (libnftables-json(5)). */
export function parseNftRuleSet(text: string): RuleSet | undefined {
  const json = parseJson(text);
  const parsed = json.ok ? ruleSet.safeParse(json.value) : undefined;
  if (parsed?.success !== true) return undefined;
  const entries = parsed.data.nftables;
  const rules = entries.flatMap((entry) => (entry.rule === undefined ? [] : [entry.rule]));
  const inputs = entries
    .flatMap((entry) => (entry.chain === undefined ? [] : [entry.chain]))
    .filter(({ family, hook }) => hook === 'input' && families.has(family))
    .map((input) => ({ ...input, rules: rules.filter((each) => isIn(each, input)) }));
  const isClosed = inputs.some(({ policy, rules: own }) => policy === 'drop' || own.some(stopsAll));
  const isOpen = inputs.every(({ rules: own }) => own.every(({ expr }) => expr.every(isHarmless)));
  return { input: isClosed ? 'closed' : isOpen ? 'open' : 'unclear', ruleCount: rules.length };
}

function isIn(each: z.infer<typeof rule>, { family, table, name }: z.infer<typeof chain>): boolean {
  return each.family === family && each.table === table && each.chain === name;
}

/** Drops or rejects without a condition. */
function stopsAll({ expr }: z.infer<typeof rule>): boolean {
  const words = expr.map(keywordOf);
  return (
    words.every((word) => stopping.has(word) || passing.has(word)) && words.some((word) => stopping.has(word))
  );
}

/** Conditions, counters and permission stop nothing by themselves. */
function isHarmless(statement: unknown): boolean {
  const word = keywordOf(statement);
  return passing.has(word) || word === 'match' || word === 'accept' || word === 'limit';
}

/** Each statement is an object with one member, its keyword. */
function keywordOf(statement: unknown): string {
  return typeof statement === 'object' && statement !== null ? (Object.keys(statement)[0] ?? '') : '';
}
