import type { Facts } from '../../shared/contract/readings.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { mapFact } from './facts.ts';
import {
  allItems,
  askProfiler,
  itemsOf,
  numberOf,
  type Profile,
  type ProfileItem,
  textOf,
} from './system-profiler.darwin.ts';
import { defined } from './text.ts';

type Peripherals = Facts['peripherals'];
type Device = NonNullable<Peripherals['usbDevices']>[number];
type Monitor = NonNullable<Peripherals['monitors']>[number];
type Printer = NonNullable<Peripherals['printers']>[number];

/** macOS 26 renamed the USB type; a type that is not known is left out of the answer. */
const usbTypes = ['SPUSBDataType', 'SPUSBHostDataType'];
const types = [
  'SPDisplaysDataType',
  'SPPrintersDataType',
  'SPCameraDataType',
  'SPAudioDataType',
  ...usbTypes,
];
const networkSchemes = new Set(['ipp', 'ipps', 'http', 'https', 'socket', 'lpd', 'dnssd', 'smb']);

/** One child. Names that people give (queues, phones, headphones) stay: only what the maker calls a device leaves. */
export async function readDarwinPeripherals(context: CollectorContext): Promise<Measured<'peripherals'>> {
  const profile = await askProfiler(context, types);
  // A type without an entry is an empty list in the answer; one that is not in it was not told.
  const told = <T>(names: readonly string[], list: (found: Profile) => T[]): Fact<T[]> =>
    mapFact(profile, (found) => (names.some((name) => found.has(name)) ? list(found) : undefined));
  return {
    monitors: told(['SPDisplaysDataType'], monitorsOf),
    printers: told(['SPPrintersDataType'], printersOf),
    cameras: told(['SPCameraDataType'], camerasOf),
    microphones: told(['SPAudioDataType'], microphonesOf),
    usbDevices: told(usbTypes, usbDevicesOf),
  };
}

function monitorsOf(found: Profile): Monitor[] {
  return (found.get('SPDisplaysDataType') ?? [])
    .flatMap((card) => itemsOf(card, 'spdisplays_ndrvs'))
    .slice(0, 16)
    .map((screen) => {
      const connection = textOf(screen, 'spdisplays_connection_type', 64) ?? '';
      const year = numberOf(screen, '_spdisplays_display-year');
      return defined({
        vendorId: textOf(screen, '_spdisplays_display-vendor-id', 8),
        productCode: textOf(screen, '_spdisplays_display-product-id', 16),
        // A tablet that lends its screen does so under its owner's name.
        name: /airplay|sidecar/i.test(connection) ? undefined : textOf(screen, '_name', 64),
        serial: serialOf(textOf(screen, '_spdisplays_display-serial-number', 64)),
        year: year !== undefined && year >= 1980 && year <= 2255 ? year : undefined,
        isInternal: connection === 'spdisplays_internal',
      });
    });
}

/** 0 is what a screen without a serial number says. */
function serialOf(value: string | undefined): string | undefined {
  return value === '0' ? undefined : value;
}

function printersOf(found: Profile): Printer[] {
  return (found.get('SPPrintersDataType') ?? [])
    .filter((entry) => 'uri' in entry || 'ppd' in entry)
    .slice(0, 64)
    .map((entry) => {
      const scheme = /^([a-z][a-z0-9+-]{0,31}):/i.exec(textOf(entry, 'uri', 512) ?? '')?.[1]?.toLowerCase();
      return defined({
        driver: textOf(entry, 'ppd', 128),
        port: scheme,
        isNetwork: scheme === undefined ? undefined : networkSchemes.has(scheme),
        isDefault: yesOrNo(textOf(entry, 'default', 8)),
        isShared: yesOrNo(textOf(entry, 'shared', 8)),
      });
    });
}

function yesOrNo(value: string | undefined): boolean | undefined {
  if (value === 'yes') return true;
  return value === 'no' ? false : undefined;
}

/** `UVC Camera VendorID_1452 ProductID_34068`, or a camera of Apple's own; a phone lends its camera under its owner's name. */
function camerasOf(found: Profile): Device[] {
  return (found.get('SPCameraDataType') ?? []).slice(0, 16).flatMap((entry) => {
    const model = textOf(entry, 'spcamera_model-id', 128) ?? '';
    const [, vendor, product] = /VendorID_(\d{1,5}) ProductID_(\d{1,5})/.exec(model) ?? [];
    if (/^i(Phone|Pad)/.test(model)) return [];
    const isMakersName = vendor !== undefined || /^FaceTime/.test(model);
    return [
      defined({
        name: isMakersName ? textOf(entry, '_name', 128) : undefined,
        vendorId: hexId(vendor),
        productId: hexId(product),
      }),
    ];
  });
}

function hexId(decimal: string | undefined): string | undefined {
  const id = Number(decimal);
  return decimal === undefined || id > 0xffff ? undefined : id.toString(16).padStart(4, '0');
}

/** Headphones without a wire carry their owner's name. */
function microphonesOf(found: Profile): Device[] {
  return allItems(found, 'SPAudioDataType')
    .filter((entry) => 'coreaudio_device_input' in entry)
    .slice(0, 16)
    .map((entry) => {
      const transport = textOf(entry, 'coreaudio_device_transport', 64) ?? '';
      const isWired = /(usb|builtin|pci|hdmi|displayport)$/.test(transport);
      return defined({ name: isWired ? textOf(entry, '_name', 128) : undefined });
    });
}

/** Entries with a vendor id are devices; the others are buses and controllers. */
function usbDevicesOf(found: Profile): Device[] {
  return usbTypes
    .flatMap((type) => allItems(found, type))
    .flatMap((entry) => usbDeviceOf(entry))
    .slice(0, 64);
}

/** `0x046d  (Logitech Inc.)`, or Apple's own word for its own id. */
function usbDeviceOf(entry: ProfileItem): Device[] {
  const [vendorId, productId] = ['vendor_id', 'product_id'].map((name) => {
    const id = textOf(entry, name, 128) ?? '';
    return id === 'apple_vendor_id' ? '05ac' : /^0x([0-9a-f]{4})\b/i.exec(id)?.[1]?.toLowerCase();
  });
  const name = textOf(entry, '_name', 128);
  if (vendorId === undefined || productId === undefined || /\bhub\b/i.test(name ?? '')) return [];
  return [defined({ name, vendorId, productId })];
}
