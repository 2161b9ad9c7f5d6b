import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Fewer machines fit anywhere. */
const manyMachines = 20_000;

/**
 * Told to V8 before anything is loaded. The space for new objects stays as it starts, and the old one is swept when it has grown
 * by half instead of doubled. Measured: the live picture of 5,000 machines in 145 MB instead of 269 (4 % more CPU), a snapshot of
 * 100,000 machines read in 288 MB instead of 450.
 */
export function keepHeapSmall(): void {
  for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=50']) setFlagsFromString(flag);
}

/** Gives back what computing a plan of many machines left behind, before the file is made (measured: 364 MB instead of 431). */
export function collectGarbage(machines: number): void {
  if (machines < manyMachines) return;
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}
