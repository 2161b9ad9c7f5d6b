import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { known, mapFact, readFact, unsupported } from './facts.ts';
import { clip } from './text.ts';

const versionFile = '/System/Library/CoreServices/SystemVersion.plist';

export async function readDarwinSystem({ host }: CollectorContext): Promise<Measured<'system'>> {
  const facts = host.facts();
  const plist = await readFact(host, versionFile, parsePlistStrings);
  return {
    platform: ok('darwin'),
    osId: ok('macos'),
    osName: mapFact(plist, (values) => clip(values.get('ProductName'), 128)),
    osVersion: mapFact(plist, (values) => clip(values.get('ProductVersion'), 64)),
    osBuild: mapFact(plist, (values) => clip(values.get('ProductBuildVersion'), 64)),
    osEdition: unsupported,
    osRelease: unsupported,
    osRevision: unsupported,
    installationType: unsupported,
    installedAt: unsupported,
    licences: unsupported,
    isQuerySlow: unsupported,
    kernel: known(clip(facts.release, 128)),
    architecture: known(clip(facts.architecture, 32)),
    hostname: known(clip(facts.hostname, 253)),
    bootedAt: unsupported,
    timeZone: known(clip(facts.timeZone, 64)),
  };
}

/** The string members of a flat XML property list. */
export function parsePlistStrings(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/<key>([^<]{1,100})<\/key>\s*<string>([^<]{0,500})<\/string>/g);
  return new Map([...pairs].map(([, key = '', value = '']) => [key, value]));
}
