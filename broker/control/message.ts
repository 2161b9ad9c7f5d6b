import { type Ask, ask } from '../../shared/contract/query.ts';

/** A line to the broker's own shell: an `ask` without a window. Answers are `tell` lines. */
export const controlRequest = ask.omit({ window: true });
export type ControlRequest = Omit<Ask, 'window'>;

/** Longest line in either direction: a roster of 8 million characters, escaped. */
export const maxLineBytes = 64 * 1024 * 1024;
