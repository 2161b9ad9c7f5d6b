import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSentinelMac } from '../../../agent/collectors/antivirus-answers.ts';
import { diskHealth } from '../../../agent/collectors/disk-health.ts';
import { hardware } from '../../../agent/collectors/hardware.ts';
import { peripherals } from '../../../agent/collectors/peripherals.ts';
import { storage } from '../../../agent/collectors/storage.ts';
import { parseBootTime } from '../../../agent/collectors/system.darwin.ts';
import { bytesOf, parseProfile } from '../../../agent/collectors/system-profiler.darwin.ts';
import { factSchemas } from '../../../shared/contract/readings.ts';
import { requireFixtures } from '../../support/tools.ts';
import { runCollector } from './samples/context.ts';

const macThatPrints = (profile: string) => ({
  platform: 'darwin' as const,
  files: {},
  programs: { '/usr/sbin/system_profiler': profile },
});

test('the text form of older systems is no JSON, and is not taken for any', async (context) => {
  const folder = join(requireFixtures(context), 'macos-system-profiler');
  for (const name of [
    '10.6-macmini',
    '11.0-apple-M1',
    'charged-SPPowerDataType',
    'SPSerialATADataType.xml',
  ]) {
    const text = await readFile(join(folder, name), 'utf8');
    expect(parseProfile(text)).toBeUndefined();
    expect((await runCollector(storage, macThatPrints(text))).result).toEqual({ outcome: 'failed' });
  }
  const status = await readFile(
    join(requireFixtures(context), 'macos-antivirus/sentinelone-epp-24.1.2.7444-status'),
    'utf8',
  );
  expect(parseSentinelMac(status)).toEqual({
    version: '24.1.2.7444',
    isServiceRunning: true,
    isOnAccessRunning: true,
  });
});

test('numbers as system_profiler writes them', () => {
  expect(['16 GB', '1536 MB', '1,5 TB', 'empty', undefined].map(bytesOf)).toEqual([
    16 * 1024 ** 3,
    1536 * 1024 ** 2,
    1.5 * 1024 ** 4,
    undefined,
    undefined,
  ]);
  expect(parseBootTime('{ sec = 1700000000, usec = 12 } Tue Nov 14 22:13:20 2023\n')).toBe(1_700_000_000_000);
  expect(parseBootTime('never')).toBeUndefined();
});

test('whatever a profile holds, only what the contract allows comes out', async () => {
  const value = fc.oneof(
    fc.constantFrom(
      'disk0',
      '/',
      '/Volumes/x',
      'proc 8:4:4',
      '16 GB',
      '0x05ac',
      'UVC VendorID_9 ProductID_99999',
      'usb://x',
      -1,
      1e300,
      null,
    ),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );
  const names = [
    '_name',
    'bsd_name',
    'mount_point',
    'number_processors',
    'dimm_size',
    'vendor_id',
    'product_id',
    'uri',
    'size_in_bytes',
    'spcamera_model-id',
    'smart_status',
    '_spdisplays_display-year',
    'coreaudio_device_input',
    'device_serial',
    'file_system',
  ];
  const flat = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 12 });
  const nested = fc.record({
    _items: fc.array(flat, { maxLength: 4 }),
    spdisplays_ndrvs: fc.array(flat, { maxLength: 3 }),
  });
  const types = [
    'SPHardwareDataType',
    'SPMemoryDataType',
    'SPDisplaysDataType',
    'SPPrintersDataType',
    'SPCameraDataType',
    'SPAudioDataType',
    'SPUSBDataType',
    'SPNVMeDataType',
    'SPSerialATADataType',
    'SPStorageDataType',
  ];
  const profiles = fc.dictionary(
    fc.constantFrom(...types),
    fc.oneof(fc.array(fc.oneof(flat, nested), { maxLength: 5 }), value),
  );
  await fc.assert(
    fc.asyncProperty(profiles, async (profile) => {
      for (const collector of [hardware, storage, diskHealth, peripherals]) {
        const { result } = await runCollector<'hardware' | 'storage' | 'diskHealth' | 'peripherals'>(
          collector,
          macThatPrints(JSON.stringify(profile)),
        );
        if (result.outcome !== 'ok') continue;
        expect(factSchemas[collector.section].safeParse(result.facts).error).toBeUndefined();
      }
    }),
    { numRuns: 60 },
  );
});
