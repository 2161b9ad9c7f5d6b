import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import rows from './freeze-products.json' with { type: 'json' };

const name = z.string().min(1).max(100);
const names = z.array(name).max(16);
const exitCodes = z.array(z.int().min(0).max(255)).min(1).max(8);

/** How a product tells whether it freezes now. `none`: it tells nobody, so its state is unknown. */
const windowsState = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exit-code'),
    /** Below the folder of Windows; the first one that is there is asked. */
    programs: names.min(1),
    args: names,
    frozen: exitCodes,
    thawed: exitCodes,
  }),
  z.object({ kind: z.literal('uwf') }),
  z.object({ kind: z.literal('none') }),
]);

const windowsProduct = z.object({
  product: name,
  platform: z.literal('windows'),
  /** Names of services and drivers, one of which is registered where the product is installed. */
  services: names.min(1),
  state: windowsState,
  ...source,
});
export type WindowsFreezeProduct = z.infer<typeof windowsProduct>;

const linuxProduct = z.object({
  product: name,
  platform: z.literal('linux'),
  /** Where the upper layer of its overlay lies, often hidden from the running system. */
  upperFolders: names,
  /** Block devices whose changes are kept in memory. */
  devices: names,
  /** Beginnings of words on the kernel's command line that name the product. */
  kernelWords: names,
  /** The same, of words that ask to keep the changes. */
  keepWords: names,
  ...source,
});
export type LinuxFreezeProduct = z.infer<typeof linuxProduct>;

const freezeProducts = z.array(z.discriminatedUnion('platform', [windowsProduct, linuxProduct]));

/** What gives a machine its old disk back at each restart, by platform; each row sourced. */
export function shippedFreezeProducts(): {
  readonly windows: readonly WindowsFreezeProduct[];
  readonly linux: readonly LinuxFreezeProduct[];
} {
  const all = freezeProducts.parse(rows);
  return {
    windows: all.filter((row) => row.platform === 'windows'),
    linux: all.filter((row) => row.platform === 'linux'),
  };
}
