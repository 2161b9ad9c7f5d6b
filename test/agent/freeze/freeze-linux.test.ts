import { expect, test } from 'vitest';
import { readFreeze } from '../../../agent/freeze.ts';
import type { Freeze } from '../../../agent/freeze-state.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const disk = '22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw';
const data = '30 22 8:3 / /srv rw,relatime shared:9 - ext4 /dev/sda3 rw';
const memory = '29 28 0:23 / /media/root-rw rw,relatime - tmpfs tmpfs-root rw';
const overlayOn = (upper: string) =>
  `28 0 0:24 / / rw,relatime shared:1 - overlay overlayroot rw,lowerdir=/media/root-ro,upperdir=${upper},workdir=/w`;

/** Folders of no test machine, so that each stands for itself. */
const system = '/var/lib/schooldrum-of-nobody';
const other = '/srv/schooldrum-of-nobody';

async function freezeOf(mountinfo: readonly string[], folder: string, cmdline = 'quiet'): Promise<Freeze> {
  await using resources = openResources();
  const files = { '/proc/self/mountinfo': `${mountinfo.join('\n')}\n`, '/proc/cmdline': `${cmdline}\n` };
  return await readFreeze(resources.closing(await openRecordedHost({ files })), folder);
}

test.each<[string, readonly string[], string, string, Freeze]>([
  ['an ordinary disk', [disk, data], system, '', { state: 'absent' }],
  [
    'overlayroot in memory',
    [overlayOn('/media/root-rw/overlay'), memory],
    system,
    '',
    { state: 'frozen', product: 'overlayroot' },
  ],
  [
    'overlayroot on a device of its own',
    [overlayOn('/media/root-rw/overlay'), memory.replace('tmpfs tmpfs-root', 'ext4 /dev/sdb1')],
    system,
    '',
    { state: 'absent' },
  ],
  [
    'another volume beside overlayroot',
    [overlayOn('/media/root-rw/overlay'), memory, data],
    other,
    '',
    { state: 'thawed', product: 'overlayroot' },
  ],
  [
    'a live system whose layer is hidden',
    [overlayOn('/cow/upper')],
    system,
    'boot=casper',
    { state: 'frozen', product: 'Live system (casper)' },
  ],
  [
    'a live system that was asked to keep its changes',
    [overlayOn('/cow/upper')],
    system,
    'boot=casper persistent',
    { state: 'unknown', product: 'Live system (casper)' },
  ],
  [
    'a live system of changed blocks',
    ['22 1 253:0 / / rw - ext4 /dev/mapper/live-rw rw'],
    system,
    'rd.live.image',
    { state: 'frozen', product: 'Live system (dracut)' },
  ],
  [
    'a system loaded into memory',
    ['22 1 0:2 / / rw - tmpfs rootfs rw'],
    system,
    'boot=live toram',
    { state: 'frozen', product: 'Live system (live-boot)' },
  ],
  [
    'an overlay in memory of nobody known',
    [
      disk,
      '40 22 0:40 / /var/lib rw - overlay o rw,upperdir=/mem\\040ory/up',
      '41 22 0:41 / /mem\\040ory rw - tmpfs t rw',
    ],
    system,
    '',
    { state: 'frozen', product: 'overlay' },
  ],
  [
    'a container, whose layer lies on the machine below',
    ['500 400 0:55 / / rw - overlay overlay rw,lowerdir=/a:/b,upperdir=/var/lib/docker/overlay2/c/diff'],
    system,
    '',
    { state: 'absent' },
  ],
  [
    'the folder for trials, in memory or not',
    [disk, '41 22 0:41 / /tmp rw - tmpfs tmpfs rw'],
    '/tmp/schooldrum-of-nobody',
    '',
    { state: 'absent' },
  ],
  ['a mount table that cannot be read', ['nonsense'], system, '', { state: 'unknown', product: null }],
])('%s', async (_, mountinfo, folder, cmdline, freeze) => {
  expect(await freezeOf(mountinfo, folder, cmdline)).toEqual(freeze);
});

test('the last of several mounts on one point counts', async () => {
  const covered = [
    disk,
    '40 22 0:40 / /var/lib rw - tmpfs t rw',
    '41 22 8:5 / /var/lib rw - ext4 /dev/sda5 rw',
  ];
  expect(await freezeOf(covered, system)).toEqual({ state: 'absent' });
});
