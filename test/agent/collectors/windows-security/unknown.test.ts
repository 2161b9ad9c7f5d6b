import { expect, test } from 'vitest';
import type { Collector, Failure } from '../../../../agent/collector.ts';
import { securityQueries } from '../../../../agent/collectors/windows/security-queries.ts';
import { collectors } from '../../../../agent/registry.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { openWindowsHost, readOn } from './windows-machine.ts';

/** What each question tells: what must be absent, for the question's own reason, when it fails. */
const toldBy: Readonly<Record<string, readonly string[]>> = {
  securityCenter: ['antivirus.products', 'antivirus.hasSecurityCenter'],
  defenderStatus: ['antivirus.defender'],
  antivirusInstalls: ['antivirus.products'],
  firewallProducts: ['firewall.sources'],
  services: ['firewall.isServiceRunning', 'exposure.autoStartServices'],
  hotfixDates: ['updates.lastInstalledAt'],
  localAccounts: [
    'accounts.total',
    'accounts.interactive',
    'accounts.withoutPassword',
    'accounts.isGuestEnabled',
  ],
  administrators: ['accounts.administrators'],
  autoLogon: ['accounts.hasAutoLogon', 'accounts.storesAutoLogonPassword'],
  tpm: ['hardening.hasTpm', 'hardening.isTpmEnabled', 'hardening.tpmSpecVersion'],
  powershellTwo: ['hardening.powershellTwo'],
  licences: ['system.licences'],
};

/** A machine on which everything is answered, and every answer is a no or a none. */
const answers: Readonly<Record<string, readonly unknown[]>> = {
  securityCenter: [{ hasCentre: false }],
  defenderStatus: [{ AntivirusEnabled: false }],
  antivirusInstalls: [],
  firewallProducts: [],
  services: [{ Name: 'MpsSvc', State: 'Stopped', StartMode: 'Auto' }],
  hotfixDates: [{ on: '2020-01-01T00:00:00Z' }],
  localAccounts: [{ rid: '501', isDisabled: true, isPasswordRequired: true }],
  administrators: [{ members: 1 }],
  autoLogon: [{ isOn: false, hasPassword: false }],
  tpm: [{ IsEnabled_InitialValue: false, SpecVersion: '1.2' }],
  powershellTwo: [{ InstallState: 2 }],
  licences: [{ ApplicationID: '55c92734-d682-4d71-983e-d6ec3f16059f', LicenseStatus: 0 }],
};
const registry = {
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\PublicProfile': {
    EnableFirewall: 'REG_DWORD 0x0',
  },
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\MpsSvc': { Start: 'REG_DWORD 0x2' },
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\wuauserv': { Start: 'REG_DWORD 0x3' },
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa': { RunAsPPL: 'REG_DWORD 0x0' },
};
const netstat = '  TCP    0.0.0.0:135    0.0.0.0:0    LISTENING    4';

async function known(machine: Parameters<typeof readOn>[1]) {
  const facts: string[] = [];
  const absent: Record<string, string> = {};
  for (const collector of collectors as readonly Collector[]) {
    const { section } = collector;
    if (!securityQueries.some(({ sections }) => sections.includes(section)) && section !== 'hardening')
      continue;
    const result = await readOn(collector, machine);
    if (result.outcome !== 'ok') continue;
    facts.push(...Object.keys(result.facts).map((name) => `${section}.${name}`));
    for (const [name, reason] of Object.entries(result.absent ?? {})) absent[`${section}.${name}`] = reason;
  }
  return { facts, absent };
}

test('every question tells something, and is asked', async () => {
  const { facts } = await known({ answers, registry, netstat });
  for (const told of Object.values(toldBy).flat()) expect(facts).toContain(told);
  expect(Object.keys(toldBy).toSorted()).toEqual(securityQueries.map(({ name }) => name).toSorted());
});

const failures: readonly Failure[] = ['unsupported', 'denied', 'failed', 'timed-out'];

test.each(Object.keys(toldBy).flatMap((query) => failures.map((failure) => [query, failure] as const)))(
  '%s %s: what it tells is unknown for that reason, never no and never zero',
  async (query, failure) => {
    const { facts, absent } = await known({ answers: { ...answers, [query]: failure }, registry, netstat });
    for (const told of toldBy[query] ?? []) {
      expect(facts).not.toContain(told);
      expect(absent[told]).toBe(failure);
    }
  },
);

test('a machine without PowerShell, whose reg.exe and netstat end well and say nothing, has said nothing', async () => {
  const host = await openWindowsHost({});
  try {
    const silent = {
      ...host,
      run: () => Promise.resolve({ ok: true, value: '' } as const),
      runToExit: () => Promise.resolve({ ok: true, value: { exitCode: 0, stdout: '' } } as const),
    };
    for (const collector of collectors as readonly Collector[]) {
      if (
        !['antivirus', 'firewall', 'updates', 'accounts', 'exposure', 'hardening'].includes(collector.section)
      )
        continue;
      const result = await collector.collect({
        host: silent,
        clock: createSystemClock(),
        signal: new AbortController().signal,
        windows: () => ({ ok: false, error: 'unsupported' }),
        isQuerySlow: false,
      });
      expect(result.outcome, collector.section).not.toBe('ok');
    }
  } finally {
    await host.close();
  }
});
