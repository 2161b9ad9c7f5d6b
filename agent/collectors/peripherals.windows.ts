import type { Facts } from '../../shared/contract/readings.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { mapFact } from './facts.ts';
import { clip, defined } from './text.ts';
import { monitorsOf } from './windows/monitors.ts';
import { type PnpDevice, pnpDevicesOf, usbIdsOf } from './windows/pnp.ts';
import { printersOf } from './windows/printers.ts';

type Device = NonNullable<Facts['peripherals']['usbDevices']>[number];

const maxDevices = 16;
const maxUsbDevices = 64;

/** Device classes (devguid.h): they have the same identifiers in every language. */
const classes = {
  camera: '{ca3e7ab9-b4c3-4ae6-8251-579ef933890f}',
  image: '{6bdd1fc6-810f-11d0-bec7-08002be2092f}',
  media: '{4d36e96c-e325-11ce-bfc1-08002be10318}',
  audioEndpoint: '{c166523c-fe0c-4a94-a586-f1a80cfbbf3e}',
  portable: '{eec5ad98-8080-425f-922a-dabf3de3f69a}',
} as const;

/** By plug and play and root/wmi: what is there now, not what once was. */
export function readWindowsPeripherals({ windows }: CollectorContext): Promise<Measured<'peripherals'>> {
  const devices = pnpDevicesOf(windows);
  return Promise.resolve({
    monitors: monitorsOf(windows),
    printers: printersOf(windows),
    cameras: mapFact(devices, (all) => all.filter(isCamera).slice(0, maxDevices).map(describe)),
    microphones: mapFact(devices, (all) => microphonesOf(all).slice(0, maxDevices)),
    usbDevices: mapFact(devices, (all) => all.filter(isUsbDevice).slice(0, maxUsbDevices).map(describe)),
  });
}

function isOfClass(device: PnpDevice, name: keyof typeof classes): boolean {
  return device.ClassGuid?.toLowerCase() === classes[name];
}

/** What programs, phones and remote sessions make up hangs below SWD, ROOT or BTH: its names may be those of people. */
function isAttached({ DeviceID: id }: PnpDevice): boolean {
  return id !== undefined && !/^(?:SWD|ROOT|BTH\w*)\\/i.test(id);
}

/** Scanners share the class of older cameras, but not their driver. */
function isCamera(device: PnpDevice): boolean {
  const isOlder = isOfClass(device, 'image') && device.Service?.toLowerCase() === 'usbvideo';
  return isAttached(device) && (isOfClass(device, 'camera') || isOlder);
}

/** Whole devices, not the functions of one (`&MI_01`). */
function isUsbDevice({ DeviceID: id }: PnpDevice): boolean {
  return usbIdsOf(id) !== undefined && !/&MI_/i.test(id ?? '');
}

/** Phones and sticks carry the name that their owner gave them: theirs stays. */
function describe(device: PnpDevice): Device {
  return defined({
    name: isOfClass(device, 'portable') ? undefined : device.Name,
    ...usbIdsOf(device.DeviceID),
    driver: clip(device.Service, 64),
    errorCode: device.ConfigManagerErrorCode,
  });
}

/**
 * Sockets that record (`{0.0.1.00000000}` in MMDEVAPI). They are named `Microphone (Realtek(R) Audio)` in the language of
 * Windows: what is in the brackets counts, and only where a sound card or USB device of this machine has that name.
 */
function microphonesOf(devices: readonly PnpDevice[]): Device[] {
  const cards = devices.filter((device) => isOfClass(device, 'media') && isAttached(device));
  const sockets = devices.filter(
    (device) =>
      isOfClass(device, 'audioEndpoint') && /\\MMDEVAPI\\\{0\.0\.1\.0{8}\}/i.test(device.DeviceID ?? ''),
  );
  return sockets.map((socket) => {
    const label = /\((?:\d+- )?(.+)\)$/.exec(socket.Name ?? '')?.[1];
    const card = label === undefined ? undefined : cards.find((each) => each.Name === label);
    return defined({
      ...(card === undefined ? {} : describe(card)),
      errorCode: socket.ConfigManagerErrorCode,
    });
  });
}
