import { describe, expect, test } from 'vitest';
import { parseLspci } from '../../../agent/parse/lspci.ts';
import { parseOsRelease } from '../../../agent/parse/os-release.ts';
import { parseSshd } from '../../../agent/parse/sshd.ts';
import { parseUfw } from '../../../agent/parse/ufw.ts';
import { parseUpower } from '../../../agent/parse/upower.ts';

const unrecognised = { ok: false, error: 'unrecognised' };

describe('os-release', () => {
  test.each([
    ['NAME="Rocky Linux"\nID="rocky"\nVERSION_ID="9.4"\n', 'rocky', 'Rocky Linux', '9.4', '9.4'],
    ["# a comment\nNAME='It\\'\nID=x\n", 'x', 'It\\', undefined, undefined],
    ['PRETTY_NAME="Say \\"hi\\""\r\nID=say\r\n', 'say', 'Say "hi"', undefined, undefined],
    ['DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=20.04\n', 'ubuntu', 'Ubuntu', '20.04', '20.04'],
    ['12.5\n', 'debian', 'Debian GNU/Linux', '12.5', '12'],
    ['trixie/sid\n', 'debian', 'Debian GNU/Linux', undefined, undefined],
    ['CentOS Stream release 9\n', 'centos', 'CentOS Stream', '9', '9'],
    ['Red Hat Enterprise Linux release 8.10 (Ootpa)', 'rhel', 'Red Hat Enterprise Linux', '8.10', '8'],
    ['Unheard Linux release 3.1', undefined, 'Unheard Linux', '3.1', '3'],
  ])('%j', (text, id, name, version, cycle) => {
    const expected = { id, name, version, cycle };
    const parsed = parseOsRelease(text);
    expect(parsed.ok && { ...expected, ...parsed.value }).toEqual(expected);
  });

  test.each(['', 'PATH=/usr/bin\n', 'hello world\n', '3.18.4\n', 'a release\nb'])('%j is none', (text) => {
    expect(parseOsRelease(text)).toEqual(unrecognised);
  });
});

describe('sshd', () => {
  test('only what holds for everyone counts, and the first value of a keyword', () => {
    const config = `Include /etc/ssh/sshd_config.d/*.conf
Port 22
port 2222
PermitRootLogin "no"   # nobody
PasswordAuthentication=yes
passwordauthentication no
AllowUsers hoa lan
Match User backup
  PermitEmptyPasswords yes
Match all
X11Forwarding no
`;
    expect(parseSshd(config)).toEqual({
      ok: true,
      value: {
        ports: [22, 2222],
        permitRootLogin: 'no',
        passwordAuthentication: true,
        x11Forwarding: false,
        allowUsersCount: 2,
        includes: ['/etc/ssh/sshd_config.d/*.conf'],
        hasMatchBlocks: true,
      },
    });
  });

  test.each(['', 'sshd: no hostkeys available -- exiting.\n', 'Port Connector Information\n'])(
    '%j is none',
    (text) => {
      expect(parseSshd(text)).toEqual(unrecognised);
    },
  );
});

describe('ufw', () => {
  test('a rule with a comment, one without a direction, one of IPv6', () => {
    const text = `Status: active
Logging: off
Default: deny (incoming), allow (outgoing), disabled (routed)

To                         Action      From
--                         ------      ----
[ 1] 22/tcp                ALLOW IN    10.0.0.0/8                 # máy chủ
80                         DENY        Anywhere
443 (v6)                   LIMIT OUT   Anywhere (v6)
`;
    expect(parseUfw(text)).toEqual({
      ok: true,
      value: {
        isActive: true,
        logging: 'off',
        defaultIncoming: 'deny',
        defaultOutgoing: 'allow',
        defaultRouted: 'disabled',
        rules: [
          {
            number: 1,
            to: '22/tcp',
            action: 'allow',
            direction: 'in',
            from: '10.0.0.0/8',
            isV6: false,
            comment: 'máy chủ',
          },
          { to: '80', action: 'deny', direction: 'in', from: 'Anywhere', isV6: false },
          { to: '443 (v6)', action: 'limit', direction: 'out', from: 'Anywhere (v6)', isV6: true },
        ],
      },
    });
  });

  test.each([
    'Status : aktiv\n',
    'ERROR: You need to be root to run this script\n',
    'Profile: \n'.slice(0, 4),
  ])('%j is none', (text) => {
    expect(parseUfw(text)).toEqual(unrecognised);
  });
});

test('upower: devices, their kinds, and numbers of any country', () => {
  const text = `Device: /org/freedesktop/UPower/devices/battery_BAT0
  native-path:          BAT0
  serial:               0
  power supply:         yes
  battery
    present:             yes
    energy-full:         39,5 Wh
    energy-full-design:  51.25 Wh
    charge-cycles:       N/A
    percentage:          87%

Daemon:
  daemon-version:  1.90.2
  on-battery:      yes
`;
  expect(parseUpower(text)).toEqual({
    ok: true,
    value: {
      devices: [
        {
          path: '/org/freedesktop/UPower/devices/battery_BAT0',
          nativePath: 'BAT0',
          kind: 'battery',
          isPowerSupply: true,
          isPresent: true,
          fullWh: 39.5,
          designWh: 51.25,
          chargePercent: 87,
        },
      ],
      isOnBattery: true,
      daemonVersion: '1.90.2',
    },
  });
  expect(parseUpower('energy: 3 Wh\n')).toEqual(unrecognised);
});

describe('lspci', () => {
  const gpu = { slot: '00:02.0', class: 'VGA compatible controller' };
  test.each([
    [
      'plain',
      '00:02.0 VGA compatible controller: Example GPU [HD 520] (rev 07)',
      { ...gpu, name: 'Example GPU [HD 520]', revision: '07' },
    ],
    [
      '-n',
      '00:02.0 0300: 8086:1916 (rev 07)',
      { slot: '00:02.0', classId: '0300', vendorId: '8086', deviceId: '1916', revision: '07' },
    ],
    [
      '-m',
      '00:02.0 "VGA compatible controller" "Example" "GPU" -r07 "Maker" "Board"',
      {
        ...gpu,
        vendor: 'Example',
        device: 'GPU',
        subsystemVendor: 'Maker',
        subsystemDevice: 'Board',
        revision: '07',
      },
    ],
    [
      'with a domain',
      '10000:00:02.0 VGA compatible controller: Example',
      { ...gpu, slot: '10000:00:02.0', name: 'Example' },
    ],
    [
      '-vmm -nn',
      'Slot:\t00:02.0\nClass:\tVGA compatible controller [0300]\nVendor:\tExample [8086]\nDevice:\tGPU [1916]\nDriver:\ti915\nModule:\ti915',
      {
        ...gpu,
        classId: '0300',
        vendor: 'Example',
        vendorId: '8086',
        device: 'GPU',
        deviceId: '1916',
        driver: 'i915',
        modules: ['i915'],
      },
    ],
  ])('%s', (_, text, device) => {
    expect(parseLspci(`${text}\n`)).toEqual({ ok: true, value: [device] });
  });

  test.each(['', 'lspci: command not found\n', 'Slot:\tnone\n'])('%j is none', (text) => {
    expect(parseLspci(text)).toEqual(unrecognised);
  });
});
