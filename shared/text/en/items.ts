/** What is counted and bought: names, units, actions and their reasons. */
export const itemsEn = {} as const;
