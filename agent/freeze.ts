import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, win32 } from 'node:path';
import { shippedFreezeProducts } from '../shared/data/freeze-products.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
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

/**
 * Refuses, with SD-AGENT-FROZEN, to begin what the next restart would undo.
 * @returns doubtful: a product of which it is not known whether it freezes now
 */
export async function requireThawed(
  host: Host,
  folder: string,
): Promise<Result<{ readonly doubtful: string | null }, AppError>> {
  const freeze = await readFreeze(host, folder);
  if (freeze.state === 'frozen') return err(appError('SD-AGENT-FROZEN', { product: freeze.product }));
  return ok({ doubtful: freeze.state === 'unknown' ? freeze.product : null });
}

/** The folder behind its links, as far as it is there. */
function realFolder(folder: string): string {
  const asked = resolve(folder);
  let existing = asked;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    return join(realpathSync(existing), relative(existing, asked));
  } catch {
    return asked;
  }
}
