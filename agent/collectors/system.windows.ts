import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { known, unsupported } from './facts.ts';
import { clip } from './text.ts';

/** What the runtime gives without a child process. Edition and update revision need the registry. */
export function readWindowsSystem({ host }: CollectorContext): Promise<Measured<'system'>> {
  const facts = host.facts();
  const [major, minor, build] = facts.release.split('.');
  return Promise.resolve({
    platform: ok('windows'),
    osId: ok('windows'),
    osName: known(clip(facts.version, 128)),
    osVersion: known(clip(minor === undefined ? major : `${major}.${minor}`, 64)),
    osBuild: known(clip(build, 64)),
    osEdition: unsupported,
    kernel: known(clip(facts.release, 128)),
    architecture: known(clip(facts.architecture, 32)),
    hostname: known(clip(facts.hostname, 253)),
    bootedAt: unsupported,
    timeZone: known(clip(facts.timeZone, 64)),
  });
}
