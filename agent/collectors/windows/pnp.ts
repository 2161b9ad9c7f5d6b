import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fact, WindowsAnswers } from '../../collector.ts';
import { noData } from '../facts.ts';
import { clip } from '../text.ts';
import { cimCount, cimList, cimText, readRows } from './cim-values.ts';

const deviceRow = z.object({
  DeviceID: cimText(400),
  Name: cimText(128),
  ClassGuid: cimText(38),
  Service: cimText(64),
  ConfigManagerErrorCode: cimCount,
});
export type PnpDevice = z.infer<typeof deviceRow>;

const maxDevices = 1_000;

/** Devices that are there now: PCI, USB, cameras, sound (question `pnpDevices`), in the order of their ids. */
export function pnpDevicesOf(windows: WindowsAnswers): Fact<PnpDevice[]> {
  const devices = readRows(windows('pnpDevices'), deviceRow, maxDevices);
  return devices.ok ? ok(devices.value.sort(byId)) : devices;
}

function byId({ DeviceID: a = '' }: PnpDevice, { DeviceID: b = '' }: PnpDevice): number {
  return a < b ? -1 : Number(a > b);
}

/** Vendor and product of `USB\VID_046D&PID_0825\…`, as Linux spells them; undefined for what is no USB device. */
export function usbIdsOf(deviceId: string | undefined): { vendorId: string; productId: string } | undefined {
  const [, vendorId, productId] =
    /^USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})[&\\]/i.exec(deviceId ?? '') ?? [];
  return vendorId === undefined || productId === undefined
    ? undefined
    : { vendorId: vendorId.toLowerCase(), productId: productId.toLowerCase() };
}

/** Below `Enum\` of a registry path as PowerShell gives it, in upper case: the instance id of a device. */
export function instanceOfPath(path: string | undefined): string | undefined {
  return /\\Enum\\(.+)$/i.exec(path ?? '')?.[1]?.toUpperCase();
}

type PciDevice = NonNullable<Facts['hardware']['pciDevices']>[number];

const maxPciDevices = 256;
const placeRow = z.object({
  PSPath: cimText(600),
  LocationInformation: cimText(300),
  CompatibleIDs: cimList,
});

/** Bus, device and function as numbers: the text around them is in the language of Windows. */
const placePattern = /(\d{1,8})\D{1,40}(\d{1,2})\D{1,40}(\d)\D{0,40}$/;

/** PCI devices that are there now, in the notation of Linux; their places and classes come from the registry. */
export function pciDevicesOf(windows: WindowsAnswers): Fact<PciDevice[]> {
  const devices = pnpDevicesOf(windows);
  if (!devices.ok) return devices;
  const places = readRows(windows('pciPlaces'), placeRow, maxDevices);
  if (!places.ok) return places;
  const byInstance = new Map(places.value.map((row) => [instanceOfPath(row.PSPath), row]));
  const found = devices.value.flatMap((device) => {
    const place = byInstance.get(device.DeviceID?.toUpperCase());
    return pciDeviceOf(device, place) ?? [];
  });
  // Devices are there, and the registry gave the place of none.
  if (found.length === 0 && devices.value.some(({ DeviceID: id }) => id?.startsWith('PCI\\'))) return noData;
  found.sort((a, b) => (a.slot < b.slot ? -1 : 1));
  return ok(found.slice(0, maxPciDevices));
}

function pciDeviceOf(device: PnpDevice, place: z.infer<typeof placeRow> | undefined): PciDevice | undefined {
  const [, vendorId, deviceId] =
    /^PCI\\VEN_([0-9A-F]{4})&DEV_([0-9A-F]{4})/i.exec(device.DeviceID ?? '') ?? [];
  const [, bus, slot, part] = placePattern.exec(place?.LocationInformation ?? '') ?? [];
  const classId = classOf(place?.CompatibleIDs ?? []);
  if (vendorId === undefined || deviceId === undefined || part === undefined || classId === undefined) {
    return undefined;
  }
  const driver = clip(device.Service, 64);
  return {
    slot: slotOf(Number(bus), Number(slot), Number(part)),
    vendorId: vendorId.toLowerCase(),
    deviceId: deviceId.toLowerCase(),
    classId,
    ...(driver === undefined ? {} : { driver }),
  };
}

/** The class code among ids such as `PCI\VEN_8086&CC_030000`. */
function classOf(ids: readonly unknown[]): string | undefined {
  for (const id of ids.slice(0, 64)) {
    const code = typeof id === 'string' ? /CC_([0-9A-F]{6})/i.exec(id.slice(0, 400))?.[1] : undefined;
    if (code !== undefined) return code.toLowerCase();
  }
  return undefined;
}

/** Windows keeps segment and bus in one number (PCI_SEGMENT_BUS_NUMBER: bus in the low eight bits). */
function slotOf(bus: number, device: number, part: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return `${hex((bus >> 8) & 0xffff, 4)}:${hex(bus % 256, 2)}:${hex(device, 2)}.${part.toString(16)}`;
}
