import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measured } from '../../../agent/collector.ts';
import { parseOsRelease, parseZoneLink, readLinuxSystem } from '../../../agent/collectors/system.linux.ts';
import { system } from '../../../agent/collectors/system.ts';
import { openRecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { contextOf } from './samples/context.ts';

async function factsOf(machine: RecordedMachine) {
  const host = await openRecordedHost(machine);
  try {
    return await system.collect(contextOf(host));
  } finally {
    await host.close();
  }
}

test.for([
  ['linux-distro/os-release-debian-11.2', 'debian', 'Debian GNU/Linux 11 (bullseye)', '11', 'bullseye'],
  ['linux-distro/os-release-fedora-35', 'fedora', 'Fedora Linux 35 (Thirty Five)', '35', undefined],
  ['linux-distro/os-release-centos-7.9', 'centos', 'CentOS Linux 7 (Core)', '7', undefined],
  ['linux-text/generic.os-release-ubuntu', 'ubuntu', 'Ubuntu 18.04.5 LTS', '18.04', 'bionic'],
] as const)('%s', async ([file, id, name, version, release], context) => {
  const text = await readFile(join(requireFixtures(context), file), 'utf8');
  expect(parseOsRelease(text)).toEqual({ id, name, version, build: undefined, edition: undefined, release });
});

test('Debian names its point release elsewhere', async () => {
  const files = { '/etc/os-release': 'ID=debian\nPRETTY_NAME="Debian"\n', '/etc/debian_version': '12.11\n' };
  const host = await openRecordedHost({ files });
  const result = measured<'system'>(await readLinuxSystem(contextOf(host)));
  await host.close();
  expect(result).toMatchObject({ facts: { osBuild: '12.11' } });
});

test('when it was installed is known from what an installer left, never from an image', async () => {
  const files = { '/etc/os-release': 'ID=x\nVARIANT_ID=server\n', '/root/anaconda-ks.cfg': '' };
  expect(await factsOf({ files, times: { '/root/anaconda-ks.cfg': 1_700_000_000_000 } })).toMatchObject({
    facts: { installedAt: 1_700_000_000_000, osEdition: 'server' },
  });
  expect(await factsOf({ files: { '/etc/machine-id': 'x' } })).toMatchObject({
    absent: { installedAt: 'no-data' },
  });
});

test('a machine without a file says no-data, one that forbids it says denied', async () => {
  const files = { '/etc/os-release': 'ID=x\n' };
  const result = await factsOf({ files, denied: ['/etc/os-release', '/proc/stat'] });
  expect(result).toMatchObject({
    outcome: 'ok',
    absent: { osId: 'denied', osName: 'denied', kernel: 'no-data', bootedAt: 'denied', timeZone: 'no-data' },
  });
});

test.each([
  ['/usr/share/zoneinfo/Asia/Ho_Chi_Minh', 'Asia/Ho_Chi_Minh'],
  ['../usr/share/zoneinfo/posix/Etc/UTC', 'Etc/UTC'],
  ['/somewhere/else', undefined],
])('time zone of %s', (target, zone) => {
  expect(parseZoneLink(target)).toBe(zone);
});

test('macOS tells what its files and the runtime know, and nothing that they do not', async () => {
  const plist =
    '<dict><key>ProductName</key><string>macOS</string>\n<key>ProductVersion</key><string>14.5</string></dict>';
  const darwin = await factsOf({
    platform: 'darwin',
    files: { '/System/Library/CoreServices/SystemVersion.plist': plist },
  });
  expect(darwin).toMatchObject({
    facts: { osName: 'macOS', osVersion: '14.5' },
    absent: { osBuild: 'no-data' },
  });
  expect(await factsOf({ platform: 'other', files: {} })).toEqual({ outcome: 'unsupported' });
});
