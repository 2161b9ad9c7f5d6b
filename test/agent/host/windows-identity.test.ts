import { describe, expect, test } from 'vitest';
import { readIdentifiers } from '../../../agent/host/fingerprint.ts';
import type { Host, HostInterface } from '../../../agent/host/host.ts';
import { ok } from '../../../shared/domain/result.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const registry = 'C:\\Windows\\System32\\reg.exe';
const scsi = 'HKLM\\HARDWARE\\DEVICEMAP\\Scsi';
const connections =
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Network\\{4D36E972-E325-11CE-BFC1-08002BE10318}';

type Machine = {
  readonly disks?: readonly { readonly type: string; readonly serial: string }[];
  readonly cards?: readonly { readonly name: string; readonly bus: string }[];
  readonly interfaces?: readonly HostInterface[];
  /** What PowerShell prints. */
  readonly printed?: string;
};

/** Identifiers of the machine, and which programs were started for them. */
async function identify(machine: Machine) {
  await using resources = openResources();
  const disks = (machine.disks ?? []).map(
    ({ type, serial }, at) =>
      `HKEY_LOCAL_MACHINE\\HARDWARE\\DEVICEMAP\\Scsi\\Scsi Port ${at}\\Scsi Bus 0\\Target Id 0\\Logical Unit Id 0\r\n    Identifier    REG_SZ    Disk ${at}\r\n    Type    REG_SZ    ${type}\r\n    SerialNumber    REG_SZ    ${serial}\r\n`,
  );
  const cards = (machine.cards ?? []).map(
    ({ name, bus }, at) =>
      `${connections.replace('HKLM', 'HKEY_LOCAL_MACHINE')}\\{${at}}\\Connection\r\n    Name    REG_SZ    ${name}\r\n    PnpInstanceID    REG_SZ    ${bus}\r\n`,
  );
  const recorded = resources.closing(
    await openRecordedHost({
      platform: 'windows',
      files: {},
      exits: {
        [`${registry} query ${scsi} /s`]: { exitCode: 0, stdout: disks.join('\r\n') },
        [`${registry} query ${connections} /s`]: { exitCode: 0, stdout: cards.join('\r\n') },
      },
      facts: { systemRoot: 'C:\\Windows', interfaces: machine.interfaces ?? [] },
    }),
  );
  const started: string[] = [];
  const host: Host = {
    ...recorded,
    runToExit: (program, args, options) => {
      started.push(program.slice(program.lastIndexOf('\\') + 1));
      return program.endsWith('powershell.exe')
        ? Promise.resolve(ok({ exitCode: 0, stdout: machine.printed ?? '' }))
        : recorded.runToExit(program, args, options);
    },
  };
  return { identifiers: await readIdentifiers(host), started };
}

const disk = (serial: string, type = 'DiskPeripheral') => ({ type, serial });
const wired = (name: string, mac: string): HostInterface => ({
  name,
  family: 'ipv4',
  address: '192.168.10.37',
  mac,
  isInternal: false,
});

describe('the system disk', () => {
  test('is the only disk there is, without PowerShell', async () => {
    const { identifiers, started } = await identify({
      disks: [disk('X', 'CdRomPeripheral'), disk('      86KRJ5YNS ')],
    });
    expect(identifiers.systemDisk).toBe('86krj5yns');
    expect(started).not.toContain('powershell.exe');
  });

  test('of several is the one that Windows started from, in the registry’s own spelling', async () => {
    const { identifiers } = await identify({
      disks: [disk('4C530001'), disk('ACE4_2E61_9000_7804.')],
      printed: '<<["  ACE4_2E61_9000_7804."]>>\r\n',
    });
    expect(identifiers.systemDisk).toBe('ace4_2e61_9000_7804.');
  });

  test.each([
    ['PowerShell says nothing', ''],
    ['it prints something else', '<<{"a":1}>>'],
    ['it names another disk', '<<["WD-WCC4"]>>'],
    ['it names a disk without a number', '<<[""]>>'],
  ])('of several is not guessed: %s', async (_, printed) => {
    const { identifiers } = await identify({ disks: [disk('4C530001'), disk('ACE4')], printed });
    expect(identifiers.systemDisk).toBeUndefined();
  });

  test('a number that is none names nothing', async () => {
    expect((await identify({ disks: [disk('')] })).identifiers.systemDisk).toBeUndefined();
    expect((await identify({ disks: [disk('0000000000')] })).identifiers.systemDisk).toBeUndefined();
  });
});

describe('network cards', () => {
  test('those on a bus of the machine count; what wanders or is made up does not', async () => {
    const { identifiers } = await identify({
      cards: [
        { name: 'Ethernet', bus: 'PCI\\VEN_10EC&DEV_8168\\4&2B1F6E4&0&00E2' },
        { name: 'Ethernet 2', bus: 'USB\\VID_0BDA&PID_8153\\001000001' },
        { name: 'vEthernet (Default Switch)', bus: 'ROOT\\VMS_MP\\0000' },
        { name: 'Bluetooth', bus: 'BTH\\MS_BTHPAN\\7&42D85A8&0&2' },
      ],
      interfaces: [
        wired('Ethernet', '64:00:6a:11:22:33'),
        wired('Ethernet 2', '00:e0:4c:68:00:01'),
        wired('vEthernet (Default Switch)', '00:15:5e:12:34:56'),
        wired('Bluetooth', 'a4:02:b9:11:22:33'),
      ],
    });
    expect(identifiers.macs).toEqual(['64006a112233']);
  });

  test('a name that the console damaged is known by its other letters', async () => {
    const { identifiers } = await identify({
      cards: [{ name: 'K?t n?i USB', bus: 'USB\\VID_0BDA&PID_8153\\001000001' }],
      interfaces: [wired('Kết nối USB', '00:e0:4c:68:00:01'), wired('Ethernet', '64:00:6a:11:22:33')],
    });
    expect(identifiers.macs).toEqual(['64006a112233']);
  });

  test('where the registry says nothing, what has an address counts', async () => {
    const { identifiers } = await identify({ interfaces: [wired('Ethernet', '64:00:6a:11:22:33')] });
    expect(identifiers.macs).toEqual(['64006a112233']);
  });
});
