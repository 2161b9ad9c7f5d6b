import { expect, test } from 'vitest';
import { z } from 'zod';
import { antivirus } from '../../../../agent/collectors/antivirus.ts';
import { readOn, type WindowsMachine } from './windows-machine.ts';

const service = (Name: string, State = 'Running', StartMode = 'Auto') => ({ Name, State, StartMode });
const there = { hasCentre: true };

async function factsOf(machine: WindowsMachine) {
  const result = await readOn(antivirus, machine);
  return result.outcome === 'ok' ? { facts: result.facts, absent: result.absent ?? {} } : result;
}

const kaspersky = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\KasperskyLab\\protected';

test('what products write of themselves: dates, versions, licences; 0xFFFFFFFF is none', async () => {
  const software = 'HKEY_LOCAL_MACHINE\\SOFTWARE';
  const machine: WindowsMachine = {
    registry: {
      [`${software}\\Microsoft\\Windows Defender\\Signature Updates`]: {
        AVSignatureVersion: 'REG_SZ 1.423.336.0',
        AVSignatureApplied: 'REG_BINARY 009B558C8961D201',
      },
      [`${kaspersky}\\AVP19.0\\Data`]: {
        LastSuccessfulUpdate: 'REG_DWORD 0xffffffff',
        LicDaysTillExpiration: 'REG_DWORD 0xffffffff',
      },
      [`${kaspersky}\\AVP21.3\\Data`]: {
        LastSuccessfulUpdate: 'REG_DWORD 0x65a1b2c3',
        LicKeyType: 'REG_DWORD 0x4',
        LicDaysTillExpiration: 'REG_DWORD 0x0',
      },
      [`${software}\\ESET\\ESET Security\\CurrentVersion\\Info`]: {
        ProductVersion: 'REG_SZ 9.1.2060.0',
        ScannerVersion: 'REG_SZ 26110P',
        ProductName: 'REG_SZ ESET Endpoint Antivirus',
      },
      [`${software}\\McAfee\\AVEngine`]: {
        AVDatVersion: 'REG_DWORD 0x2649',
        AVDatVersionMinor: 'REG_DWORD 0x0',
      },
      [`${software}\\WOW6432Node\\TrendMicro\\PC-cillinNTCorp\\CurrentVersion\\Misc.`]: {
        InternalNonCrcPatternVer: 'REG_DWORD 0x1a7850',
        PatternDate: 'REG_SZ 20250304',
      },
    },
    answers: {
      securityCenter: [
        there,
        { displayName: 'Microsoft Defender Antivirus', productState: 397_568 },
        { displayName: 'Kaspersky Endpoint Security for Windows', productState: 266_240 },
        { displayName: 'ESET Security', productState: 266_240 },
      ],
      services: [service('ekrn'), service('AVP21.3', 'Stopped'), service('McShield'), service('ntrtscan')],
      antivirusInstalls: [
        { DisplayName: 'Kaspersky Endpoint Security for Windows', DisplayVersion: '11.6.0.394' },
        { DisplayName: 'Kaspersky Password Manager', DisplayVersion: '9' },
      ],
      defenderStatus: [],
    },
  };
  expect(await factsOf(machine)).toMatchObject({
    facts: {
      products: [
        {
          name: 'Microsoft Defender Antivirus',
          signatureVersion: '1.423.336.0',
          signatureAt: Date.UTC(2016, 11, 29, 4, 10, 54),
        },
        {
          name: 'Kaspersky Endpoint Security for Windows',
          version: '11.6.0.394',
          signatureAt: 0x65a1b2c3 * 1000,
          licenceType: 4,
          licenceDaysLeft: 0,
          isServiceRunning: false,
        },
        { name: 'ESET Security', version: '9.1.2060.0', signatureVersion: '26110P', isServiceRunning: true },
        { name: 'McAfee / Trellix', signatureVersion: '9801.0', isServiceRunning: true },
        {
          name: 'Trend Micro',
          signatureVersion: '1734736',
          signatureAt: Date.UTC(2025, 2, 4),
          isServiceRunning: true,
        },
      ],
    },
  });
});

test('Bitdefender is not Defender: it has none of the signatures of Windows', async () => {
  const machine: WindowsMachine = {
    registry: {
      'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Signature Updates': {
        AVSignatureVersion: 'REG_SZ 1.423.336.0',
      },
    },
    answers: {
      securityCenter: [there, { displayName: 'Bitdefender Antivirus' }, { displayName: 'Windows Defender' }],
      services: [service('VSSERV')],
    },
  };
  expect(await factsOf(machine)).toEqual({
    facts: {
      hasSecurityCenter: true,
      products: [
        { name: 'Bitdefender Antivirus', isServiceRunning: true },
        { name: 'Windows Defender', signatureVersion: '1.423.336.0' },
      ],
    },
    absent: { defender: 'failed' },
  });
});

test('days left of no licence are no days, and a key that leads nowhere gives nothing', async () => {
  const machine: WindowsMachine = {
    registry: {
      [`${kaspersky}\\AVP21.3\\Data`]: {
        LastSuccessfulUpdate: 'REG_DWORD 0x0',
        LicKeyType: 'REG_DWORD 0x0',
        LicDaysTillExpiration: 'REG_DWORD 0x0',
      },
      'HKLM\\SOFTWARE\\Avira': {},
    },
    answers: {
      securityCenter: [there, { displayName: 'Kaspersky Free' }, { displayName: 'Avira Antivirus' }],
      services: [service('Dhcp')],
    },
  };
  expect(await factsOf(machine)).toMatchObject({
    facts: { products: [{ name: 'Kaspersky Free', licenceType: 0 }, { name: 'Avira Antivirus' }] },
  });
  const { facts } = z
    .object({ facts: z.object({ products: z.array(z.object({ licenceDaysLeft: z.number().optional() })) }) })
    .parse(await factsOf(machine));
  expect(facts.products.map(({ licenceDaysLeft }) => licenceDaysLeft)).toEqual([undefined, undefined]);
});

test('Bkav is an antivirus by its filter or its name, BkavCA of the same maker is none', async () => {
  const answers = {
    securityCenter: [there, { displayName: 'Windows Defender', productState: 397_568 }],
    services: [service('BkavCAService'), service('BkavSdFlt')],
    antivirusInstalls: [{ DisplayName: 'BkavCA Token Manager', DisplayVersion: '2.0' }],
  };
  const bkav = { name: 'Bkav', isServiceRunning: true };
  expect(await factsOf({ answers })).toMatchObject({
    facts: { products: [{ name: 'Windows Defender' }, bkav] },
  });
  const without = { ...answers, services: [service('BkavCAService')] };
  expect((await factsOf({ answers: without })) as object).toHaveProperty('facts.products.length', 1);
  const named = {
    ...without,
    antivirusInstalls: [
      { DisplayName: 'Bkav Pro Internet Security', DisplayVersion: '8.0' },
      { DisplayName: 'CMC Antivirus Free', DisplayVersion: null },
    ],
  };
  expect(await factsOf({ answers: named })).toMatchObject({
    facts: {
      products: [
        { name: 'Windows Defender' },
        { name: 'Bkav Pro Internet Security', version: '8.0' },
        { name: 'CMC Antivirus Free' },
      ],
    },
  });
});
