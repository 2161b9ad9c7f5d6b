import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firewall } from '../../../../agent/collectors/firewall.ts';
import { updates } from '../../../../agent/collectors/updates.ts';
import { newestInstallation } from '../../../../agent/collectors/windows/hotfix-dates.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { readRegExport } from './reg-export.ts';
import { type Registry, readOn } from './windows-machine.ts';

const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const profiles = `${services}\\SharedAccess\\Parameters\\FirewallPolicy`;
const policy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';
const on = { EnableFirewall: 'REG_DWORD 0x1' };
const off = { EnableFirewall: 'REG_DWORD 0x0' };

const stored: Registry = {
  [`${profiles}\\DomainProfile`]: on,
  [`${profiles}\\StandardProfile`]: off,
  [`${profiles}\\StandardProfile\\Logging`]: { EnableFirewall: 'REG_DWORD 0x1' },
  [`${profiles}\\PublicProfile`]: { DisableNotifications: 'REG_DWORD 0x0' },
  [`${services}\\MpsSvc`]: { Start: 'REG_DWORD 0x2' },
};

test('three profiles, what a policy overrules, the service, and firewalls that Security Center knows', async () => {
  const registry = {
    ...stored,
    [`${policy}\\StandardProfile`]: on,
    [`${policy}\\PublicProfile`]: { EnableFirewall: 'REG_SZ 0' },
  };
  const answers = {
    services: [{ Name: 'mpssvc', State: 'Stopped', StartMode: 'Auto' }],
    firewallProducts: [
      { displayName: 'Kaspersky Firewall', productState: 266_240 },
      { displayName: null, productState: 1 },
      { displayName: 'x' },
    ],
  };
  expect(await readOn(firewall, { registry, answers })).toEqual({
    outcome: 'ok',
    facts: {
      sources: [
        { name: 'domain', isEnabled: true },
        { name: 'private', isEnabled: false, isEnabledByPolicy: true },
        { name: 'public' },
        { name: 'Kaspersky Firewall', productState: 266_240 },
      ],
      serviceStart: 2,
      isServiceRunning: false,
    },
  });
});

test('a firewall that nothing tells of is unknown, also beside one of another maker', async () => {
  const answers = { firewallProducts: [{ displayName: 'Other', productState: 1 }] };
  expect(await readOn(firewall, { answers })).toEqual({ outcome: 'no-data' });
  expect(await readOn(firewall, { registry: stored })).toMatchObject({
    absent: { isServiceRunning: 'failed' },
  });
});

test('a profile that is off says nothing while the firewalls of others are unknown; all that are on do', async () => {
  const registry = Object.fromEntries(
    ['DomainProfile', 'StandardProfile', 'PublicProfile'].map((name) => [`${profiles}\\${name}`, on]),
  );
  const answers = { firewallProducts: 'timed-out' } as const;
  expect(await readOn(firewall, { registry, answers })).toMatchObject({
    facts: { sources: [{ isEnabled: true }, { isEnabled: true }, { isEnabled: true }] },
  });
  const off = { ...registry, [`${policy}\\PublicProfile`]: { EnableFirewall: 'REG_DWORD 0x0' } };
  expect(await readOn(firewall, { registry: { ...off, ...stored }, answers })).toMatchObject({
    absent: { sources: 'timed-out' },
  });
});

test('recorded firewall profiles', async (context) => {
  const folder = join(requireFixtures(context), 'windows-registry');
  const registry = {
    ...(await readRegExport(join(folder, '7_firewall-DomainProfile.reg'))),
    ...(await readRegExport(join(folder, '10-PublicProfile.reg'))),
  };
  expect(await readOn(firewall, { registry, answers: { firewallProducts: [] } })).toMatchObject({
    facts: {
      sources: [
        { name: 'domain', isEnabled: false },
        { name: 'private' },
        { name: 'public', isEnabled: true },
      ],
    },
  });
});

const current = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion';
const auto = `${current}\\WindowsUpdate\\Auto Update`;
const calm: Registry = {
  [auto]: {},
  [`${current}\\Component Based Servicing\\Packages`]: {},
  'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\safer': {},
  [`${services}\\wuauserv`]: { Start: 'REG_DWORD 0x3' },
};

test('a machine at rest: no restart, updates neither set nor forbidden', async () => {
  const answers = { hotfixDates: [{ on: '2025-11-12T17:00:00Z' }, { on: '2024-01-01T17:00:00Z' }] };
  expect(await readOn(updates, { registry: calm, answers })).toEqual({
    outcome: 'ok',
    facts: { isRebootPending: false, lastInstalledAt: Date.UTC(2025, 10, 12, 17), serviceStart: 3 },
    absent: {
      isAutomatic: 'unsupported',
      lastCheckedAt: 'no-data',
      pendingCount: 'unsupported',
      pendingSecurityCount: 'unsupported',
      noAutoUpdate: 'no-data',
    },
  });
});

test.each([`${auto}\\RebootRequired`, `${current}\\Component Based Servicing\\RebootPending`])(
  'a restart is pending as long as there is %s',
  async (key) => {
    expect(await readOn(updates, { registry: { ...calm, [key]: {} } })).toMatchObject({
      facts: { isRebootPending: true },
    });
    // One of the two places alone proves yes, never no.
    expect(await readOn(updates, { registry: { [key]: {} } })).toMatchObject({
      facts: { isRebootPending: true },
    });
  },
);

test('what cannot be read says nothing: no "no restart" from one place alone', async () => {
  const { [auto]: _, ...rest } = calm;
  expect(await readOn(updates, { registry: rest, answers: { hotfixDates: 'timed-out' } })).toMatchObject({
    absent: { isRebootPending: 'no-data', lastInstalledAt: 'timed-out' },
  });
  expect(await readOn(updates, {})).toEqual({ outcome: 'no-data' });
});

test('Windows 7 and 8 write when they looked and installed; a policy switches updates off', async () => {
  const registry: Registry = {
    ...calm,
    [`${auto}\\Results\\Detect`]: { LastSuccessTime: 'REG_SZ 2019-03-12 04:05:06' },
    [`${auto}\\Results\\Install`]: { LastSuccessTime: 'REG_SZ 2019-02-30 99:00:00' },
    'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU': { NoAutoUpdate: 'REG_DWORD 0x1' },
    [`${services}\\wuauserv`]: { Start: 'REG_DWORD 0x4' },
  };
  expect(await readOn(updates, { registry, answers: { hotfixDates: [] } })).toMatchObject({
    facts: { lastCheckedAt: Date.UTC(2019, 2, 12, 4, 5, 6), noAutoUpdate: 1, serviceStart: 4 },
    absent: { lastInstalledAt: 'no-data' },
  });
});

test.each<[string, readonly string[], number | undefined]>([
  ['month first, proven by a 13th', ['3/4/2025', '2/13/2025'], Date.UTC(2025, 2, 4)],
  ['day first, proven by a 13th', ['3/4/2025', '13/2/2025'], Date.UTC(2025, 3, 3)],
  ['no proof: only equal numbers are sure', ['3/4/2025', '2/2/2025'], Date.UTC(2025, 1, 2)],
  ['no proof at all', ['3/4/2025'], undefined],
  ['two orders in one list', ['2/13/2025', '13/2/2025', '5/5/2024'], Date.UTC(2024, 4, 5)],
  [
    'moments before 1990, hex and junk',
    ['1601-01-01T00:00:00Z', '01cd5d9b1f0a2b00', '', '45/45/2025'],
    undefined,
  ],
])('hotfix dates: %s', (_, dates, expected) => {
  expect(newestInstallation(dates)).toBe(expected);
});
