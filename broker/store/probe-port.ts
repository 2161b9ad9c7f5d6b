/** What the store keeps: probers, leases and budgets. */
export type ProbeStore = Readonly<Record<never, never>>;
