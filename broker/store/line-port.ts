/** What the store keeps: register of lines and of services. */
export type LineStore = Readonly<Record<never, never>>;
