/** A recorded review without its content. */
export type ReviewHead = {
  readonly id: number;
  readonly schoolCode: string;
  /** YYYY-MM. */
  readonly month: string;
  readonly asAt: number;
  readonly actor: string;
  /** JSON of what lists show of it. */
  readonly summary: string;
};

/** `content` is JSON of the whole review, and never changes. */
export type ReviewRecord = ReviewHead & { readonly content: string };

/** Recorded reviews: only ever added to. */
export type ReviewStore = {
  readonly addReview: (review: Omit<ReviewRecord, 'id'>) => Promise<number>;
  /** Null when there is none. Throws when the content is not what was recorded. */
  readonly review: (id: number) => Promise<ReviewRecord | null>;
  /** Of these schools, newest month first, within a month newest record first. */
  readonly reviewsOf: (schoolCodes: readonly string[], limit: number) => Promise<readonly ReviewHead[]>;
  /** School → when its newest review was recorded. */
  readonly lastReviews: () => Promise<ReadonlyMap<string, number>>;
};
