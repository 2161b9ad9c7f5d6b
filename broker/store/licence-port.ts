/** A school's licence as it was entered, since `validFrom` (ms UTC). */
export type LicenceVersion = {
  readonly validFrom: number;
  readonly schoolCode: string;
  readonly product: string;
  readonly seats: number;
  /** Last day, YYYY-MM-DD; null: it does not end. */
  readonly expiresOn: string | null;
  readonly note: string | null;
};

export type LicenceRecord = LicenceVersion & { readonly id: number };

/** A new licence (no id), another version of one, or (null) its end. */
export type LicenceChange =
  | { readonly id: number | null; readonly version: LicenceVersion }
  | { readonly id: number; readonly version: null };

/** The register of licences: append-only versions. */
export type LicenceStore = {
  /** The newest version of each that was not removed, by school and id; with `asAtMs` only what had been said by then. */
  readonly licences: (asAtMs?: number) => Promise<readonly LicenceRecord[]>;
  /** A new line, or another version of `id`. Gives its id. */
  readonly saveLicence: (id: number | null, version: LicenceVersion, actor: string) => Promise<number>;
  /** All or none, from `at` on. */
  readonly saveLicences: (changes: readonly LicenceChange[], at: number, actor: string) => Promise<void>;
  /** Removed from `at` on; what it was stays. False when there is no such licence (any more). */
  readonly removeLicence: (id: number, at: number, actor: string) => Promise<boolean>;
};
