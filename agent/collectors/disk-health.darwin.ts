import type { CollectorContext, Measured } from '../collector.ts';
import { drivesOf, driveTypes } from './drives.darwin.ts';
import { mapFact } from './facts.ts';
import { readSmartctl } from './smartctl.ts';
import { askProfiler, type Profile, textOf } from './system-profiler.darwin.ts';
import { defined } from './text.ts';

/** smartctl where somebody installed it, else the one word that macOS has for each drive. */
export async function readDarwinDiskHealth(context: CollectorContext): Promise<Measured<'diskHealth'>> {
  const smartctl = await readSmartctl(context);
  if (smartctl.disks.ok || smartctl.disks.error !== 'unsupported') return smartctl;
  return { disks: mapFact(await askProfiler(context, driveTypes), predictionsOf) };
}

function predictionsOf(found: Profile) {
  const disks = drivesOf(found).flatMap(({ entry }) => {
    const status = textOf(entry, 'smart_status', 32);
    if (status !== 'Verified' && status !== 'Failing') return [];
    return [
      defined({
        device: textOf(entry, 'bsd_name', 64) ?? '',
        source: 'failure-prediction' as const,
        model: textOf(entry, 'device_model', 128) ?? textOf(entry, '_name', 128),
        serial: textOf(entry, 'device_serial', 64),
        isSelfTestPassed: status === 'Verified',
      }),
    ];
  });
  return disks.length === 0 ? undefined : disks;
}
