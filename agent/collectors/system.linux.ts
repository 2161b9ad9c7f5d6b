import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { firstKnown, known, mapFact, noData, readFact, unsupported } from './facts.ts';
import { clip, keyValues, wholeNumber } from './text.ts';

export async function readLinuxSystem({ host }: CollectorContext): Promise<Measured<'system'>> {
  const release = firstKnown([
    await readFact(host, '/etc/os-release', parseOsRelease),
    await readFact(host, '/usr/lib/os-release', parseOsRelease),
  ]);
  const facts = host.facts();
  return {
    platform: ok('linux'),
    osId: mapFact(release, (os) => os.id),
    osName: mapFact(release, (os) => os.name),
    osVersion: mapFact(release, (os) => os.version),
    osBuild: await readBuild(host, release),
    osEdition: mapFact(release, (os) => os.edition),
    osRelease: mapFact(release, (os) => os.release),
    osRevision: unsupported,
    installationType: unsupported,
    installedAt: await readInstalledAt(host),
    licences: unsupported,
    isQuerySlow: unsupported,
    kernel: await readFact(host, '/proc/sys/kernel/osrelease', (text) => clip(text, 128)),
    architecture: known(clip(facts.architecture, 32)),
    hostname: await readFact(host, '/proc/sys/kernel/hostname', (text) => clip(text, 253)),
    bootedAt: await readFact(host, '/proc/stat', parseBootedAt),
    timeZone: await readTimeZone(host),
  };
}

export type OsRelease = {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly build: string | undefined;
  readonly edition: string | undefined;
  readonly release: string | undefined;
};

/** os-release(5). Undefined when the file names no system. */
export function parseOsRelease(text: string): OsRelease | undefined {
  const values = keyValues(text, '=');
  const id = clip(values.get('ID'), 64);
  const name = clip(values.get('PRETTY_NAME') ?? values.get('NAME'), 128);
  if (id === undefined && name === undefined) return undefined;
  return {
    id,
    name,
    version: clip(values.get('VERSION_ID'), 64),
    build: clip(values.get('BUILD_ID'), 64),
    edition: clip(values.get('VARIANT_ID'), 64),
    release: clip(values.get('VERSION_CODENAME'), 32),
  };
}

/** What installers of Debian, Ubuntu and Red Hat leave behind. A machine made from an image has none of it: not known. */
const installerTraces = ['/var/log/installer', '/root/anaconda-ks.cfg', '/root/original-ks.cfg'];

async function readInstalledAt(host: Host): Promise<Fact<number>> {
  for (const path of installerTraces) {
    const status = await host.stat(path);
    if (status.ok && status.value.modifiedAt > 0) return ok(status.value.modifiedAt);
  }
  return noData;
}

/** Debian names its point release in a file of its own. */
async function readBuild(host: Host, release: Fact<OsRelease>): Promise<Fact<string>> {
  if (release.ok && release.value.id === 'debian') {
    return await readFact(host, '/etc/debian_version', (text) => clip(text, 64));
  }
  return mapFact(release, (os) => os.build);
}

/** `btime` of proc(5), in ms: it moves only when someone sets the clock, so it does not change from tick to tick. */
function parseBootedAt(stat: string): number | undefined {
  const seconds = wholeNumber(/^btime (\d{1,11})$/m.exec(stat)?.[1]);
  return seconds === undefined ? undefined : seconds * 1000;
}

async function readTimeZone(host: Host): Promise<Fact<string>> {
  const link = await host.readLink('/etc/localtime');
  if (link.ok) return known(parseZoneLink(link.value));
  const named = await readFact(host, '/etc/timezone', (text) => clip(text, 64));
  if (named.ok) return named;
  return link.error === 'denied' ? { ok: false, error: absentReason(link.error) } : noData;
}

/** Zone name of the target of /etc/localtime. */
export function parseZoneLink(target: string): string | undefined {
  return clip(/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(target)?.[1], 64);
}
