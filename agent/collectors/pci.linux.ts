import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined, keyValues } from './text.ts';

export type PciDevice = NonNullable<Facts['hardware']['pciDevices']>[number];

/** The `uevent` of one PCI device: one read gives driver, class and ids. Names are looked up by the broker. */
export function parsePciDevice(uevent: string, slot: string): PciDevice | undefined {
  const values = keyValues(uevent, '=');
  const [, vendorId, deviceId] = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(values.get('PCI_ID') ?? '') ?? [];
  const classId = /^[0-9a-f]{1,6}$/i.exec(values.get('PCI_CLASS') ?? '')?.[0];
  if (vendorId === undefined || deviceId === undefined || classId === undefined) return undefined;
  return defined({
    slot: slot.slice(0, 16),
    vendorId: vendorId.toLowerCase(),
    deviceId: deviceId.toLowerCase(),
    classId: classId.toLowerCase().padStart(6, '0'),
    driver: clip(values.get('DRIVER'), 64),
  });
}
