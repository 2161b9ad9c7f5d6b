/** How fast machines notice, try again and say that they live: what turns silence into proof (design.md §6). */

/** Clocks, queues and networks. */
export const slackMs = 10_000;
/** The mark of a living process is written each minute. */
export const aliveMarkMs = 75_000;
/** Longest wait before the next attempt to reach the broker (full jitter, 1 s to 5 min). */
export const retryMs = 305_000;
/** Heartbeats of a machine that lives are no further apart. */
export const heartbeatMs = 390_000;
/** Power comes back a moment before systems start. */
export const powerUpMs = 30_000;
/** Systems start their agent with them, slow ones some minutes later. */
export const lateStartMs = 300_000;
/** Shorter cuts are bad minutes, not incidents. */
export const shortestCutMs = 90_000;
/** Two cuts with less good time between are one. */
export const goodBetweenMs = 120_000;
/** Checks of a minute log are no further apart. */
export const checkMs = 180_000;
/** Slow for so long in a row, nobody can work with it. */
export const slowMs = 300_000;
/** Silences of one cause begin together. */
export const togetherMs = 15_000;
/** Starts of a provider's lines agree. */
export const providerMs = 90_000;
/** A new process begins to look at once: what lies so close to its start is its own. */
export const newProcessMs = 2000;
