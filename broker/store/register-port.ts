/** Which table of rows: a register of `registerNames`, `scenarios` or `exports`. */
export type StoredRegister = string;

/** A row of a register: a JSON object, of which the register's schema knows the shape. */
export type RegisterRecord = {
  readonly key: string;
  readonly row: unknown;
  /** ms UTC. */
  readonly validFrom: number;
  readonly actor: string;
};

/** A version that a change adds: null ends the row, what it was stays. */
export type RegisterEntry = { readonly key: string; readonly row: object | null };

/** Versions that one import adds, all from the same moment. */
export type RegisterUpdate = {
  readonly register: StoredRegister;
  readonly at: number;
  readonly actor: string;
  readonly entries: readonly RegisterEntry[];
};

/** Registers that people keep: append-only versions of JSON rows, told apart by the name of the register. */
export type RegisterStore = {
  /** The newest version of every row that has not ended, by key; with `asAtMs` only what had been said by then. */
  readonly registerRows: (register: StoredRegister, asAtMs?: number) => Promise<readonly RegisterRecord[]>;
  /** The same of those rows whose key is like the pattern: `*` stands for anything. */
  readonly registerRowsLike: (
    register: StoredRegister,
    pattern: string,
  ) => Promise<readonly RegisterRecord[]>;
  /** How many rows there ever were. */
  readonly registerSize: (register: StoredRegister) => Promise<number>;
  readonly saveRegister: (change: RegisterUpdate) => Promise<void>;
};
