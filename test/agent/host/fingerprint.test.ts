import { expect, test } from 'vitest';
import { type Identifiers, readIdentifiers } from '../../../agent/host/fingerprint.ts';
import { parseRootDevice } from '../../../agent/host/system-disk.linux.ts';
import { openRecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import { labPc } from '../collectors/samples/lab-pc.ts';

async function identify(machine: RecordedMachine): Promise<Identifiers> {
  const host = await openRecordedHost(machine);
  const identifiers = await readIdentifiers(host);
  await host.close();
  return identifiers;
}

test('the four components of a desktop', async () => {
  expect(await identify(labPc)).toEqual({
    systemUuid: '4c4c454400584b108032b7c04f503132',
    boardSerial: '/7xk2p12/cn7220039d01ab/',
    macs: ['3417ebaa0007'],
    systemDisk: 't10.ata toshiba dt01aca050 46q8rzaas',
  });
});

test('placeholders, USB adapters, virtual and locally made addresses identify nothing', async () => {
  const card = (name: string, address: string): Record<string, string> => ({
    [`/sys/class/net/${name}/address`]: `${address}\n`,
    [`/sys/class/net/${name}/device/uevent`]: '',
  });
  const machine: RecordedMachine = {
    files: {
      '/sys/class/dmi/id/product_uuid': '03000200-0400-0500-0006-000700080009\n',
      '/sys/class/dmi/id/board_serial': 'To be filled by O.E.M.\n',
      '/sys/class/net/docker0/address': '00:1d:aa:00:00:01\n',
      ...card('usb0', '00:1d:aa:00:00:02'),
      ...card('random', '02:1d:aa:00:00:03'),
      ...card('zero', '00:00:00:00:00:00'),
    },
    links: {
      '/sys/class/net/usb0/device/subsystem': '../../../../bus/usb',
      '/sys/class/net/random/device/subsystem': '../../../bus/pci',
      '/sys/class/net/zero/device/subsystem': '../../../bus/pci',
    },
  };
  expect(await identify(machine)).toEqual({});
});

test('the address of a card is the one it was made with', async () => {
  const machine: RecordedMachine = {
    files: {
      '/sys/class/net/wlan0/address': '00:11:22:33:44:55\n',
      '/sys/class/net/wlan0/phy80211/macaddress': '00:1d:aa:00:00:10\n',
      '/sys/class/net/eth1/address': '00:11:22:33:44:55\n',
      '/sys/class/net/eth1/bonding_slave/perm_hwaddr': '00:1d:aa:00:00:09\n',
    },
    links: {
      '/sys/class/net/wlan0/device/subsystem': '../../../bus/pci',
      '/sys/class/net/eth1/device/subsystem': '../../../bus/pci',
    },
  };
  expect(await identify(machine)).toEqual({ macs: ['001daa000009', '001daa000010'] });
});

test('the system disk below encryption on a logical volume on a partition', async () => {
  const nvme = '/sys/devices/pci0/nvme/nvme0/nvme0n1';
  expect(
    await identify({
      files: {
        '/proc/self/mountinfo': '1 0 253:1 / / rw - ext4 /dev/mapper/root rw\n',
        '/sys/devices/pci0/block/nvme0n1/wwid': 'eui.0025385981b0a9f1\n',
        [`${nvme}/ignored`]: '',
        '/sys/devices/pci0/block/nvme0n1/nvme0n1p3/partition': '3\n',
        '/sys/devices/virtual/block/dm-0/slaves/nvme0n1p3/x': '',
        '/sys/devices/virtual/block/dm-1/slaves/dm-0/x': '',
      },
      links: {
        '/sys/dev/block/253:1': '../../devices/virtual/block/dm-1',
        '/sys/class/block/dm-1': '../../devices/virtual/block/dm-1',
        '/sys/class/block/dm-0': '../../devices/virtual/block/dm-0',
        '/sys/class/block/nvme0n1p3': '../../devices/pci0/block/nvme0n1/nvme0n1p3',
        '/sys/block/nvme0n1': '../devices/pci0/block/nvme0n1',
      },
    }),
  ).toEqual({ systemDisk: 'eui.0025385981b0a9f1' });
});

test('btrfs has a device number of its own: its source tells; a stack without end is given up', async () => {
  const disk = '/sys/devices/pci0/block/sda';
  const machine: RecordedMachine = {
    files: {
      '/proc/self/mountinfo': '1 0 0:33 /@ / rw shared:1 - btrfs /dev/sda2 rw\n',
      [`${disk}/device/serial`]: 'S14CNEAD233615F\n',
      [`${disk}/sda2/partition`]: '2\n',
    },
    links: { '/sys/class/block/sda2': `../..${disk.slice(4)}/sda2`, '/sys/block/sda': `..${disk.slice(4)}` },
  };
  expect(await identify(machine)).toEqual({ systemDisk: 's14cnead233615f' });
  const loop = {
    files: {
      '/proc/self/mountinfo': '1 0 0:3 / / rw - x /dev/dm-0 rw\n',
      '/sys/class/block/dm-0/slaves/dm-0/x': '',
    },
  };
  expect(await identify(loop)).toEqual({});
});

test('mountinfo without a root, or cut short, names no device', () => {
  expect(parseRootDevice('1 0 8:1 / /home rw - ext4 /dev/sda1 rw\n')).toBeUndefined();
  expect(parseRootDevice('1 0 8:1 / / rw\n')).toBeUndefined();
});
