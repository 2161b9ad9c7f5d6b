import { z } from 'zod';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { firstKnown, known, mapFact } from './facts.ts';
import { readLicences } from './licences.windows.ts';
import { clip } from './text.ts';
import { cimTime, readRow } from './windows/cim-values.ts';
import { askRegistry, numberAt, textAt } from './windows/registry-facts.ts';

const versionKey = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const environmentKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';
const systemRow = z.object({ LastBootUpTime: cimTime });

/** As `uname -m` names them. */
const architectures: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64', x86: 'i686' };

/** Edition and build from the registry, whatever the language; when it was started from CIM. */
export async function readWindowsSystem(context: CollectorContext): Promise<Measured<'system'>> {
  const { host, windows, isQuerySlow } = context;
  const facts = host.facts();
  const version = await askRegistry(context, versionKey);
  const environment = await askRegistry(context, environmentKey);
  const [major, minor, release] = facts.release.split('.');
  const build = firstKnown([textAt(version, versionKey, 'CurrentBuild', 64), known(clip(release, 64))]);
  const name = firstKnown([known(clip(facts.version, 128)), textAt(version, versionKey, 'ProductName', 128)]);
  return {
    platform: ok('windows'),
    osId: ok('windows'),
    osName: mapFact(name, (product) => productName(product, build)),
    osVersion: known(clip(minor === undefined ? major : `${major}.${minor}`, 64)),
    osBuild: build,
    osEdition: textAt(version, versionKey, 'EditionID', 64),
    osRelease: firstKnown([
      textAt(version, versionKey, 'DisplayVersion', 32),
      textAt(version, versionKey, 'ReleaseId', 32),
    ]),
    osRevision: numberAt(version, versionKey, 'UBR'),
    installationType: textAt(version, versionKey, 'InstallationType', 32),
    installedAt: mapFact(numberAt(version, versionKey, 'InstallDate'), (seconds) =>
      seconds === 0 ? undefined : seconds * 1000,
    ),
    licences: await readLicences(context),
    kernel: known(clip(facts.release, 128)),
    architecture: firstKnown([
      mapFact(
        textAt(environment, environmentKey, 'PROCESSOR_ARCHITECTURE', 32),
        (text) => architectures[text.toLowerCase()],
      ),
      known(clip(facts.architecture, 32)),
    ]),
    hostname: known(clip(facts.hostname, 253)),
    bootedAt: mapFact(readRow(windows('operatingSystem'), systemRow), bootMinute),
    timeZone: known(clip(facts.timeZone, 64)),
    isQuerySlow: ok(isQuerySlow),
  };
}

/** Windows counts it back from its clock: every correction of the clock moves it a little. */
function bootMinute({ LastBootUpTime: bootedAt }: z.infer<typeof systemRow>): number | undefined {
  return bootedAt === undefined ? undefined : Math.round(bootedAt / 60_000) * 60_000;
}

const firstBuildOfEleven = 22_000;

/** Windows 11 still calls itself Windows 10 in the registry; servers of the same builds are named otherwise. */
function productName(product: string, build: Fact<string>): string {
  const isEleven = build.ok && Number(build.value) >= firstBuildOfEleven;
  return isEleven ? product.replace(/^Windows 10\b/, 'Windows 11') : product;
}
