import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured, WindowsAnswers } from '../collector.ts';
import { defined } from './text.ts';
import { cimBoolean, cimCount, cimCounts, cimText, readRows } from './windows/cim-values.ts';
import { disksOf, driveInstances, type WindowsDisk } from './windows/disks.ts';
import { parseSmartData, type SmartData } from './windows/smart-data.ts';

type DiskHealth = NonNullable<Facts['diskHealth']['disks']>[number];

const maxRows = 64;
const solidState = 4;

const counterRow = z.object({
  DeviceId: cimText(16),
  Temperature: cimCount,
  Wear: cimCount,
  PowerOnHours: cimCount,
  ReadErrorsUncorrected: cimCount,
  WriteErrorsUncorrected: cimCount,
});
type Counter = z.infer<typeof counterRow>;
const predictionRow = z.object({ InstanceName: cimText(400), PredictFailure: cimBoolean });
const smartRow = z.object({ InstanceName: cimText(400), VendorSpecific: cimCounts });

/**
 * Windows' own counters (an administrator's, and many drives leave them empty), what ATA drives predict of themselves, and their
 * attribute table. Once something is known of one disk every other is named too: left out, it would seem to be gone, and what
 * was found of it with it.
 */
export function readWindowsDiskHealth({ windows }: CollectorContext): Promise<Measured<'diskHealth'>> {
  const disks = disksOf(windows);
  return Promise.resolve({ disks: disks.ok ? healthOf(disks.value, windows) : disks });
}

function healthOf(disks: readonly WindowsDisk[], windows: WindowsAnswers): Fact<DiskHealth[]> {
  const counters = readRows(windows('reliabilityCounters'), counterRow, maxRows);
  const predictions = readRows(windows('failurePredictions'), predictionRow, maxRows);
  const tables = readRows(windows('smartData'), smartRow, maxRows);
  const instances = driveInstances(windows);
  const readings = disks.map((disk) => {
    const instance = instances.get(disk.number);
    const counter = counters.ok ? counters.value.find((row) => row.DeviceId === disk.number) : undefined;
    const failure = predictions.ok ? ofInstance(predictions.value, instance)?.PredictFailure : undefined;
    const table = tables.ok ? ofInstance(tables.value, instance)?.VendorSpecific : undefined;
    const smart = table === undefined ? {} : parseSmartData(table);
    return readingOf(disk, { counter, failure, smart });
  });
  if (readings.some(({ isKnown }) => isKnown)) return ok(readings.map(({ reading }) => reading));
  // Disks are there and nothing was learnt of any: then the counters say why.
  return disks.length > 0 && !counters.ok ? counters : ok([]);
}

/** root/wmi names a drive by its instance id and the number of the instance, such as `_0`. */
function ofInstance<T extends { readonly InstanceName: string | undefined }>(
  rows: readonly T[],
  instance: string | undefined,
): T | undefined {
  if (instance === undefined) return undefined;
  return rows.find((row) => row.InstanceName?.toUpperCase().replace(/_\d+$/, '') === instance);
}

type Evidence = {
  readonly counter: Counter | undefined;
  readonly failure: boolean | undefined;
  readonly smart: SmartData;
};

type Known = { readonly isKnown: boolean; readonly reading: DiskHealth };

function readingOf(disk: WindowsDisk, { counter, failure, smart }: Evidence): Known {
  const isCounted = counter !== undefined || disk.healthStatus !== undefined;
  const facts = defined({
    isSelfTestPassed: failure === undefined ? undefined : !failure,
    healthStatus: disk.healthStatus,
    ...counterFacts(counter, disk),
    ...smart,
  });
  const reading = defined({
    device: disk.device,
    model: disk.model,
    serial: disk.serial,
    source: isCounted ? ('storage-counter' as const) : ('failure-prediction' as const),
    ...facts,
  });
  return { isKnown: Object.keys(facts).length > 0, reading };
}

/** PowerOnHours has 16 bits: where they are full, after seven and a half years, nothing is known. */
const fullHours = 0xffff;
const maxTemperatureC = 200;

/** Drives that do not count say 0 degrees, and hard disks 0 % wear: neither is a measurement. */
function counterFacts(counter: Counter | undefined, disk: WindowsDisk): Partial<DiskHealth> {
  if (counter === undefined) return {};
  const { Temperature: degrees = 0, Wear: wear, PowerOnHours: hours } = counter;
  const hasWear = disk.kind === 'nvme' || disk.kind === 'ssd' || disk.mediaType === solidState;
  return defined({
    temperatureC: degrees > 0 && degrees <= maxTemperatureC ? degrees : undefined,
    percentUsed: hasWear && wear !== undefined && wear <= 255 ? wear : undefined,
    powerOnHours: hours === fullHours ? undefined : hours,
    mediaErrors: sum([counter.ReadErrorsUncorrected, counter.WriteErrorsUncorrected]),
  });
}

/** Undefined when neither is known. */
function sum(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined);
  const total = known.reduce((all, count) => all + count, 0);
  return known.length === 0 || !Number.isSafeInteger(total) ? undefined : total;
}
