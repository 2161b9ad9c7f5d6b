/** What is counted and bought: names, units, actions and their reasons. */
export const itemsVi = {} as const;
