import { describe, expect, it, test } from 'vitest';
import { shippedUpgradeTable } from '../../shared/data/windows-eleven.ts';
import type { Support, SupportState } from '../../shared/domain/end-of-support.ts';
import type { MachineFacts } from '../../shared/domain/machine-facts.ts';
import { isListedProcessor } from '../../shared/domain/processor.ts';
import { type UpgradeInput, upgradeOf } from '../../shared/domain/upgrade.ts';

const table = shippedUpgradeTable();
const gigabyte = 1024 ** 3;

const support = (state: SupportState): Support => ({
  name: 'Windows 10 22H2',
  cycle: '10-22h2',
  channel: 'standard',
  supportEnds: '2025-10-14',
  state,
});

const good: MachineFacts = {
  hardware: {
    hypervisor: 'none',
    cpu: { model: 'Intel(R) Core(TM) i5-8400 CPU @ 2.80GHz' },
    memoryBytes: 7.8 * gigabyte,
    memorySlots: [{ sizeBytes: 8 * gigabyte }],
    memorySlotCount: 2,
    maxMemoryBytes: 32 * gigabyte,
  },
  system: { platform: 'windows', osBuild: '19045', installationType: 'Client' },
  hardening: { hasTpm: true, isTpmEnabled: true, tpmSpecVersion: '2.0, 0, 1.38', secureBootEnabled: 1 },
  storage: {
    disks: [
      { sizeBytes: 256e9, isRemovable: false },
      { sizeBytes: 2e12, isRemovable: true },
    ],
  },
};

function upgrade(facts: MachineFacts, more: Partial<UpgradeInput> = {}) {
  const input = { facts, support: support('ended'), isDiskFailing: false, isSecureBootUnset: false, ...more };
  const { windowsEleven, reasons, action } = upgradeOf(input, table);
  return [windowsEleven, [...reasons], action];
}

const withHardware = (hardware: MachineFacts['hardware']) => ({
  ...good,
  hardware: { ...good.hardware, ...hardware },
});
const withHardening = (hardening: MachineFacts['hardening']) => ({
  ...good,
  hardening: { ...good.hardening, ...hardening },
});

describe('Windows 11', () => {
  it.each<[string, MachineFacts, unknown[]]>([
    ['everything fits', good, ['eligible', [], 'upgrade-system']],
    [
      'it runs there already',
      { ...good, system: { ...good.system, osBuild: '26100' } },
      ['runs', [], 'upgrade-system'],
    ],
    [
      'an old processor',
      withHardware({ cpu: { model: 'Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz' } }),
      ['not-eligible', ['cpu-too-old'], 'replace-machine'],
    ],
    [
      'a processor that no row knows',
      withHardware({ cpu: { model: 'VIA Nano' } }),
      ['unknown', ['cpu-unknown'], 'unknown'],
    ],
    [
      'no TPM in sight',
      withHardening({ hasTpm: false }),
      ['not-eligible', ['tpm-missing'], 'upgrade-system'],
    ],
    [
      'TPM 1.2',
      withHardening({ tpmSpecVersion: '1.2, 2, 3' }),
      ['not-eligible', ['tpm-old'], 'upgrade-system'],
    ],
    [
      'a TPM that is off',
      withHardening({ isTpmEnabled: false }),
      ['not-eligible', ['tpm-off'], 'upgrade-system'],
    ],
    [
      'a TPM that could not be read',
      withHardening({ hasTpm: undefined }),
      ['unknown', ['tpm-unknown'], 'unknown'],
    ],
    ['Secure Boot that is off', withHardening({ secureBootEnabled: 0 }), ['eligible', [], 'upgrade-system']],
    [
      'Secure Boot that could not be read',
      withHardening({ secureBootEnabled: undefined }),
      ['unknown', ['secure-boot-unknown'], 'unknown'],
    ],
    [
      '2 GB with a free slot',
      withHardware({ memoryBytes: 2 * gigabyte }),
      ['not-eligible', ['memory-low'], 'add-memory'],
    ],
    [
      '2 GB and no more to be had',
      withHardware({ memoryBytes: 2 * gigabyte, memorySlotCount: 1, maxMemoryBytes: 2 * gigabyte }),
      ['not-eligible', ['memory-low', 'memory-full'], 'replace-machine'],
    ],
    [
      '4 GB of which graphics took a part',
      withHardware({ memoryBytes: 3.6 * gigabyte }),
      ['eligible', [], 'upgrade-system'],
    ],
    [
      'a small disk',
      { ...good, storage: { disks: [{ sizeBytes: 32e9 }] } },
      ['not-eligible', ['disk-small'], 'replace-disk'],
    ],
    [
      'a USB disk does not count',
      { ...good, storage: { disks: [{ sizeBytes: 32e9 }, { sizeBytes: 1e12, isRemovable: true }] } },
      ['not-eligible', ['disk-small'], 'replace-disk'],
    ],
    [
      'a virtual machine',
      withHardware({ hypervisor: 'kvm' }),
      ['unknown', ['virtual-machine'], 'upgrade-system'],
    ],
    [
      'a server',
      { ...good, system: { ...good.system, installationType: 'Server' } },
      ['unknown', ['server-system'], 'upgrade-system'],
    ],
    ['Linux', { ...good, system: { platform: 'linux' } }, ['unknown', ['not-windows'], 'upgrade-system']],
    [
      'nothing known',
      {},
      [
        'unknown',
        ['cpu-unknown', 'tpm-unknown', 'secure-boot-unknown', 'memory-unknown', 'disk-unknown'],
        'unknown',
      ],
    ],
  ])('%s', (_name, facts, expected) => {
    expect(upgrade(facts)).toEqual(expected);
  });

  it('asks for a look into the firmware where no Secure Boot key is set', () => {
    expect(upgrade(withHardening({ secureBootEnabled: undefined }), { isSecureBootUnset: true })).toEqual([
      'not-eligible',
      ['secure-boot-missing'],
      'upgrade-system',
    ]);
  });

  it('asks for no other machine while the system is supported, whatever its processor', () => {
    const old = withHardware({ cpu: { model: 'Intel(R) Core(TM)2 Duo CPU E7500 @ 2.93GHz' } });
    expect(upgrade(old, { support: support('supported') })).toEqual([
      'not-eligible',
      ['cpu-too-old'],
      'none',
    ]);
    expect(upgrade(old, { support: support('unknown') })[2]).toBe('unknown');
  });

  it('replaces a failing disk before anything is upgraded', () => {
    expect(upgrade(good, { isDiskFailing: true })).toEqual(['eligible', ['disk-failing'], 'replace-disk']);
  });

  it('shows what is there and what fits', () => {
    const input = { facts: good, support: support('ended'), isDiskFailing: null, isSecureBootUnset: false };
    expect(upgradeOf(input, table)).toMatchObject({
      freeMemorySlots: 1,
      maxMemoryBytes: 32 * gigabyte,
      supportEnds: '2025-10-14',
    });
  });
});

test.each<[string, boolean | null]>([
  ['Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz', true],
  ['11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz', true],
  ['Intel(R) Core(TM) i3-1005G1 CPU @ 1.20GHz', true],
  ['Intel(R) Core(TM) Ultra 5 125H', true],
  ['Intel(R) Core(TM) 5 120U', true],
  ['Intel(R) N100', true],
  ['Intel(R) Pentium(R) Gold G5400 CPU @ 3.70GHz', true],
  ['Intel(R) Celeron(R) N4020 CPU @ 1.10GHz', true],
  ['Intel(R) Core(TM) i7-7820HQ CPU @ 2.90GHz', true],
  ['Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz', true],
  ['Intel(R) Core(TM) i7-7700 CPU @ 3.60GHz', false],
  ['Intel(R) Core(TM) i7 CPU         920  @ 2.67GHz', false],
  ['Intel(R) Core(TM) i5 CPU       M 520  @ 2.40GHz', false],
  ['Intel(R) Pentium(R) CPU G4560 @ 3.50GHz', false],
  ['Intel(R) Celeron(R) CPU N3350 @ 1.10GHz', false],
  ['Intel(R) Atom(TM) CPU N270', false],
  ['Intel(R) Xeon(R) CPU E5-2620 v2 @ 2.10GHz', false],
  ['AMD Ryzen 5 2600 Six-Core Processor', true],
  ['AMD Ryzen 3 3200G with Radeon Vega Graphics', true],
  ['AMD Ryzen AI 9 HX 370 w/ Radeon 890M', true],
  ['AMD Athlon Silver 3050U with Radeon Graphics', true],
  ['AMD Ryzen 5 2400G with Radeon Vega Graphics', false],
  ['AMD Ryzen 5 1600 Six-Core Processor', false],
  ['AMD A8-7410 APU with AMD Radeon R5 Graphics', false],
  ['AMD FX(tm)-6300 Six-Core Processor', false],
  ['Snapdragon (TM) 8cx Gen 3 @ 3.0 GHz', true],
  ['QEMU Virtual CPU version 2.5+', null],
  ['Intel(R) Celeron(R) CPU', null],
  ['', null],
])('%s: %s', (model, isListed) => {
  expect(isListedProcessor(model, table.processors)).toBe(isListed);
});
