import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined, keyValues } from './text.ts';

type Device = NonNullable<Facts['peripherals']['usbDevices']>[number];

export type UsbDevice = { readonly device: Device; readonly isHub: boolean };

const hubClass = '9';

/** The `uevent` of a USB device or of one of its interfaces: `PRODUCT=46d/825/12`, hex without leading zeros. */
export function parseUsbDevice(uevent: string): UsbDevice | undefined {
  const values = keyValues(uevent, '=');
  const [, vendor, product] = /^([0-9a-f]{1,4})\/([0-9a-f]{1,4})\//i.exec(values.get('PRODUCT') ?? '') ?? [];
  if (vendor === undefined || product === undefined) return undefined;
  return {
    device: defined({
      vendorId: vendor.toLowerCase().padStart(4, '0'),
      productId: product.toLowerCase().padStart(4, '0'),
      driver: clip(values.get('DRIVER'), 64),
    }),
    isHub: values.get('TYPE')?.split('/')[0] === hubClass,
  };
}
