import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve, win32 } from 'node:path';
import { shippedFreezeProducts } from '../shared/data/freeze-products.ts';
import { readLinuxFreeze } from './freeze.linux.ts';
import { readWindowsFreeze } from './freeze.windows.ts';
import type { Freeze } from './freeze-state.ts';
import type { Host } from './host/host.ts';

/** Looks at what freezes this machine, for the volume of the state folder. */
export async function readFreeze(host: Host, folder: string): Promise<Freeze> {
  const products = shippedFreezeProducts();
  if (host.platform === 'windows')
    return await readWindowsFreeze(host, win32.resolve(folder), products.windows);
  if (host.platform === 'linux') return await readLinuxFreeze(host, realFolder(folder), products.linux);
  return { state: 'absent' };
}

/** The folder, or the nearest one above it where it would be made, behind its links. */
function realFolder(folder: string): string {
  let existing = resolve(folder);
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    return realpathSync(existing);
  } catch {
    return existing;
  }
}
