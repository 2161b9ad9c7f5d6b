import type { Facts } from '../../shared/contract/readings.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Fact } from '../collector.ts';
import type { Host } from '../host/host.ts';
import { mapFact, readFact } from './facts.ts';
import type { PciDevice } from './pci.linux.ts';
import { createPciNames, type PciNames } from './pci-names.linux.ts';
import { clip, defined, keyValues, wholeNumber } from './text.ts';

export type GraphicsCard = NonNullable<Facts['hardware']['graphics']>[number];

const maxCards = 16;
const nameFiles = ['/usr/share/hwdata/pci.ids', '/usr/share/misc/pci.ids'];

/**
 * Display controllers (PCI class 03), named by the list of the machine where it has one, else by their ids. A board
 * without PCI shows its display engine under /sys/class/drm.
 */
export async function readGraphics(
  host: Host,
  pciDevices: Fact<readonly PciDevice[]>,
): Promise<Fact<GraphicsCard[]>> {
  const displays = pciDevices.ok ? pciDevices.value.filter(({ classId }) => classId.startsWith('03')) : [];
  if (displays.length === 0) return await readBoardGraphics(host);
  const names = await readNames(host, displays);
  const cards: GraphicsCard[] = [];
  for (const device of displays.slice(0, maxCards)) cards.push(await readCard(host, device, names));
  return ok(cards);
}

async function readNames(host: Host, devices: readonly PciDevice[]): Promise<PciNames> {
  for (const path of nameFiles) {
    const names = createPciNames(devices);
    if ((await host.readLines(path, names.line)).ok) return names;
  }
  return createPciNames([]);
}

async function readCard(host: Host, device: PciDevice, names: PciNames): Promise<GraphicsCard> {
  const folder = `/sys/bus/pci/devices/${device.slot}`;
  const model = await readFact(host, `/proc/driver/nvidia/gpus/${device.slot}/information`, (text) =>
    keyValues(text, ':').get('Model'),
  );
  const memory = await readFact(host, `${folder}/mem_info_vram_total`, wholeNumber);
  const version =
    device.driver === undefined || !/^[\w-]+$/.test(device.driver)
      ? undefined
      : await readFact(host, `/sys/module/${device.driver}/version`, (text) => clip(text, 64));
  const named = model.ok ? model.value : names.nameOf(device);
  return defined({
    model: clip(named ?? `${device.vendorId}:${device.deviceId}`, 128),
    memoryBytes: memory.ok ? memory.value : undefined,
    driverVersion: version?.ok === true ? version.value : undefined,
  });
}

/** Cards of /sys/class/drm that are no PCI devices, by what the device tree calls them. */
async function readBoardGraphics(host: Host): Promise<Fact<GraphicsCard[]>> {
  const names = await host.readDir('/sys/class/drm');
  // Without display hardware the kernel makes no such folder.
  if (!names.ok) return ok([]);
  const cards: GraphicsCard[] = [];
  for (const name of names.value.filter((each) => /^card\d+$/.test(each)).slice(0, maxCards)) {
    const uevent = await readFact(host, `/sys/class/drm/${name}/device/uevent`, (text) =>
      keyValues(text, '='),
    );
    const model = mapFact(uevent, (values) =>
      clip(values.get('OF_COMPATIBLE_0') ?? values.get('DRIVER'), 128),
    );
    cards.push(defined({ model: model.ok ? model.value : undefined }));
  }
  return ok(cards);
}
