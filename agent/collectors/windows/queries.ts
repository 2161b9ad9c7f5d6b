import { machineQueries } from './machine-queries.ts';
import type { WindowsQuery } from './query.ts';
import { securityQueries } from './security-queries.ts';

/** Those that may take seconds by themselves (reported of some, expected of the others): time runs out for them first. */
const slowest: readonly string[] = [
  'administrators',
  'software',
  'userSoftware',
  'hotfixDates',
  'licences',
  'powershellTwo',
];

const all: readonly WindowsQuery[] = [...machineQueries, ...securityQueries];

/** Every question that the batch can carry, in the order in which they run. */
export const windowsQueries: readonly WindowsQuery[] = [
  ...all.filter(({ name }) => !slowest.includes(name)),
  ...slowest.flatMap((name) => all.filter((query) => query.name === name)),
];
