/** As-at snapshots and what schools say to them. */
export const snapshotsEn = {} as const;
