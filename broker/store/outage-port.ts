/** What the store keeps: outages and what they are judged from. */
export type OutageStore = Readonly<Record<never, never>>;
