import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { collect } from '../../../agent/collect.ts';
import { createRealHost } from '../../../agent/host/real-host.ts';
import { collectors } from '../../../agent/registry.ts';
import type { Facts } from '../../../shared/contract/readings.ts';
import { type Section, sections } from '../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { findTool, requireTool } from '../../support/tools.ts';
import { type Inventory, type InventoryEntry, parseInventory } from './samples/inventory-xml.ts';

const peerProgram = 'fusioninventory-inventory';

/** What the other agent sends and this one does not, each with the reason. */
const leftOut: Readonly<Record<string, string>> = {
  PROCESSES: 'law 5: what somebody does at a machine',
  ENVS: 'law 5: an environment holds names and passwords',
  LOCAL_USERS: 'law 5: accounts are counted, not named',
  LOCAL_GROUPS: 'law 5: accounts are counted, not named',
  USERS: 'law 5: who is logged in',
  REMOTE_MGMT: 'law 5: the number by which a machine is entered from outside',
  ACCESSLOG: 'of the report itself',
  ACCOUNTINFO: 'of the report itself',
  VERSIONCLIENT: 'of the report itself',
  VERSIONPROVIDER: 'of the report itself',
};

let peer: Inventory;
let own: Partial<Facts>;

beforeAll(async () => {
  if (findTool(peerProgram) === undefined) return;
  const run = spawnSync(peerProgram, [], { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });
  peer = parseInventory(run.stdout);
  const { readings } = await collect(
    { host: createRealHost(), clock: createSystemClock(), collectors },
    sections,
  );
  own = Object.fromEntries(readings.map(({ section, facts }) => [section, facts]));
}, 60_000);

function facts<S extends Section>(section: S): Facts[S] {
  const found = own[section];
  if (found === undefined) throw new Error(`this machine has no reading of ${section}`);
  return found;
}

/** Values of one member over all entries of a section, where the other agent has it. */
function valuesOf(section: string, member: string): string[] {
  return (peer.get(section) ?? []).flatMap((entry) => entry.get(member) ?? []);
}

const megabytes = (bytes: number | undefined): number => Math.floor((bytes ?? 0) / 1e6);
const mebibytes = (bytes: number | undefined): number => Math.floor((bytes ?? 0) / 1024 ** 2);

/** Compares a member of the single entry of a section, where the other agent has it. */
function sameText(section: string, pairs: Readonly<Record<string, string | undefined>>): void {
  const theirs = peer.get(section)?.[0];
  for (const [member, value] of Object.entries(pairs)) {
    const expected = theirs?.get(member);
    if (expected !== undefined)
      expect(`${section}.${member} ${value}`).toBe(`${section}.${member} ${expected}`);
  }
}

const checks: Readonly<Record<string, () => void>> = {
  SOFTWARES: () => {
    const packages = facts('software').packages ?? [];
    const known = new Set(packages.map(({ name, version }) => `${name} ${version}`));
    const missing = (peer.get('SOFTWARES') ?? [])
      .map((entry) => `${entry.get('NAME')} ${entry.get('VERSION')}`)
      .filter((each) => !known.has(each));
    expect(missing).toEqual([]);
  },
  HARDWARE: () => {
    const { memoryBytes, cpu, hypervisor } = facts('hardware');
    const { gateway, dnsServers, interfaces } = facts('network');
    const { hostname, osName, kernel } = facts('system');
    sameText('HARDWARE', {
      NAME: hostname,
      OSNAME: osName,
      OSVERSION: kernel,
      DEFAULTGATEWAY: gateway,
      PROCESSORT: cpu?.model,
      MEMORY: String(mebibytes(memoryBytes)),
    });
    const addresses = interfaces?.flatMap((each) => each.addresses?.map(({ address }) => address) ?? []);
    const listed = (member: string): string[] => valuesOf('HARDWARE', member)[0]?.split('/') ?? [];
    expect(dnsServers).toEqual(expect.arrayContaining(listed('DNS')));
    expect(addresses).toEqual(
      expect.arrayContaining(listed('IPADDR').filter((each) => !each.startsWith('127.'))),
    );
    if (valuesOf('HARDWARE', 'VMSYSTEM').some((each) => each !== 'Physical')) {
      expect(hypervisor).not.toBe('none');
    }
  },
  OPERATINGSYSTEM: () => {
    const { osName, kernel, osBuild, osVersion, bootedAt, architecture, timeZone, hostname } =
      facts('system');
    sameText('OPERATINGSYSTEM', { FULL_NAME: osName, KERNEL_VERSION: kernel, ARCH: architecture });
    expect([osBuild, osVersion]).toEqual(expect.arrayContaining(valuesOf('OPERATINGSYSTEM', 'VERSION')));
    expect(valuesOf('OPERATINGSYSTEM', 'FQDN')[0]?.split('.')[0]).toBe(hostname?.split('.')[0]);
    expect(timeZone).toBeDefined();
    const [boot = ''] = valuesOf('OPERATINGSYSTEM', 'BOOT_TIME');
    expect(Math.abs(Date.parse(boot) - (bootedAt ?? 0))).toBeLessThan(5_000);
  },
  BIOS: () => {
    const { vendor, model, serial, boardVendor, boardModel, biosVendor, biosVersion, biosDate } =
      facts('hardware');
    sameText('BIOS', {
      SMANUFACTURER: vendor,
      SMODEL: model,
      SSN: serial,
      MMANUFACTURER: boardVendor,
      MMODEL: boardModel,
      BMANUFACTURER: biosVendor,
      BVERSION: biosVersion,
      BDATE: biosDate,
    });
  },
  CPUS: () => {
    const { cpu } = facts('hardware');
    const sum = (member: string): number =>
      valuesOf('CPUS', member).reduce((all, value) => all + Number(value), 0);
    expect(valuesOf('CPUS', 'NAME')).toContain(cpu?.model);
    expect(cpu?.cores).toBe(sum('CORE'));
    expect(cpu?.threads).toBe(sum('THREAD'));
  },
  MEMORIES: () => {
    const sizes = (facts('hardware').memorySlots ?? []).map(({ sizeBytes }) => mebibytes(sizeBytes));
    const filled = valuesOf('MEMORIES', 'CAPACITY')
      .map(Number)
      .filter((size) => size > 0);
    expect([...sizes].sort()).toEqual(filled.sort());
  },
  CONTROLLERS: () => {
    const known = (facts('hardware').pciDevices ?? []).map(
      ({ slot, vendorId, deviceId, classId }) =>
        `${slot.slice(-7)} ${vendorId}:${deviceId} ${classId.slice(0, 4)}`,
    );
    const theirs = (peer.get('CONTROLLERS') ?? []).map(
      (entry) =>
        `${entry.get('PCISLOT')?.slice(-7)} ${entry.get('VENDORID')}:${entry.get('PRODUCTID')} ${entry.get('PCICLASS')}`,
    );
    expect(known).toEqual(expect.arrayContaining(theirs));
    const drivers = (facts('hardware').pciDevices ?? []).flatMap(({ driver }) => driver ?? []);
    // It cuts a driver's name at the first hyphen.
    const unknown = valuesOf('CONTROLLERS', 'DRIVER').filter(
      (theirDriver) => !drivers.some((driver) => driver.startsWith(theirDriver)),
    );
    expect(unknown).toEqual([]);
  },
  DRIVES: () => {
    const known = (facts('storage').volumes ?? []).map(
      ({ device, mount, fsType, sizeBytes }) => `${device} ${mount} ${fsType} ${mebibytes(sizeBytes)}`,
    );
    const onDisks = (peer.get('DRIVES') ?? []).filter((entry) => entry.get('VOLUMN')?.startsWith('/dev/'));
    const theirs = onDisks.map((entry) =>
      ['VOLUMN', 'TYPE', 'FILESYSTEM', 'TOTAL'].map((member) => entry.get(member)).join(' '),
    );
    expect(known).toEqual(expect.arrayContaining(theirs));
    expect(facts('usage').systemFreeBytes).toBeGreaterThan(0);
  },
  STORAGES: () => {
    const isDisk = (entry: InventoryEntry): boolean => /disk|ssd|nvme/i.test(entry.get('TYPE') ?? '');
    for (const entry of (peer.get('STORAGES') ?? []).filter(isDisk)) {
      const disk = (facts('storage').disks ?? []).find(({ device }) => device === entry.get('NAME'));
      expect(disk, entry.get('NAME')).toBeDefined();
      const size = entry.get('DISKSIZE');
      if (size !== undefined) expect(megabytes(disk?.sizeBytes)).toBe(Number(size));
      const serial = entry.get('SERIALNUMBER');
      if (serial !== undefined) expect(disk?.serial).toBe(serial);
    }
  },
  NETWORKS: () => {
    const cards = (peer.get('NETWORKS') ?? []).filter((entry) => entry.get('VIRTUALDEV') !== '1');
    for (const entry of cards) {
      const card = (facts('network').interfaces ?? []).find(({ name }) => name === entry.get('DESCRIPTION'));
      expect(card, entry.get('DESCRIPTION')).toBeDefined();
      const address = entry.get('IPADDRESS');
      if (address !== undefined) expect(card?.addresses?.map((each) => each.address)).toContain(address);
      const driver = entry.get('DRIVER');
      if (driver !== undefined) expect(card?.driver).toBe(driver);
      const speed = Number(entry.get('SPEED') ?? 0);
      if (speed > 0) expect(card?.speedMbps).toBe(speed);
    }
  },
  USBDEVICES: () => {
    const known = (facts('peripherals').usbDevices ?? []).map(
      ({ vendorId, productId }) => `${vendorId}:${productId}`,
    );
    // Root hubs and hubs are parts of the machine's wiring.
    const theirs = (peer.get('USBDEVICES') ?? []).filter((entry) => entry.get('CLASS') !== '9');
    expect(known).toEqual(
      expect.arrayContaining(theirs.map((entry) => `${entry.get('VENDORID')}:${entry.get('PRODUCTID')}`)),
    );
  },
  VIDEOS: () => expect(facts('hardware').graphics?.length).toBe(peer.get('VIDEOS')?.length),
  SOUNDS: () => {
    const cards = (facts('hardware').pciDevices ?? []).filter(({ classId }) => classId.startsWith('04'));
    expect(cards.length).toBeGreaterThanOrEqual(peer.get('SOUNDS')?.length ?? 0);
  },
  MONITORS: () => expect(facts('peripherals').monitors?.length).toBe(peer.get('MONITORS')?.length),
  BATTERIES: () => expect(facts('hardware').batteries?.length).toBe(peer.get('BATTERIES')?.length),
  PRINTERS: () => expect(facts('peripherals').printers?.length).toBe(peer.get('PRINTERS')?.length),
  ANTIVIRUS: () => {
    const names = (facts('antivirus').products ?? []).map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(peer.get('ANTIVIRUS')?.length ?? 0);
  },
  FIREWALL: () => {
    // Its "off" is also what it says where it knows no firewall: here that is unknown.
    if (!valuesOf('FIREWALL', 'STATUS').includes('on')) return;
    expect(facts('firewall').sources?.map(({ isEnabled }) => isEnabled)).toContain(true);
  },
};

test('every section that FusionInventory gives of this machine is either in ours, value by value, or left out by name', (context) => {
  requireTool(context, peerProgram);
  expect(peer.get('SOFTWARES')?.length ?? 0).toBeGreaterThan(0);
  for (const section of peer.keys()) {
    if (leftOut[section] !== undefined) continue;
    const check = checks[section];
    expect(check, `nothing answers for ${section}`).toBeDefined();
    check?.();
  }
});
