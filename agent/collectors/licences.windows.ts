import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import type { CollectorContext, Fact } from '../collector.ts';
import { mapFact } from './facts.ts';
import { defined } from './text.ts';
import { cimBoolean, cimCode, cimCount, cimText, readRows } from './windows/cim-values.ts';

type Licence = NonNullable<Facts['system']['licences']>[number];

const maxLicences = 32;
const windowsApplication = '55c92734-d682-4d71-983e-d6ec3f16059f';
const officeApplication = '0ff1ce15-a989-479d-af46-f275c6370663';

const licenceRow = z.object({
  ApplicationID: cimText(64),
  Name: cimText(128),
  LicenseStatus: cimCode,
  LicenseIsAddon: cimBoolean,
  GracePeriodRemaining: cimCount,
  KeyManagementServiceMachine: cimText(253),
  DiscoveredKeyManagementServiceMachineName: cimText(253),
});

/**
 * Windows, Office and extended security updates for which a key is installed, with LicenseStatus raw. No row
 * is `no-data`: without a key nothing says what the machine is licensed for. Never seen on a real Windows: the names of ESU rows.
 */
export function readLicences({ windows }: CollectorContext): Fact<Licence[]> {
  return mapFact(readRows(windows('licences'), licenceRow, 256), (rows) => {
    const licences = rows.flatMap((row) => licenceOf(row) ?? []);
    return licences.length === 0 ? undefined : licences.slice(0, maxLicences);
  });
}

function licenceOf(row: z.infer<typeof licenceRow>): Licence | undefined {
  const status = row.LicenseStatus;
  if (status === undefined) return undefined;
  return defined({
    application: applicationOf(row),
    name: row.Name,
    status,
    graceMinutes: coarse(row.GracePeriodRemaining),
    kmsHost: row.KeyManagementServiceMachine ?? row.DiscoveredKeyManagementServiceMachineName,
  });
}

const dayMinutes = 1_440;
const monthMinutes = 30 * dayMinutes;

/** Windows counts it down by the minute: whole days, and months of 30 days above one, so that the section does not change daily. */
function coarse(minutes: number | undefined): number | undefined {
  if (minutes === undefined) return undefined;
  const step = minutes > monthMinutes ? monthMinutes : dayMinutes;
  return Math.ceil(minutes / step) * step;
}

function applicationOf({ ApplicationID, Name, LicenseIsAddon }: z.infer<typeof licenceRow>) {
  const id = ApplicationID?.toLowerCase();
  if (id === officeApplication) return 'office';
  if (id !== windowsApplication) return 'other';
  if (/\besu\b/i.test(Name ?? '')) return 'esu';
  return LicenseIsAddon === true ? 'other' : 'windows';
}
