/** Machines per page: the longest row (names of 253 and 128 characters, three bytes each) takes 2.1 KiB, so 20 always fit. */
export const pageSize = 20;

/** Which machine stands on which page of one unit's views. A machine keeps its page; freed seats are taken again. */
export type Pages = {
  /** Puts a machine on a page, or finds the one it has. */
  readonly put: (deviceId: string) => number;
  /** The page it leaves, or null if it was on none. */
  readonly remove: (deviceId: string) => number | null;
  readonly pageOf: (deviceId: string) => number | null;
  readonly members: (page: number) => ReadonlySet<string>;
  /** Pages in use or once used: an emptied one is published empty, so that its machines are seen to have left. */
  readonly pageCount: () => number;
  readonly deviceIds: () => IterableIterator<string>;
};

export function createPages(size: number = pageSize): Pages {
  const pageOf = new Map<string, number>();
  const members: Set<string>[] = [];
  const withRoom = new Set<number>();
  const roomiest = (): number => {
    for (const page of withRoom) return page;
    withRoom.add(members.length);
    return members.push(new Set()) - 1;
  };
  return {
    put: (deviceId) => {
      const known = pageOf.get(deviceId);
      if (known !== undefined) return known;
      const page = roomiest();
      pageOf.set(deviceId, page);
      if (members[page]?.add(deviceId).size === size) withRoom.delete(page);
      return page;
    },
    remove: (deviceId) => {
      const page = pageOf.get(deviceId);
      if (page === undefined) return null;
      pageOf.delete(deviceId);
      members[page]?.delete(deviceId);
      withRoom.add(page);
      return page;
    },
    pageOf: (deviceId) => pageOf.get(deviceId) ?? null,
    members: (page) => members[page] ?? new Set(),
    pageCount: () => members.length,
    deviceIds: () => pageOf.keys(),
  };
}
