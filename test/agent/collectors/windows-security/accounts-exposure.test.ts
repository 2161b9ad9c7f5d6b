import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accounts } from '../../../../agent/collectors/accounts.ts';
import { exposure } from '../../../../agent/collectors/exposure.ts';
import { parseNetstat } from '../../../../agent/collectors/windows/netstat.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { readOn } from './windows-machine.ts';
import { readWmiExport } from './wmi-export.ts';

const account = (rid: unknown, isDisabled: unknown, isPasswordRequired: unknown = true) => ({
  rid,
  isDisabled,
  isPasswordRequired,
});

test('accounts are counted, guest and administrators by their SIDs', async () => {
  const answers = {
    localAccounts: [
      account('500', true),
      account('501', 'FALSE', 'FALSE'),
      account('1001', false, false),
      account(1002, false),
    ],
    administrators: [{ members: 2 }],
    autoLogon: [{ isOn: true, hasPassword: true }],
  };
  expect(await readOn(accounts, { answers })).toEqual({
    outcome: 'ok',
    facts: {
      total: 4,
      interactive: 3,
      withoutPassword: 2,
      isGuestEnabled: true,
      administrators: 2,
      hasAutoLogon: true,
      storesAutoLogonPassword: true,
    },
    absent: { minPasswordLength: 'unsupported' },
  });
});

test('what accounts do not say is unknown, never zero', async () => {
  const answers = {
    localAccounts: [account('500', null), account('1001', false, null)],
    administrators: [{ members: 0 }],
    autoLogon: 'denied',
  } as const;
  expect(await readOn(accounts, { answers })).toEqual({
    outcome: 'ok',
    facts: { total: 2 },
    absent: {
      interactive: 'no-data',
      withoutPassword: 'no-data',
      isGuestEnabled: 'no-data',
      administrators: 'no-data',
      hasAutoLogon: 'denied',
      storesAutoLogonPassword: 'denied',
      minPasswordLength: 'unsupported',
    },
  });
  expect(await readOn(accounts, { answers: { localAccounts: [] } })).toMatchObject({ outcome: 'no-data' });
});

test.for([
  [
    '10-StandAlone-Win32_UserAccount.wmi',
    { total: 4, interactive: 1, withoutPassword: 1, isGuestEnabled: false },
  ],
  ['7-AD-Win32_UserAccount.wmi', { total: 2, interactive: 1, withoutPassword: 0, isGuestEnabled: false }],
] as const)('recorded accounts: %s', async ([name, facts], context) => {
  const rows = await readWmiExport(join(requireFixtures(context), 'windows-wmi', name));
  // As the question shapes them.
  const localAccounts = rows.map(({ SID, Disabled, PasswordRequired }) =>
    account(String(SID).replace(/^.*-/, ''), Disabled, PasswordRequired),
  );
  expect(await readOn(accounts, { answers: { localAccounts } })).toMatchObject({ facts });
});

const vietnamese = [
  '',
  'K\ufffdt n\ufffdi ho\ufffdt \ufffd\ufffdng',
  '',
  '  Giao th\ufffdc  \ufffd\ufffda ch\ufffd n\ufffdi b\ufffd   Tr\ufffdng th\ufffdi  PID',
  '  TCP    0.0.0.0:135            0.0.0.0:0              \ufffdANG NGHE       1712',
  '  TCP    127.0.0.1:5939         0.0.0.0:0              \ufffdANG NGHE       4',
  '  TCP    192.168.1.5:50123      52.1.2.3:443           \ufffd\ufffd K\ufffdT N\ufffdI     4',
  '  TCP    [::]:445               [::]:0                 \ufffdANG NGHE       4',
  '  TCP    [::1]:42050            [::]:0                 \ufffdANG NGHE       4',
  '  TCP    127.0.0.1:49700        0.0.0.0:0              \ufffdANG NGHE       900',
  '  TCP    0.0.0.0:49664          0.0.0.0:0              \ufffdANG NGHE       900',
  '  TCP    [fe80::1%12]:139       [::]:0                 \ufffdANG NGHE       4',
  '  UDP    0.0.0.0:5353           *:*                                    2100',
  '  UDP    0.0.0.0:61000          *:*                                    2100',
  '  UDP    127.0.0.1:1900         *:*                                    2100',
  '  UDP    [::1]:1900             *:*                                    2100',
  '  TCP    0.0.0.0:0              0.0.0.0:0              \ufffdANG NGHE       4',
  '  TCP    0.0.0.0:99999          0.0.0.0:0              \ufffdANG NGHE       4',
].join('\r\n');

test('listeners by columns of numbers, in a Vietnamese console that lost its letters', () => {
  expect(parseNetstat(vietnamese)).toEqual([
    { protocol: 'tcp', port: 135, isLoopbackOnly: false },
    { protocol: 'tcp', port: 139, isLoopbackOnly: false },
    { protocol: 'tcp', port: 445, isLoopbackOnly: false },
    { protocol: 'tcp', port: 5939, isLoopbackOnly: true },
    { protocol: 'tcp', port: 42_050, isLoopbackOnly: true },
    { protocol: 'tcp', port: 49_664, isLoopbackOnly: false },
    { protocol: 'udp', port: 1900, isLoopbackOnly: true },
    { protocol: 'udp', port: 5353, isLoopbackOnly: false },
  ]);
  expect(parseNetstat('')).toBeUndefined();
  expect(parseNetstat('\r\nAktive Verbindungen\r\n')).toBeUndefined();
});

test('recorded sockets of Windows 10', async (context) => {
  const folder = join(requireFixtures(context), 'windows-text');
  const text = (name: string) => readFile(join(folder, name), 'latin1');
  const plain = parseNetstat(await text('windows-10.netstat-an.out'));
  const withPrograms = parseNetstat(await text('windows-10.netstat-aonb.out'));
  expect(
    plain
      ?.filter(({ protocol, isLoopbackOnly }) => protocol === 'tcp' && !isLoopbackOnly)
      .map(({ port }) => port),
  ).toEqual([
    135, 139, 443, 445, 902, 912, 1134, 2179, 2869, 4325, 5040, 7070, 7680, 13_656, 49_664, 49_665, 49_666,
    49_667, 49_668, 49_681, 57_621,
  ]);
  expect(withPrograms?.length).toBeGreaterThan(20);
  // Names instead of numbers: connections of this machine with itself, no listener among them.
  expect(parseNetstat(await text('windows-10.netstat.out'))).toBeUndefined();
});

test('what starts by itself, without the instances of a session; no services are no empty list', async () => {
  const service = (Name: unknown, StartMode: unknown, State: unknown = 'Running') => ({
    Name,
    StartMode,
    State,
  });
  const answers = {
    services: [
      service('UltraViewService', 'Auto'),
      service('MpKsl1a2b3c4d', 'System'),
      service('CDPUserSvc', 'Auto'),
      service('CDPUserSvc_3a2f1', 'Auto'),
      service('Agent_2024', 'Auto'),
      service('DeepFrz', 'Boot'),
      service('Spooler', 'Manual'),
      service('Old', 'Disabled', 'Stopped'),
      service('Helper_S-1-5-21-407181654-3485178747-1001', 'Auto'),
      service(null, 'Auto'),
      'junk',
    ],
  };
  expect(await readOn(exposure, { netstat: vietnamese, answers })).toMatchObject({
    facts: { autoStartServices: ['Agent_2024', 'CDPUserSvc', 'DeepFrz', 'UltraViewService'] },
    absent: { sshPorts: 'unsupported' },
  });
  expect(await readOn(exposure, { netstat: '', answers: { services: [] } })).toEqual({ outcome: 'no-data' });
});
