import { expect, test } from 'vitest';
import { collect } from '../../../agent/collect.ts';
import { readIdentifiers } from '../../../agent/host/fingerprint.ts';
import { collectors } from '../../../agent/registry.ts';
import { sections } from '../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import { labPc } from './samples/lab-pc.ts';
import { macBook, plist } from './samples/mac-book.ts';

/** Stands wherever a machine keeps a name, a password, a network's name or a title of its owner. */
const secret = (what: string): string => `bimat-${what}`;
const secrets = /bi-?-?mat/i;

const sshd = [
  `AllowUsers ${secret('user')}`,
  `ForceCommand /home/${secret('user')}/run`,
  `Match User ${secret('user')}`,
  'PasswordAuthentication yes',
].join('\n');

const wifi = [
  '[connection]',
  `id=${secret('ssid')}`,
  '[wifi]',
  `ssid=${secret('ssid')}`,
  '[wifi-security]',
  `psk=${secret('password')}`,
].join('\n');

const printers = [
  `<Printer ${secret('queue')}>`,
  `Info ${secret('owner')}`,
  `Location phòng của ${secret('owner')}`,
  'MakeModel Brother HL-L2321D',
  `DeviceURI smb://${secret('user')}:${secret('password')}@${secret('server')}/${secret('share')}`,
  `AuthInfoRequired ${secret('user')},${secret('password')}`,
  `AllowUser ${secret('user')}`,
  'State Stopped',
  '</Printer>',
].join('\n');

const mounts = [
  '/dev/mapper/bi--mat--vg-root / ext4 rw 0 0',
  `/dev/sda3 /home/${secret('user')} ext4 rw 0 0`,
  `/dev/sdb1 /media/${secret('user')}/${secret('label')} vfat rw 0 0`,
  `/dev/sdc1 /run/media/${secret('user')}/x exfat rw 0 0`,
  `rpool/USERDATA/${secret('user')}_x1 /home/${secret('user')}2 zfs rw 0 0`,
  `//${secret('server')}/${secret('share')} /mnt cifs rw,username=${secret('user')},password=${secret('password')} 0 0`,
].join('\n');

const sentinel = '/opt/sentinelone/bin/sentinelctl';
const linux: RecordedMachine = {
  ...labPc,
  files: {
    ...labPc.files,
    '/etc/passwd': `root:x:0:0::/root:/bin/sh\n${secret('user')}:x:1000:1000:${secret('name')},,,:/home/${secret('user')}:/bin/bash\n`,
    '/etc/group': `sudo:x:27:${secret('user')}\n`,
    '/etc/shadow': `${secret('user')}:$6$${secret('hash')}:19000:0:99999:7:::\n`,
    '/etc/ssh/sshd_config': sshd,
    '/etc/gdm3/custom.conf': `[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin=${secret('user')}\n`,
    '/etc/lightdm/lightdm.conf': `[Seat:*]\nautologin-user=${secret('user')}\n`,
    [`/etc/NetworkManager/system-connections/${secret('ssid')}.nmconnection`]: wifi,
    '/etc/wpa_supplicant/wpa_supplicant.conf': `network={\n ssid="${secret('ssid')}"\n psk="${secret('password')}"\n}\n`,
    '/etc/cups/printers.conf': printers,
    '/proc/self/mounts': mounts,
    '/proc/700/cmdline': `libreoffice\0${secret('title')}.odt\0`,
    '/proc/700/environ': `USER=${secret('user')}\0`,
    '/run/systemd/sessions/1': `USER=${secret('user')}\n`,
    [`/home/${secret('user')}/.mozilla/history`]: secret('page'),
    [sentinel]: '',
  },
  links: {
    ...labPc.links,
    [`/etc/systemd/system/multi-user.target.wants/syncthing@${secret('user')}.service`]: '/x',
  },
  exits: {
    [`${sentinel} version`]: {
      exitCode: 0,
      stdout: `Agent version: 30.1.1.10\nSite-Key      ${secret('key')}\nUUID   ${secret('id')}\nCustomer id  ${secret('name')}\n`,
    },
  },
};

const mac: RecordedMachine = {
  platform: 'darwin',
  files: {
    '/Library/Preferences/com.apple.loginwindow.plist': plist(
      `<key>autoLoginUser</key><string>${secret('user')}</string><key>lastUserName</key><string>${secret('user')}</string>`,
    ),
    '/etc/kcpassword': secret('password'),
    '/Library/Preferences/com.apple.SoftwareUpdate.plist': plist(
      `<key>LastUser</key><string>${secret('user')}</string>`,
    ),
    [`/Users/${secret('user')}/Library/x`]: secret('page'),
    '/Applications/GeoGebra.app/Contents/Info.plist': plist(''),
  },
  programs: {
    '/usr/sbin/system_profiler': JSON.stringify(
      { ...macBook, SPSoftwareDataType: [{ user_name: secret('user'), local_host_name: secret('host') }] },
      (_key, value: unknown) =>
        typeof value === 'string' ? value.replaceAll('Lan', secret('owner')) : value,
    ),
  },
};

test.each([
  ['Linux', linux],
  ['macOS', mac],
])(
  'names, passwords, networks and titles that a machine of %s keeps stay on it',
  async (_platform, machine) => {
    const host = await openRecordedHost(machine);
    const { readings, outcomes, details } = await collect(
      { host, clock: createSystemClock(), collectors },
      sections,
    );
    const identifiers = await readIdentifiers(host);
    await host.close();
    expect(readings.length).toBeGreaterThan(8);
    expect(JSON.stringify({ readings, outcomes, details, identifiers })).not.toMatch(secrets);
  },
);

test('what was counted of them is there', async () => {
  const host = await openRecordedHost(linux);
  const { readings } = await collect({ host, clock: createSystemClock(), collectors }, [
    'accounts',
    'storage',
    'peripherals',
    'exposure',
  ]);
  await host.close();
  expect(readings.map(({ facts }) => facts)).toMatchObject([
    {
      volumes: [
        { device: '/dev/mapper/*', mount: '/' },
        { device: '/dev/sda3', mount: '/home/*' },
        { device: '/dev/sdb1', mount: '/media/*' },
        { device: '/dev/sdc1', mount: '/run/media/*' },
        { device: 'rpool/*', mount: '/home/*' },
      ],
    },
    { administrators: 2, hasAutoLogon: true },
    { autoStartServices: ['cups', 'getty@', 'ssh', 'syncthing@'] },
    { printers: [{ driver: 'Brother HL-L2321D', port: 'smb', isNetwork: true, status: 5 }] },
  ]);
});
