import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Collector } from '../../../../agent/collector.ts';
import { accounts } from '../../../../agent/collectors/accounts.ts';
import { antivirus } from '../../../../agent/collectors/antivirus.ts';
import { exposure } from '../../../../agent/collectors/exposure.ts';
import { firewall } from '../../../../agent/collectors/firewall.ts';
import { hardening } from '../../../../agent/collectors/hardening.ts';
import { updates } from '../../../../agent/collectors/updates.ts';
import { newestInstallation } from '../../../../agent/collectors/windows/hotfix-dates.ts';
import { parseNetstat } from '../../../../agent/collectors/windows/netstat.ts';
import { securityQueries } from '../../../../agent/collectors/windows/security-queries.ts';
import { factSchemas } from '../../../../shared/contract/readings.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { readRegExport } from './reg-export.ts';
import { type Registry, readOn } from './windows-machine.ts';
import { readWmiExport } from './wmi-export.ts';

const collectors = [antivirus, firewall, updates, accounts, exposure, hardening] as const;
const names = securityQueries.map(({ name }) => name);

/** Facts as they would leave: whatever comes in, the contract holds. */
async function checkAll(machine: Parameters<typeof readOn>[1]): Promise<void> {
  for (const collector of collectors as readonly Collector[]) {
    const result = await readOn(collector, machine);
    if (result.outcome !== 'ok') continue;
    const parsed = factSchemas[collector.section].safeParse(result.facts);
    expect(parsed.error?.issues, collector.section).toBeUndefined();
  }
}

/** Members that the readers look for, among others. */
const members = [
  'displayName',
  'productState',
  'timestamp',
  'isThere',
  'hasCentre',
  'instanceGuid',
  'Name',
  'State',
  'StartMode',
  'rid',
  'isDisabled',
  'members',
  'isOn',
  'on',
  'IsEnabled_InitialValue',
  'SpecVersion',
  'InstallState',
  'AntivirusSignatureLastUpdated',
  'AntivirusSignatureAge',
  'AMRunningMode',
  'DisplayName',
];
const odd = fc.oneof(
  fc.anything(),
  fc.string({ maxLength: 300, size: 'max' }),
  fc.constantFrom(
    '',
    'TRUE',
    'Auto',
    '\0',
    '/Date(-1)/',
    '/Date(253402300800000)/',
    -1,
    2 ** 53,
    1e308,
    4_294_967_296,
  ),
);
const anyRow = fc.oneof(fc.dictionary(fc.constantFrom(...members), odd, { maxKeys: 8 }), fc.anything());

/** Rows that get past the first look: the name and the switch are there, the rest is anything. */
const nearlyRight = fc.record({
  hasCentre: fc.boolean(),
  displayName: fc.string({ minLength: 1, maxLength: 200, size: 'max' }),
  Name: fc.string({ minLength: 1, maxLength: 200, size: 'max' }),
  StartMode: fc.constantFrom('Auto', 'Boot', 'Manual'),
  LicenseStatus: fc.nat(400),
  productState: fc.oneof(fc.maxSafeNat(), odd),
  AntivirusSignatureAge: fc.oneof(fc.maxSafeNat(), odd),
  AntivirusSignatureLastUpdated: odd,
  timestamp: odd,
  isThere: odd,
});

test('rows of any shape never break a reader, nor the contract', async () => {
  const rows = fc.array(fc.oneof(anyRow, nearlyRight), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: names.length, maxLength: names.length }), async (given) => {
      await checkAll({ answers: Object.fromEntries(names.map((name, index) => [name, given[index] ?? []])) });
    }),
    { numRuns: 100 },
  );
});

const hex = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), minLength: 16, maxLength: 16 });
const value = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }).map((number) => `REG_DWORD 0x${number.toString(16)}`),
  fc.string({ maxLength: 40 }).map((text) => `REG_SZ ${text}`),
  hex.map((bytes) => `REG_BINARY ${bytes}`),
  fc.string({ maxLength: 16 }).map((text) => `REG_BINARY ${text}`),
  fc.constantFrom(
    'REG_QWORD 0xffffffffffffffff',
    'REG_BINARY FFFFFFFFFFFFFFFF',
    'REG_DWORD (null)',
    'REG_SZ',
  ),
);
const valueNames = [
  'AVSignatureApplied',
  'EnableFirewall',
  'Start',
  'LastSuccessTime',
  'LicDaysTillExpiration',
  'LicKeyType',
  'PortNumber',
];
const keys = [
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\PublicProfile',
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\MpsSvc',
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\wuauserv',
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp',
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\Results\\Install',
  'HKLM\\SOFTWARE\\KasperskyLab\\protected\\AVP21\\Data',
  'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Signature Updates',
];

test('a registry of any content never breaks a reader, nor the contract', async () => {
  const registry = fc.dictionary(
    fc.constantFrom(...keys),
    fc.dictionary(fc.constantFrom(...valueNames), value),
  );
  const answers = {
    securityCenter: [{ hasCentre: true }, { displayName: 'Kaspersky' }, { displayName: 'Windows Defender' }],
  };
  await fc.assert(
    fc.asyncProperty(registry, async (given) => {
      await checkAll({ registry: given, answers });
    }),
    { numRuns: 100 },
  );
});

test('texts of any content never break a parser', () => {
  const token = fc.constantFrom(
    'TCP',
    'UDP',
    '0.0.0.0:0',
    '[::]:0',
    '*:*',
    '127.0.0.1:80',
    '[::1]:0',
    ':',
    '\r\n',
    '\0',
  );
  const text = fc.array(fc.oneof(token, fc.string({ unit: 'binary' }))).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(text, (given) => {
      const listeners = parseNetstat(given);
      expect(factSchemas.exposure.safeParse({ listeners }).success).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,2}\/\d{1,2}\/\d{4}$/))), (dates) => {
      const newest = newestInstallation(dates);
      expect(newest === undefined || newest >= 0).toBe(true);
    }),
  );
});

test('a line of ten million characters, and a hundred thousand lines, end soon', () => {
  expect(parseNetstat(`  TCP    ${'1'.repeat(10_000_000)}`)).toBeUndefined();
  const lines = Array.from(
    { length: 100_000 },
    (_, index) => `  TCP    0.0.0.0:${index}    0.0.0.0:0    X    4`,
  );
  expect(parseNetstat(lines.join('\r\n'))).toHaveLength(512);
});

test('every recorded registry and every recorded row passes through every reader', async (context) => {
  const root = requireFixtures(context);
  let registry: Registry = {};
  for (const name of await readdir(join(root, 'windows-registry'))) {
    registry = { ...registry, ...(await readRegExport(join(root, 'windows-registry', name))) };
  }
  await checkAll({ registry });
  for (const name of await readdir(join(root, 'windows-wmi'))) {
    const rows = await readWmiExport(join(root, 'windows-wmi', name));
    expect(rows.length, name).toBeGreaterThan(0);
    await checkAll({ answers: Object.fromEntries(names.map((each) => [each, rows])) });
  }
  for (const name of await readdir(join(root, 'windows-text'))) {
    await checkAll({ netstat: await readFile(join(root, 'windows-text', name), 'latin1') });
  }
});
