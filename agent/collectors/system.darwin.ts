import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { known, mapFact, readFact, unsupported } from './facts.ts';
import { parsePlistStrings } from './plist.darwin.ts';
import { clip } from './text.ts';

const versionFile = '/System/Library/CoreServices/SystemVersion.plist';
const limits = { timeoutMs: 3_000, maxBytes: 4_096 };

export async function readDarwinSystem(context: CollectorContext): Promise<Measured<'system'>> {
  const { host } = context;
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
    bootedAt: await readBootedAt(context),
    timeZone: known(clip(facts.timeZone, 64)),
  };
}

/** The kernel keeps the moment itself: now minus the time that it has been up would move a little at each tick. */
async function readBootedAt({ host, signal }: CollectorContext): Promise<Fact<number>> {
  const answer = await host.run('/usr/sbin/sysctl', ['-n', 'kern.boottime'], { ...limits, signal });
  return answer.ok ? known(parseBootTime(answer.value)) : err(absentReason(answer.error));
}

/** `{ sec = 1700000000, usec = 0 } Tue Nov 14 …`; ms since 1970. */
export function parseBootTime(text: string): number | undefined {
  const seconds = /\bsec = (\d{1,11})\b/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
