import type { WindowsQuery } from './query.ts';

/** What is asked of hardware, system, storage, network, peripherals, software. */
export const machineQueries: readonly WindowsQuery[] = [];
