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

test('a device whose files cannot be read is listed, with nothing made up', () => {
  expect(describeDisk({ ...nothing, name: 'sda' })).toEqual({ device: 'sda' });
});

test.for([
  [
    'ubuntu-dell-xps',
    [{ device: 'nvme0n1', model: 'PM951 NVMe SAMSUNG 256GB', kind: 'nvme', megabytes: 256_060 }],
  ],
  [
    'ubuntu-18.04.5-xps',
    [{ device: 'nvme0n1', model: 'PM951 NVMe SAMSUNG 256GB', kind: 'nvme', megabytes: 256_060 }],
  ],
  [
    'f31-nanobox',
    [
      { device: 'sda', model: 'Samsung SSD 840', megabytes: 120_034 },
      { device: 'sdb', model: 'Multi-Card', isRemovable: true },
    ],
  ],
  ['f32-simple-qemu-failing-smartctl', [{ device: 'vda', kind: 'virtual', megabytes: 53_687 }]],
  [
    'f33-imac',
    [
      { device: 'sda', model: 'WDC WD5000AAKS-40V6A0', megabytes: 500_107 },
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
