import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { defined } from './text.ts';
import { cimCount, cimText, readRows } from './windows/cim-values.ts';
import { withoutProfile } from './windows/profile-path.ts';
import { type RegistryValues, readRegistry } from './windows/registry.ts';

type Package = NonNullable<Facts['software']['packages']>[number];

/** As many as the contract carries; `total` always counts all. */
const maxPackages = 10_000;
const maxRows = 20_000;

const packageRow = z.object({
  DisplayName: cimText(200),
  DisplayVersion: cimText(100),
  Publisher: cimText(200),
  InstallDate: cimText(32),
  SystemComponent: cimCount,
  ParentKeyName: cimText(200),
  ReleaseType: cimText(64),
});
type PackageRow = z.infer<typeof packageRow>;

const software = 'HKLM\\SOFTWARE';
const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall';

/** The uninstall keys by the batch, whose letters arrive whole; by reg.exe where there is no PowerShell. */
export async function readWindowsSoftware(context: CollectorContext): Promise<Measured<'software'>> {
  const asked = readRows(context.windows('software'), packageRow, maxRows);
  const machine = asked.ok && asked.value.length > 0 ? asked : await readByRegistry(context);
  const users = readRows(context.windows('userSoftware'), packageRow, maxRows);
  if (!machine.ok) return { source: ok('registry'), packages: machine, total: machine };
  // A list that lacks what users installed would say that it is gone.
  if (asked.ok && !users.ok) return { source: ok('registry'), packages: users, total: users };
  const ofUsers = (users.ok ? users.value : []).map((row) => ({
    ...row,
    Publisher: undefined,
    InstallDate: undefined,
  }));
  const packages = distinct([...machine.value, ...ofUsers].flatMap((row) => packageOf(row) ?? []));
  return {
    source: ok('registry'),
    packages: ok(packages.slice(0, maxPackages)),
    total: ok(packages.length),
  };
}

/** Both views; letters that the console's code page lacks arrive damaged. */
async function readByRegistry({ host, signal }: CollectorContext): Promise<Fact<PackageRow[]>> {
  const rows: PackageRow[] = [];
  const own = await readRegistry(host, `${software}\\${uninstall}`, { recursive: true, signal });
  if (!own.ok) return err(absentReason(own.error));
  const other = await readRegistry(host, `${software}\\WOW6432Node\\${uninstall}`, {
    recursive: true,
    signal,
  });
  for (const keys of [own.value, ...(other.ok ? [other.value] : [])]) {
    for (const values of keys.values()) {
      const row = packageRow.safeParse(rowOf(values));
      if (row.success && rows.length < maxRows) rows.push(row.data);
    }
  }
  return ok(rows);
}

function rowOf(values: RegistryValues): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(packageRow.shape).map((name) => [name, values.get(name.toLowerCase())?.data]),
  );
}

/** What Windows itself hides from its list: parts of other packages, updates, components. */
function packageOf(row: PackageRow): Package | undefined {
  if (row.DisplayName === undefined || row.SystemComponent === 1) return undefined;
  if (row.ParentKeyName !== undefined || row.ReleaseType !== undefined) return undefined;
  return defined({
    name: withoutProfile(row.DisplayName),
    version: row.DisplayVersion,
    publisher: row.Publisher,
    installedOn: dayOf(row.InstallDate),
  });
}

/** `yyyymmdd`; some installers write a date in the language of the machine, which may be read in several ways. */
function dayOf(text: string | undefined): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text ?? '') ?? [];
  const date = `${year}-${month}-${day}`;
  const ms = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? undefined : date;
}

/** Each name and version once, by the row that says most: both views of the registry, and several users, may list the same. */
function distinct(packages: readonly Package[]): Package[] {
  const found = new Map<string, Package>();
  for (const each of packages) {
    const key = JSON.stringify([each.name, each.version]);
    const before = found.get(key);
    if (before === undefined || Object.keys(each).length > Object.keys(before).length) found.set(key, each);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
