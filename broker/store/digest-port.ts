/** What the store keeps: receivers of the daily digest. */
export type DigestStore = Readonly<Record<never, never>>;
