import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { parseCapturePcms, parseUsbId } from './asound.linux.ts';
import { parseCupsPrinters } from './cups.linux.ts';
import { readFact } from './facts.ts';
import { clip, defined } from './text.ts';
import { parseUsbDevice } from './usb.linux.ts';

type Peripherals = Facts['peripherals'];
type Monitor = NonNullable<Peripherals['monitors']>[number];
type Device = NonNullable<Peripherals['usbDevices']>[number];

const screens = '/sys/class/drm';
const cameras = '/sys/class/video4linux';
const usbBus = '/sys/bus/usb/devices';
const sound = '/proc/asound';
/** Base block and first extension. */
const edidBytes = 256;
const baseBlockBytes = 128;
const printerFile = '/etc/cups/printers.conf';

/** From /sys, /proc and the printing system's own file: nothing is started, and no device is opened. */
export async function readLinuxPeripherals({ host }: CollectorContext): Promise<Measured<'peripherals'>> {
  return {
    monitors: await readMonitors(host),
    printers: await readPrinters(host),
    cameras: await readCameras(host),
    microphones: await readMicrophones(host),
    usbDevices: await readUsbDevices(host),
  };
}

/** Connectors such as `card0-HDMI-A-1`; the kernel keeps the EDID of a monitor that is there and of no other. */
async function readMonitors(host: Host): Promise<Fact<Monitor[]>> {
  const names = await namesIn(host, screens);
  if (!names.ok) return names;
  const monitors: Monitor[] = [];
  for (const name of names.value) {
    const connector = /^card\d+-([\w-]{1,60})$/.exec(name)?.[1];
    if (connector === undefined || monitors.length >= 16) continue;
    const status = await host.readText(`${screens}/${name}/status`, { maxBytes: 32 });
    if (!status.ok || status.value.trim() !== 'connected') continue;
    const edid = await host.readText(`${screens}/${name}/edid`, { maxBytes: edidBytes, encoding: 'latin1' });
    monitors.push(
      defined({
        edid: edid.ok ? edidHex(edid.value) : undefined,
        connector,
        isInternal: /^(eDP|LVDS|DSI)/.test(connector),
      }),
    );
  }
  return ok(monitors);
}

/** Whole blocks only, as hex. */
function edidHex(block: string): string | undefined {
  const whole = block.length - (block.length % baseBlockBytes);
  return whole === 0 ? undefined : Buffer.from(block.slice(0, whole), 'latin1').toString('hex');
}

/** Without CUPS nothing prints: no printer is a fact then. Its file names hosts and users, so root alone may read it. */
async function readPrinters(host: Host): Promise<Fact<NonNullable<Peripherals['printers']>>> {
  const file = await host.readText(printerFile);
  if (file.ok) return ok(parseCupsPrinters(file.value));
  return file.error === 'not-found' ? ok([]) : err(absentReason(file.error));
}

/** Cameras on USB; the second node of a camera (its metadata) and decoders of the graphics card are none. */
async function readCameras(host: Host): Promise<Fact<Device[]>> {
  const names = await namesIn(host, cameras);
  if (!names.ok) return names;
  const found: Device[] = [];
  for (const name of names.value) {
    const index = await readFact(host, `${cameras}/${name}/index`, (text) => text.trim());
    const device = await readFact(host, `${cameras}/${name}/device/uevent`, parseUsbDevice);
    if (!device.ok || (index.ok && index.value !== '0') || found.length >= 16) continue;
    const label = await readFact(host, `${cameras}/${name}/name`, (text) => clip(text, 128));
    found.push(defined({ name: label.ok ? label.value : undefined, ...device.value.device }));
  }
  return ok(found);
}

/** Sound inputs: whether something is plugged into a jack is not told. */
async function readMicrophones(host: Host): Promise<Fact<Device[]>> {
  const pcms = await host.readText(`${sound}/pcm`);
  // Without sound hardware the kernel makes no such folder.
  if (!pcms.ok) return pcms.error === 'not-found' ? ok([]) : err(absentReason(pcms.error));
  const found: Device[] = [];
  for (const { card, name } of parseCapturePcms(pcms.value).slice(0, 16)) {
    const ids = await readFact(host, `${sound}/card${card}/usbid`, parseUsbId);
    found.push(defined({ name, ...(ids.ok ? ids.value : {}) }));
  }
  return ok(found);
}

/** What is plugged in, without hubs; serial numbers stay. */
async function readUsbDevices(host: Host): Promise<Fact<Device[]>> {
  const names = await namesIn(host, usbBus);
  if (!names.ok) return names;
  const found: Device[] = [];
  for (const name of names.value.filter((each) => /^\d+-[\d.]+$/.test(each))) {
    const device = await readFact(host, `${usbBus}/${name}/uevent`, parseUsbDevice);
    if (!device.ok || device.value.isHub || found.length >= 64) continue;
    const product = await readFact(host, `${usbBus}/${name}/product`, (text) => clip(text, 128));
    found.push(defined({ name: product.ok ? product.value : undefined, ...device.value.device }));
  }
  return ok(found);
}

/** A folder that the kernel makes only where there is such hardware: without it the list is empty. */
async function namesIn(host: Host, folder: string): Promise<Fact<readonly string[]>> {
  const names = await host.readDir(folder);
  if (names.ok) return ok(names.value);
  return names.error === 'not-found' ? ok([]) : err(absentReason(names.error));
}
