/** Plans, scenarios and money. */
export const plansEn = {} as const;
