import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { antivirus } from '../../../../agent/collectors/antivirus.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { readOn, type WindowsMachine } from './windows-machine.ts';

const service = (Name: string, State = 'Running', StartMode = 'Auto') => ({ Name, State, StartMode });
const there = { hasCentre: true };

const row = (displayName: string, productState: number, more: object = {}) => ({
  displayName,
  instanceGuid: '{D68DDC3A-831F-4FAE-9E44-DA132C1ACF46}',
  productState,
  timestamp: 'Tue, 14 May 2024 10:20:30 GMT',
  isThere: true,
  ...more,
});

async function factsOf(machine: WindowsMachine) {
  const result = await readOn(antivirus, machine);
  return result.outcome === 'ok' ? { facts: result.facts, absent: result.absent ?? {} } : result;
}

test('rows of Security Center travel raw, twins and leftovers among them', async () => {
  const answers = {
    securityCenter: [
      there,
      row('Windows Defender', 393_472),
      row('Kaspersky Endpoint Security', 266_240),
      row('Kaspersky Endpoint Security', 262_144, { instanceGuid: '{2}' }),
      row('Panda Endpoint Protection', 266_256, { isThere: false, timestamp: null }),
    ],
    services: [service('Dhcp')],
    defenderStatus: [],
    antivirusInstalls: [],
  };
  const common = { instanceId: '{D68DDC3A-831F-4FAE-9E44-DA132C1ACF46}', reportedAt: 1_715_682_030_000 };
  expect(await factsOf({ answers })).toEqual({
    facts: {
      hasSecurityCenter: true,
      products: [
        { name: 'Windows Defender', productState: 393_472, isProgramPresent: true, ...common },
        { name: 'Kaspersky Endpoint Security', productState: 266_240, isProgramPresent: true, ...common },
        {
          ...common,
          name: 'Kaspersky Endpoint Security',
          productState: 262_144,
          isProgramPresent: true,
          instanceId: '{2}',
        },
        {
          name: 'Panda Endpoint Protection',
          productState: 266_256,
          isProgramPresent: false,
          instanceId: common.instanceId,
        },
      ],
    },
    absent: { defender: 'no-data' },
  });
});

test('a server without Security Center: Defender raw, products by their services', async () => {
  const answers = {
    securityCenter: [{ hasCentre: false }],
    services: [service('WinDefend'), service('epsecurityservice'), service('avp21.3', 'Stopped')],
    antivirusInstalls: [{ DisplayName: 'Bitdefender Endpoint Security Tools', DisplayVersion: '7.9.9' }],
    defenderStatus: [{ AMRunningMode: 'Passive Mode', AntivirusSignatureAge: 65_535 }],
  };
  expect(await factsOf({ answers })).toEqual({
    facts: {
      hasSecurityCenter: false,
      products: [
        { name: 'Kaspersky', isServiceRunning: false },
        { name: 'Bitdefender', isServiceRunning: true },
      ],
      defender: { runningMode: 'Passive Mode', signatureAgeDays: 65_535 },
    },
    absent: {},
  });
});

test.each(['unsupported', 'denied', 'failed', 'timed-out'] as const)(
  'Security Center %s is unknown, never that there is none',
  async (failure) => {
    const answers = {
      securityCenter: failure,
      services: [service('ekrn')],
      defenderStatus: [{ AMRunningMode: 'Normal' }],
      antivirusInstalls: [],
    };
    expect(await factsOf({ answers })).toEqual({
      facts: { defender: { runningMode: 'Normal' } },
      absent: { products: failure, hasSecurityCenter: failure },
    });
  },
);

test('a server whose services are unknown has unknown products; nothing answered is nothing known', async () => {
  const answers = { securityCenter: [{ hasCentre: false }], services: 'timed-out' } as const;
  expect(await factsOf({ answers })).toMatchObject({
    facts: { hasSecurityCenter: false },
    absent: { products: 'timed-out' },
  });
  const silent = {
    securityCenter: 'unsupported',
    services: 'unsupported',
    defenderStatus: 'unsupported',
  } as const;
  expect(await readOn(antivirus, { answers: silent })).toEqual({ outcome: 'unsupported' });
  expect(await factsOf({ answers: { ...silent, securityCenter: [] } })).toMatchObject({ outcome: 'no-data' });
});

const observations = z.object({
  productStateSeen: z.object({ values: z.array(z.int()) }),
  samples: z.array(z.object({ productState: z.int().optional(), displayName: z.string().optional() })),
  mpComputerStatus: z.array(z.record(z.string(), z.unknown())),
});

test('every recorded productState and Defender status passes as it is', async (context) => {
  const path = join(requireFixtures(context), 'windows-antivirus/observations.json');
  const seen = observations.parse(JSON.parse(await readFile(path, 'utf8')));
  const states = [
    ...seen.productStateSeen.values,
    ...seen.samples.flatMap(({ productState }) => productState ?? []),
  ];
  for (const state of states) {
    const answers = { securityCenter: [there, row('An antivirus', state)], services: [service('Dhcp')] };
    expect(await factsOf({ answers })).toMatchObject({ facts: { products: [{ productState: state }] } });
  }
  const [server, old, absentNamespace, azure, besideKaspersky, client] = seen.mpComputerStatus;
  const defenderOf = async (status: unknown) =>
    factsOf({ answers: { defenderStatus: [status], securityCenter: [{ hasCentre: false }] } });
  expect(await defenderOf(server)).toMatchObject({
    facts: {
      defender: {
        runningMode: 'Normal',
        isServiceEnabled: true,
        isAntivirusEnabled: true,
        signatureAgeDays: 2,
      },
    },
  });
  expect(await defenderOf(old)).toMatchObject({ facts: { defender: { engineVersion: '1.1.19600.3' } } });
  expect(await defenderOf(absentNamespace)).toMatchObject({ absent: { defender: 'no-data' } });
  expect(await defenderOf(azure)).toMatchObject({
    facts: { defender: { fullScanAgeDays: 4_294_967_295, isTamperProtected: true, signatureAgeDays: 0 } },
  });
  expect(await defenderOf(besideKaspersky)).toEqual({
    facts: {
      hasSecurityCenter: false,
      defender: {
        runningMode: 'Not running',
        isServiceEnabled: false,
        isAntivirusEnabled: false,
        isTamperProtected: false,
        signatureAgeDays: 65_535,
        engineVersion: '0.0.0.0',
        fullScanAgeDays: 4_294_967_295,
      },
    },
    absent: { products: 'failed' },
  });
  expect(await defenderOf(client)).toMatchObject({
    facts: { defender: { productStatus: 524_288, quickScanAgeDays: 14 } },
  });
});
