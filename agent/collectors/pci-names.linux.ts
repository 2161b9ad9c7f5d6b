import type { PciDevice } from './pci.linux.ts';
import { clip } from './text.ts';

export type PciNames = {
  readonly line: (line: string) => void;
  /** Vendor and device as the list calls them; undefined where it does not know the device. */
  readonly nameOf: (device: PciDevice) => string | undefined;
};

/**
 * Finds a few devices in pci.ids(5): `VVVV  vendor`, then `⇥DDDD  device`; deeper lines and the classes at its end are
 * passed over.
 */
export function createPciNames(wanted: readonly PciDevice[]): PciNames {
  const vendors = new Set(wanted.map(({ vendorId }) => vendorId));
  const devices = new Set(wanted.map(keyOf));
  const names = new Map<string, string>();
  let vendorId = '';
  let vendorName = '';
  const nameDevice = (text: string): void => {
    const key = `${vendorId}:${text.slice(1, 5)}`;
    if (devices.has(key)) names.set(key, `${vendorName} ${text.slice(7)}`);
  };
  const line = (text: string): void => {
    if (text[0] === '\t') nameDevice(text);
    else if (text.startsWith('  ', 4)) {
      vendorId = vendors.has(text.slice(0, 4)) ? text.slice(0, 4) : '';
      vendorName = text.slice(6);
    }
  };
  return { line, nameOf: (device) => clip(names.get(keyOf(device)), 128) };
}

function keyOf({ vendorId, deviceId }: PciDevice): string {
  return `${vendorId}:${deviceId}`;
}
