/** Who waits for something scarce: first come, first served within an address; addresses one after the other. */
export type Turns<T> = {
  readonly length: () => number;
  readonly add: (address: string, one: T) => void;
  readonly take: () => T | undefined;
};

export function createTurns<T>(): Turns<T> {
  const byAddress = new Map<string, T[]>();
  let length = 0;
  return {
    length: () => length,
    add: (address, one) => {
      const waiting = byAddress.get(address);
      if (waiting === undefined) byAddress.set(address, [one]);
      else waiting.push(one);
      length += 1;
    },
    take: () => {
      const [next] = byAddress;
      if (next === undefined) return undefined;
      const [address, waiting] = next;
      const one = waiting.shift();
      byAddress.delete(address);
      if (waiting.length > 0) byAddress.set(address, waiting);
      length -= 1;
      return one;
    },
  };
}
