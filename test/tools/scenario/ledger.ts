/** Counts what the broker still owes an answer to, so that time stands still until it has worked. */
export type Ledger = {
  /** Something is under way; the returned function ends it, once. */
  readonly begin: () => () => void;
  readonly waiting: () => number;
};

export function createLedger(): Ledger {
  let waiting = 0;
  return {
    begin: () => {
      let isOver = false;
      waiting += 1;
      return () => {
        if (!isOver) waiting -= 1;
        isOver = true;
      };
    },
    waiting: () => waiting,
  };
}
