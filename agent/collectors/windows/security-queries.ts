import type { WindowsQuery } from './query.ts';

/** What is asked of antivirus, firewall, updates, accounts, exposure, hardening, activation. */
export const securityQueries: readonly WindowsQuery[] = [];
