import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { createDpkgParser, type InstalledPackage } from './dpkg-status.linux.ts';
import { noData } from './facts.ts';
import { clip, defined } from './text.ts';

/** As many as the contract carries; `total` always counts all. */
const maxPackages = 10_000;
const rpmFormat = '%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{VENDOR}\\n';

/** Debian's status file is read as text; the database of RPM has three formats, so rpm itself is asked (one child). */
export async function readLinuxSoftware({ host, signal }: CollectorContext): Promise<Measured<'software'>> {
  const parser = createDpkgParser();
  const status = await host.readLines('/var/lib/dpkg/status', parser.line);
  if (status.ok) return inventory('dpkg', ok(parser.end()));
  if (status.error !== 'not-found') return inventory('dpkg', err(absentReason(status.error)));
  if (!(await host.stat('/var/lib/rpm')).ok) return { source: noData, packages: noData, total: noData };
  const args = ['-qa', '--queryformat', rpmFormat];
  const listed = await host.run('rpm', args, { timeoutMs: 20_000, maxBytes: 4 * 1024 * 1024, signal });
  return inventory('rpm', listed.ok ? ok(parseRpmList(listed.value)) : err(absentReason(listed.error)));
}

function inventory(
  source: 'dpkg' | 'rpm',
  packages: Fact<readonly InstalledPackage[]>,
): Measured<'software'> {
  if (!packages.ok) return { source: ok(source), packages, total: packages };
  const sorted = [...packages.value].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { source: ok(source), packages: ok(sorted.slice(0, maxPackages)), total: ok(sorted.length) };
}

/** Answer of rpm in our own query format: name, version-release, vendor. Signing keys are no software. */
export function parseRpmList(text: string): InstalledPackage[] {
  return text.split('\n').flatMap((line) => {
    const [rawName, version, vendor] = line.split('\t');
    const name = clip(rawName, 200);
    if (name === undefined || version === undefined || name === 'gpg-pubkey') return [];
    const publisher = vendor === '(none)' ? undefined : clip(vendor, 200);
    return [defined({ name, version: clip(version, 100), publisher })];
  });
}
