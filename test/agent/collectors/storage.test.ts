import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeDisk, isDisk } from '../../../agent/collectors/disks.linux.ts';
import { parseMounts, withoutUser } from '../../../agent/collectors/mounts.linux.ts';
import { storage } from '../../../agent/collectors/storage.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { contextOf } from './samples/context.ts';
import { readDumpedSys } from './samples/perl-dump.ts';

const nothing = {
  sectors: undefined,
  rotational: undefined,
  removable: undefined,
  model: undefined,
  wwid: undefined,
  serial: undefined,
  revision: undefined,
  serialPage: undefined,
  link: '',
  udev: undefined,
};

test('what is a disk', () => {
  const names =
    'sda nvme0n1 mmcblk0 vda xvda loop0 ram1 zram0 dm-0 md127 sr0 fd0 nbd3 mmcblk0boot0 mmcblk0rpmb';
  expect(names.split(' ').filter(isDisk)).toEqual(['sda', 'nvme0n1', 'mmcblk0', 'vda', 'xvda']);
});

test.each([
  ['nvme0n1', '0', '', 'nvme'],
  ['mmcblk0', '0', '', 'mmc'],
  ['vda', '1', '', 'virtual'],
  ['sda', '1', 'QEMU HARDDISK', 'virtual'],
  ['sda', '0', 'Samsung SSD 870', 'ssd'],
  ['sda', '1', 'ST500DM002', 'hdd'],
  ['sda', '?', 'ST500DM002', undefined],
])('kind of %s (rotational %s, %s)', (name, rotational, model, kind) => {
  expect(describeDisk({ ...nothing, name, rotational, model }).kind).toBe(kind);
});

test.each([
  ['../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda', 'E:ID_ATA_SATA=1', 'sata'],
  ['../devices/pci0000:00/0000:00:1f.1/ata1/host0/target0:0:0/0:0:0:0/block/sda', '', 'ata'],
  ['../devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0/block/sdb', '', 'usb'],
  ['../devices/pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0/nvme0n1', '', 'nvme'],
  ['../devices/pci0000:00/0000:00:05.0/virtio2/block/vda', '', 'virtio'],
  ['../devices/platform/soc/fe340000.mmc/mmc_host/mmc0/mmc0:aaaa/block/mmcblk0', '', 'mmc'],
  ['../devices/LNXSYSTM:00/LNXSYBUS:00/ACPI0004:00/VMBUS:00/f8b3781a/host0/block/sda', '', 'vmbus'],
  ['../devices/pci0000:00/0000:02:00.0/host0/port-0:0/end_device-0:0/target0:0:0/block/sda', '', 'sas'],
  ['../devices/somewhere/block/sda', '', undefined],
])('the bus of a disk at %s', (link, udev, bus) => {
  expect(describeDisk({ ...nothing, name: 'sda', link, udev }).bus).toBe(bus);
});

test('what hangs on USB may be somebody’s own: its serial number stays', () => {
  const stick = { ...nothing, name: 'sdb', removable: '1', serial: '4C530001' };
  const disk = { ...stick, removable: '0', link: '../devices/pci0000:00/0000:00:14.0/usb2/2-1/block/sdb' };
  expect([stick, disk].map((each) => describeDisk(each).serial)).toEqual([undefined, undefined]);
  expect(describeDisk({ ...stick, removable: '0' }).serial).toBe('4C530001');
});

test('a device whose files cannot be read is listed, with nothing made up', () => {
  expect(describeDisk({ ...nothing, name: 'sda' })).toEqual({ device: 'sda' });
});

test.for([
  [
    'ubuntu-dell-xps',
    [
      {
        device: 'nvme0n1',
        model: 'PM951 NVMe SAMSUNG 256GB',
        kind: 'nvme',
        megabytes: 256_060,
        serial: 'S29NNXAH146772',
        firmware: 'BXV77D0Q',
      },
    ],
  ],
  [
    'ubuntu-18.04.5-xps',
    [
      {
        device: 'nvme0n1',
        model: 'PM951 NVMe SAMSUNG 256GB',
        kind: 'nvme',
        megabytes: 256_060,
        serial: 'S29NNXAH146772',
        firmware: 'BXV77D0Q',
      },
    ],
  ],
  [
    'f31-nanobox',
    [
      { device: 'sda', model: 'Samsung SSD 840', megabytes: 120_034, serial: 'S14CNEAD233615F' },
      { device: 'sdb', model: 'Multi-Card', isRemovable: true },
    ],
  ],
  ['f32-simple-qemu-failing-smartctl', [{ device: 'vda', kind: 'virtual', megabytes: 53_687 }]],
  [
    'f33-imac',
    [
      { device: 'sda', model: 'WDC WD5000AAKS-40V6A0', megabytes: 500_107, serial: 'WD-WCAWF9240358' },
      { device: 'sdb', model: 'SD Card Reader', isRemovable: true },
    ],
  ],
] as const)('the disks of a recorded machine: %s', async ([name, expected], context) => {
  const dump = await readFile(join(requireFixtures(context), 'linux-storages', `${name}.dump`), 'latin1');
  const host = await openRecordedHost(readDumpedSys(dump));
  const result = await storage.collect(contextOf(host));
  await host.close();
  const disks = result.outcome === 'ok' ? (result.facts.disks ?? []) : [];
  // The reference is in whole megabytes; an empty card reader has no size there either.
  const inMegabytes = disks.map(({ sizeBytes, ...disk }) => ({
    ...disk,
    ...(sizeBytes === undefined ? {} : { megabytes: Math.floor(sizeBytes / 1e6) }),
  }));
  expect(inMegabytes).toHaveLength(expected.length);
  expect(inMegabytes).toMatchObject(expected);
});

test('the root is listed whatever it is on, ZFS without a size that others change', () => {
  const mounts =
    'overlay / overlay rw 0 0\nrpool/home /home zfs rw 0 0\n/dev/sda1 /data\\134x xfs rw 0 0\nbroken line\n';
  expect(parseMounts(mounts)).toEqual([
    { device: 'overlay', path: '/', fsType: 'overlay', hasOwnSize: true },
    { device: 'rpool/home', path: '/home', fsType: 'zfs', hasOwnSize: false },
    { device: '/dev/sda1', path: '/data\\x', fsType: 'xfs', hasOwnSize: true },
  ]);
});

test.each([
  ['/home/thaytin/data', '/home/*'],
  ['/run/media/hocsinh/USB', '/run/media/*'],
  ['/home', '/home'],
  ['/srv/media/x', '/srv/media/x'],
])('%s leaves as %s', (path, shown) => {
  expect(withoutUser(path)).toBe(shown);
});
