import { setFlagsFromString } from 'node:v8';

/**
 * Told to V8 before anything else is loaded: an agent that rests for minutes has no use for optimised machine code.
 * Measured on Linux, Node 26, joined and connected: 107 → 88 MB resident; the first full report costs 0.02 s of CPU more.
 */
for (const flag of ['--optimize-for-size', '--no-opt', '--no-maglev', '--no-sparkplug']) {
  setFlagsFromString(flag);
}
