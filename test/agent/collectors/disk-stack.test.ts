import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMdstat, parsePoolList } from '../../../agent/collectors/arrays.linux.ts';
import { storage } from '../../../agent/collectors/storage.ts';
import { factSchemas } from '../../../shared/contract/readings.ts';
import { openRecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { contextOf } from './samples/context.ts';

async function factsOf(machine: RecordedMachine) {
  const host = await openRecordedHost(machine);
  try {
    const result = await storage.collect(contextOf(host));
    return { facts: result.outcome === 'ok' ? result.facts : undefined, started: host.started };
  } finally {
    await host.close();
  }
}

async function encryptionOf(device: string, machine: RecordedMachine) {
  const mounts = `${device} / ext4 rw 0 0\n`;
  const { facts } = await factsOf({ ...machine, files: { ...machine.files, '/proc/self/mounts': mounts } });
  return facts?.volumes?.[0]?.isEncrypted;
}

const block = '/sys/class/block';

test('a volume on LVM on LUKS is encrypted, one on a plain partition is not, an unknown device is unknown', async () => {
  const stacked = {
    files: {
      [`${block}/dm-0/dm/name`]: 'sda3_crypt\n',
      [`${block}/dm-0/dm/uuid`]: 'CRYPT-LUKS2-0a1b-sda3_crypt\n',
      [`${block}/dm-1/dm/name`]: 'may--chu-root\n',
      [`${block}/dm-1/dm/uuid`]: 'LVM-abcdef\n',
      [`${block}/sda3/partition`]: '3\n',
    },
    folders: [`${block}/dm-1/slaves/dm-0`, `${block}/dm-0/slaves/sda3`],
  };
  expect(await encryptionOf('/dev/mapper/may--chu-root', stacked)).toBe(true);
  expect(await encryptionOf('/dev/dm-1', stacked)).toBe(true);
  expect(await encryptionOf('/dev/sda3', stacked)).toBe(false);
  expect(await encryptionOf('/dev/mapper/gone', stacked)).toBeUndefined();
  expect(await encryptionOf('overlay', stacked)).toBeUndefined();
});

test('a mirror of which one leg is open is not encrypted; a stack that never ends is unknown', async () => {
  const mirror = {
    files: { [`${block}/dm-0/dm/uuid`]: 'CRYPT-LUKS1-x\n', [`${block}/sdb1/partition`]: '1\n' },
    folders: [`${block}/md0/slaves/dm-0`, `${block}/md0/slaves/sdb1`],
  };
  expect(await encryptionOf('/dev/md0', mirror)).toBe(false);
  expect(await encryptionOf('/dev/md1', { files: {}, folders: [`${block}/md1/slaves/md1`] })).toBeUndefined();
});

test('sets of md in a recorded list: degraded, rebuilding, standing still; containers are none', async (context) => {
  const text = await readFile(join(requireFixtures(context), 'linux-proc/mdstat'), 'utf8');
  const arrays = parseMdstat(text);
  const named = (name: string) => arrays.find((array) => array.name === name);
  expect(arrays).toHaveLength(16);
  expect(named('md3')).toEqual({
    name: 'md3',
    kind: 'md',
    level: 'raid6',
    state: 'active',
    members: 8,
    activeMembers: 8,
  });
  expect(named('md6')).toMatchObject({
    level: 'raid1',
    state: 'active, degraded, recovery',
    members: 2,
    activeMembers: 1,
  });
  expect(named('md7')).toMatchObject({ state: 'active, degraded', members: 4, activeMembers: 3 });
  expect(named('md8')).toMatchObject({ state: 'active, resync', activeMembers: 2 });
  expect(named('md201')).toMatchObject({ state: 'active, check' });
  expect(named('md4')).toEqual({ name: 'md4', kind: 'md', level: 'raid1', state: 'inactive', members: 2 });
  expect(named('md10')).toEqual({ name: 'md10', kind: 'md', level: 'raid0', state: 'active', members: 2 });
  expect(named('md11')).toMatchObject({ level: 'raid1', state: 'active', members: 2 });
  expect(named('md219')).toBeUndefined();
});

test('ZFS says the state of its pools in files; an old one is asked, once', async () => {
  const files = { '/proc/spl/kstat/zfs/tank/state': 'DEGRADED\n', '/proc/spl/kstat/zfs/arcstats': '13 1\n' };
  expect(await factsOf({ files })).toEqual({
    facts: { arrays: [{ name: 'tank', kind: 'zfs', state: 'DEGRADED' }] },
    started: [],
  });
  const old = { files: {}, folders: ['/proc/spl/kstat/zfs/rpool'], programs: { zpool: 'rpool\tONLINE\n' } };
  expect(await factsOf(old)).toEqual({
    facts: { arrays: [{ name: 'rpool', kind: 'zfs', state: 'ONLINE' }] },
    started: ['zpool'],
  });
  // Nobody tells its state: it is there, and that is all.
  const silent = { files: {}, folders: ['/proc/spl/kstat/zfs/rpool'] };
  expect(await factsOf(silent)).toMatchObject({ facts: { arrays: [{ name: 'rpool', kind: 'zfs' }] } });
});

test('btrfs over two disks, one of them gone', async () => {
  const folder = '/sys/fs/btrfs/0d3f7a44-9d3c-4b43-9f11-0a4c4f0e9a10';
  const files = {
    [`${folder}/devinfo/1/missing`]: '0\n',
    [`${folder}/devinfo/2/missing`]: '1\n',
    '/sys/fs/btrfs/features/x': '1\n',
  };
  const { facts } = await factsOf({ files, folders: [`${folder}/allocation/data/raid1`] });
  expect(facts?.arrays).toEqual([
    {
      name: '0d3f7a44-9d3c-4b43-9f11-0a4c4f0e9a10',
      kind: 'btrfs',
      level: 'raid1',
      state: 'missing',
      members: 2,
      activeMembers: 1,
    },
  ]);
});

test('a machine without any array says so', async () => {
  expect(
    (await factsOf({ files: { '/proc/mdstat': 'Personalities : \nunused devices: <none>\n' } })).facts,
  ).toEqual({
    arrays: [],
  });
});

test('whatever stands in the lists, only what the contract allows comes out', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'md0 : active raid1 ',
      'sda1[0] ',
      '(F)',
      '[2/1] [U_]',
      '\n',
      '\nmd1 : inactive',
      '\t',
      '\0',
      '=',
      '[99999/1]',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constant('x'.repeat(20_000)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const arrays = [...parseMdstat(text), ...parsePoolList(text)].slice(0, 64);
      expect(factSchemas.storage.safeParse({ arrays }).error).toBeUndefined();
    }),
  );
});
