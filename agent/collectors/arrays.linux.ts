import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { readBtrfsArrays } from './btrfs.linux.ts';
import { clip, defined, words } from './text.ts';

type DiskArray = NonNullable<Facts['storage']['arrays']>[number];

const maxArrays = 64;
const zfsFolder = '/proc/spl/kstat/zfs';
const zpoolLimits = { timeoutMs: 5_000, maxBytes: 65_536 };

/** RAID sets of md, pools of ZFS, and btrfs over several disks. None is an empty list, which is a fact. */
export async function readArrays({ host, signal }: CollectorContext): Promise<Fact<DiskArray[]>> {
  const mdstat = await host.readText('/proc/mdstat');
  if (!mdstat.ok && mdstat.error !== 'not-found') return err(absentReason(mdstat.error));
  const pools = await readPools(host, signal);
  const arrays = [
    ...(mdstat.ok ? parseMdstat(mdstat.value) : []),
    ...pools,
    ...(await readBtrfsArrays(host)),
  ];
  return ok(arrays.slice(0, maxArrays));
}

/**
 * md(4)'s own list. `[n/m]` is how many members the set should have and how many work; words of what it is doing
 * (recovery, resync, reshape, check) follow its state. Containers of firmware RAID (imsm, ddf) are no sets.
 */
export function parseMdstat(text: string): DiskArray[] {
  return text
    .split(/\n(?=md)/)
    .slice(0, maxArrays)
    .flatMap((stanza) => {
      const [, name, state, rest = ''] = /^(md[\w-]*) : (active|inactive)(.*)$/m.exec(stanza) ?? [];
      if (name === undefined || state === undefined || /super external:(imsm|ddf)/.test(stanza)) return [];
      return [describeSet(name, state, rest, stanza)];
    });
}

function describeSet(name: string, state: string, rest: string, stanza: string): DiskArray {
  const fields = words(rest.replace(/\([a-z-]+\)/g, ''));
  const level = fields[0]?.includes('[') === false ? fields[0] : undefined;
  const listed = fields.filter((field) => field.includes('[')).length;
  const [, wanted, working] = /\[(\d{1,4})\/(\d{1,4})\]/.exec(stanza) ?? [];
  const activity = /\b(recovery|resync|reshape|check)\s*=\s*\d/.exec(stanza)?.[1];
  const isDegraded = wanted !== undefined && Number(working) < Number(wanted);
  // A set that stands still tells how it last was, which proves nothing of how it is.
  const isActive = state === 'active';
  return defined({
    name: name.slice(0, 64),
    kind: 'md' as const,
    level: clip(level, 32),
    state: [state, isActive && isDegraded ? 'degraded' : undefined, activity].filter(Boolean).join(', '),
    members: wanted === undefined ? listed : Number(wanted),
    activeMembers: isActive && working !== undefined ? Number(working) : undefined,
  });
}

/**
 * The kernel module tells the state of each pool in a file; one too old for that (before 0.8) is asked by `zpool`. A pool whose
 * state nobody tells is named without one.
 */
async function readPools(host: Host, signal: AbortSignal): Promise<DiskArray[]> {
  const names = await host.readDir(zfsFolder);
  const pools: DiskArray[] = [];
  for (const name of names.ok ? names.value : []) {
    // Pools are the folders; counters of the module itself stand beside them.
    if (!(await host.readDir(`${zfsFolder}/${name}`)).ok) continue;
    const read = await host.readText(`${zfsFolder}/${name}/state`, { maxBytes: 64 });
    const state = read.ok ? clip(read.value, 64) : undefined;
    pools.push(defined({ name: name.slice(0, 64), kind: 'zfs' as const, state }));
  }
  const told = pools.every(({ state }) => state !== undefined) ? [] : await askPools(host, signal);
  return told.length === 0 ? pools : told;
}

async function askPools(host: Host, signal: AbortSignal): Promise<DiskArray[]> {
  const list = await host.run('zpool', ['list', '-H', '-o', 'name,health'], { ...zpoolLimits, signal });
  return list.ok ? parsePoolList(list.value) : [];
}

/** `zpool list -H -o name,health`: name and health, parted by a tab. */
export function parsePoolList(text: string): DiskArray[] {
  return text.split('\n').flatMap((line) => {
    const [name, state] = line.split('\t').map((field) => clip(field, 64));
    return name === undefined || state === undefined ? [] : [{ name, kind: 'zfs' as const, state }];
  });
}
