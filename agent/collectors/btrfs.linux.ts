import type { Facts } from '../../shared/contract/readings.ts';
import type { Host } from '../host/host.ts';
import { defined } from './text.ts';

type DiskArray = NonNullable<Facts['storage']['arrays']>[number];

const folder = '/sys/fs/btrfs';

/** btrfs over more than one device, named by its id: a label may name a person. */
export async function readBtrfsArrays(host: Host): Promise<DiskArray[]> {
  const names = await host.readDir(folder);
  const arrays: DiskArray[] = [];
  for (const name of (names.ok ? names.value : []).filter((each) => /^[0-9a-f-]{36}$/.test(each))) {
    const members = await host.readDir(`${folder}/${name}/devinfo`);
    if (members.ok && members.value.length > 1) arrays.push(await describe(host, name, members.value));
  }
  return arrays;
}

/** A member that is not there is said so by kernels since 5.11. */
async function describe(host: Host, name: string, members: readonly string[]): Promise<DiskArray> {
  let missing = 0;
  for (const member of members) {
    const flag = await host.readText(`${folder}/${name}/devinfo/${member}/missing`, { maxBytes: 16 });
    if (flag.ok && flag.value.trim() === '1') missing += 1;
  }
  const profiles = await host.readDir(`${folder}/${name}/allocation/data`);
  return defined({
    name,
    kind: 'btrfs' as const,
    level: profiles.ok ? profiles.value.find((each) => /^(raid\w{1,8}|dup|single)$/.test(each)) : undefined,
    state: missing > 0 ? 'missing' : undefined,
    members: members.length,
    activeMembers: members.length - missing,
  });
}
