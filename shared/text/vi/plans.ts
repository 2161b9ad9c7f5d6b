/** Plans, scenarios and money. */
export const plansVi = {} as const;
