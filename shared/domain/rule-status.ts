/** How binding a rule is: a decision's norm, an authority's guidance, or this software's own assumption. */
export const ruleStatuses = ['norm', 'guidance', 'assumption'] as const;
export type RuleStatus = (typeof ruleStatuses)[number];
