import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { shippedAntivirusTable } from '../../shared/data/antivirus.ts';
import { decodeAntivirus } from '../../shared/domain/antivirus.ts';
import type { DefenderStatus } from '../../shared/domain/antivirus-facts.ts';
import { requireFixtures } from '../support/tools.ts';
import {
  antivirusCases,
  asOfMs,
  client,
  productStates,
  row,
  server,
  sleepingDefender,
  windowsDefender,
} from './antivirus-cases.ts';

const frame = { table: shippedAntivirusTable(), asOfMs, utcOffsetMinutes: 420, onDays: null };

describe('truth table', () => {
  it.each(productStates)('productState %i alone is %s', (productState, state) => {
    expect(decodeAntivirus(client([row(productState)]), frame).state).toBe(state);
  });

  it.each(antivirusCases)('%s', (_name, input, state) => {
    expect(decodeAntivirus(input, frame).state).toBe(state);
  });

  it('names the product and the raw values that it rests on', () => {
    const verdict = decodeAntivirus(client([sleepingDefender, row(266256)]), frame);
    expect(verdict).toEqual({
      state: 'outdated',
      product: 'Product X',
      evidence: [
        { fact: 'antivirus.products[].productState', value: 'Product X: 266256 (0x041010)' },
        { fact: 'antivirus.products[].productState', value: 'Windows Defender: 393472 (0x060100)' },
      ],
    });
  });
});

type Recorded = Readonly<Record<string, unknown>>;

function recordedMachines(folder: string) {
  const file = path.join(folder, 'windows-antivirus', 'observations.json');
  return JSON.parse(readFileSync(file, 'utf8')) as {
    readonly productStateSeen: { readonly values: readonly number[] };
    readonly mpComputerStatus: readonly Recorded[];
  };
}

function statusOf(status: Recorded): DefenderStatus | undefined {
  if (status.error !== undefined) return undefined;
  return {
    runningMode: status.AMRunningMode as string,
    isServiceEnabled: status.AMServiceEnabled as boolean | undefined,
    isAntivirusEnabled: status.AntivirusEnabled as boolean | undefined,
    signatureAgeDays: (status.AntivirusSignatureAge ?? status.AntispywareSignatureAge) as number,
  };
}

test('every value that was seen on a recorded machine is in the table', (context) => {
  const known = productStates.map(([value]) => value);
  const { productStateSeen } = recordedMachines(requireFixtures(context));
  expect(productStateSeen.values.filter((value) => !known.includes(value))).toEqual([]);
});

test('the six recorded states of Defender', (context) => {
  const { mpComputerStatus } = recordedMachines(requireFixtures(context));
  const states = mpComputerStatus.map((status) => {
    const isServer = String(status.os).includes('Server');
    const input = isServer ? server([], statusOf(status)) : client([windowsDefender], statusOf(status));
    return decodeAntivirus(input, frame).state;
  });
  expect(states).toEqual(['on', 'outdated', 'unknown', 'on', 'off', 'on']);
});
