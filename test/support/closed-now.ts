import type { SessionLoss } from '../../broker/transport/transport.ts';

/** A connection that ended at once, without a keep-alive of its own. */
export const closedNow: SessionLoss = { lastHeardAt: 0, silenceMs: 0, how: 'closed' };
