import { machineQueries } from './machine-queries.ts';
import type { WindowsQuery } from './query.ts';
import { securityQueries } from './security-queries.ts';

/** Every question that the batch can carry, in the order in which they run. */
export const windowsQueries: readonly WindowsQuery[] = [...machineQueries, ...securityQueries];
