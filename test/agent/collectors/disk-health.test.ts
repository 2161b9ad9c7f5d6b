import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskHealth } from '../../../agent/collectors/disk-health.ts';
import type { Exit } from '../../../agent/host/host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { runCollector } from './samples/context.ts';

const smartctl = '/usr/sbin/smartctl';
const scanCall = `${smartctl} --scan -j`;
const callFor = (type: string, device: string): string =>
  `${smartctl} -j -a -n standby,3 -d ${type} ${device}`;
const scanOf = (...devices: (readonly [name: string, type: string])[]): Exit => ({
  exitCode: 0,
  stdout: JSON.stringify({ smartctl: {}, devices: devices.map(([name, type]) => ({ name, type })) }),
});
const answer = (exitCode: number, body: object = {}): Exit => ({
  exitCode,
  stdout: JSON.stringify({ smartctl: { exit_status: exitCode }, ...body }),
});

function machineWith(exits: Readonly<Record<string, Exit>>) {
  return { files: { [smartctl]: '', '/sys/block/sda/size': '1\n' }, exits };
}

test('a disk that is failing says so by its exit status, which is an answer', async () => {
  const { result } = await runCollector(
    diskHealth,
    machineWith({
      [scanCall]: scanOf(['/dev/sda', 'sat']),
      [callFor('sat', '/dev/sda')]: answer(0x18, {
        model_name: 'ST500DM002',
        smart_status: { passed: false },
      }),
    }),
  );
  expect(result).toEqual({
    outcome: 'ok',
    facts: {
      disks: [
        { device: 'sda', source: 'smartctl', model: 'ST500DM002', exitStatus: 0x18, isSelfTestPassed: false },
      ],
    },
  });
});

test('a disk that sleeps is asked with the order not to wake it, and is named without a fact', async () => {
  const awake = callFor('nvme', '/dev/nvme0');
  const { result, started } = await runCollector(
    diskHealth,
    machineWith({
      [scanCall]: scanOf(['/dev/sda', 'sat'], ['/dev/nvme0', 'nvme']),
      [callFor('sat', '/dev/sda')]: answer(3),
      [awake]: answer(0, { model_name: 'PM951' }),
    }),
  );
  expect(started).toHaveLength(3);
  // Left out, it would seem to be gone.
  expect(result).toMatchObject({
    facts: {
      disks: [
        { device: 'nvme0', model: 'PM951' },
        { device: 'sda', source: 'smartctl' },
      ],
    },
  });
  const alone = machineWith({
    [scanCall]: scanOf(['/dev/sda', 'sat']),
    [callFor('sat', '/dev/sda')]: answer(3),
  });
  expect((await runCollector(diskHealth, alone)).result).toEqual({ outcome: 'no-data' });
});

test('a disk on USB gives no serial number, and is not missed when it does not answer', async () => {
  const way = '../devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0/block';
  const machine = {
    ...machineWith({
      [scanCall]: scanOf(['/dev/sda', 'sat'], ['/dev/sdb', 'sat'], ['/dev/sdc', 'sat']),
      [callFor('sat', '/dev/sda')]: answer(0, { serial_number: 'A' }),
      [callFor('sat', '/dev/sdb')]: answer(0, { serial_number: 'B' }),
      [callFor('sat', '/dev/sdc')]: answer(1),
    }),
    files: { [smartctl]: '' },
    folders: ['/sys/block/sda'],
    links: { '/sys/block/sdb': `${way}/sdb`, '/sys/block/sdc': `${way}/sdc` },
  };
  expect((await runCollector(diskHealth, machine)).result).toEqual({
    outcome: 'ok',
    facts: {
      disks: [
        { device: 'sda', serial: 'A', source: 'smartctl', exitStatus: 0 },
        { device: 'sdb', source: 'smartctl', exitStatus: 0 },
      ],
    },
  });
});

test('disks behind one RAID controller are told apart', async (context) => {
  const folder = join(requireFixtures(context), 'smart-json');
  const scan = { exitCode: 0, stdout: await readFile(join(folder, 'smartctl_scan_megaraid.json'), 'utf8') };
  const disk = { exitCode: 4, stdout: await readFile(join(folder, 'smart-megaraid0.json'), 'utf8') };
  const { result } = await runCollector(
    diskHealth,
    machineWith({
      [scanCall]: scan,
      [callFor('megaraid,0', '/dev/bus/0')]: disk,
      [callFor('megaraid,1', '/dev/bus/0')]: answer(2),
    }),
  );
  expect(result).toMatchObject({
    facts: {
      disks: [
        { device: 'bus/0 megaraid,0', model: 'WD4000FYYX', exitStatus: 4 },
        { device: 'bus/0 megaraid,1', source: 'smartctl' },
      ],
    },
  });
});

test('without smartctl, or with disks of a hypervisor alone, nothing is started', async () => {
  expect(await runCollector(diskHealth, { files: { '/sys/block/sda/size': '1\n' } })).toEqual({
    result: { outcome: 'unsupported' },
    started: [],
  });
  const virtual = { files: { [smartctl]: '', '/sys/block/vda/size': '1\n', '/sys/block/sr0/size': '1\n' } };
  expect(await runCollector(diskHealth, virtual)).toEqual({
    result: { outcome: 'unsupported' },
    started: [],
  });
});

test('what smartctl names is checked before it becomes an argument', async () => {
  const { result, started } = await runCollector(
    diskHealth,
    machineWith({ [scanCall]: scanOf(['--help', 'sat'], ['/dev/sda', '-x'], ['/dev/../etc/x y', 'sat']) }),
  );
  expect(started).toEqual([smartctl]);
  expect(result).toEqual({ outcome: 'no-data' });
});

test('a SATA drive that the scan calls scsi is asked as what it is', async () => {
  const { result } = await runCollector(
    diskHealth,
    machineWith({
      [scanCall]: scanOf(['/dev/sda', 'scsi']),
      [`${smartctl} -j -a -n standby,3 /dev/sda`]: answer(0, { model_name: 'ST500DM002' }),
    }),
  );
  expect(result).toMatchObject({ facts: { disks: [{ device: 'sda', model: 'ST500DM002' }] } });
});

test('a disk that smartctl may not open is a failure, not a disk without data', async () => {
  const refused = machineWith({
    [scanCall]: scanOf(['/dev/sda', 'sat']),
    [callFor('sat', '/dev/sda')]: answer(2),
  });
  expect((await runCollector(diskHealth, refused)).result).toEqual({ outcome: 'failed' });
});

test('a smartctl that finds no disk says nothing of disks', async () => {
  const none = machineWith({ [scanCall]: answer(0) });
  expect((await runCollector(diskHealth, none)).result).toEqual({ outcome: 'unsupported' });
});

test('a smartctl that prints nonsense is failed', async () => {
  const nonsense = machineWith({ [scanCall]: { exitCode: 1, stdout: 'Segmentation fault' } });
  expect((await runCollector(diskHealth, nonsense)).result).toEqual({ outcome: 'failed' });
});
