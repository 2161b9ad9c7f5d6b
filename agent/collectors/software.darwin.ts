import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { parsePlistStrings } from './plist.darwin.ts';
import { clip, defined } from './text.ts';

type Package = NonNullable<Facts['software']['packages']>[number];

const folders = ['/Applications', '/Applications/Utilities'];
const maxApplications = 2_000;

/** Applications that all users have, by their bundles: `SPApplicationsDataType` would walk the whole disk. */
export async function readDarwinSoftware({ host }: CollectorContext): Promise<Measured<'software'>> {
  const packages: Package[] = [];
  for (const folder of folders) {
    const names = await host.readDir(folder);
    if (!names.ok && folder === folders[0]) {
      const reason = err(absentReason(names.error));
      return { source: ok('applications'), packages: reason, total: reason };
    }
    for (const name of names.ok ? names.value.filter((each) => each.endsWith('.app')) : []) {
      packages.push(await describe(host, folder, name));
    }
  }
  return {
    source: ok('applications'),
    packages: ok(packages.slice(0, maxApplications)),
    total: ok(packages.length),
  };
}

/** Versions stand in each bundle; those whose list is in Apple's binary form are named without one. */
async function describe(host: Host, folder: string, name: string): Promise<Package> {
  const info = await host.readText(`${folder}/${name}/Contents/Info.plist`);
  const version = info.ok ? parsePlistStrings(info.value).get('CFBundleShortVersionString') : undefined;
  return defined({ name: name.slice(0, -'.app'.length).slice(0, 200) || name, version: clip(version, 100) });
}
