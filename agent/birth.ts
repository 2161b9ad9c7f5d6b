import process from 'node:process';
import { spokenVersions } from '../shared/contract/compatibility.ts';
import type { Birth } from '../shared/contract/status.ts';
import { version } from '../shared/runtime/version.ts';
import { readIdentifiers } from './host/fingerprint.ts';
import type { Host } from './host/host.ts';
import type { Identity } from './identity.ts';
import { hashIdentifiers } from './keyed-hash.ts';

/** What all births of one process have in common. */
export type BirthDescription = Pick<Birth, 'bootNo' | 'fingerprint' | 'keyId' | 'versions'>;

export async function describeBirth(
  host: Host,
  identity: Identity,
  bootNo: number | undefined,
): Promise<BirthDescription> {
  return {
    ...(bootNo === undefined ? {} : { bootNo }),
    fingerprint: hashIdentifiers(await readIdentifiers(host), identity.fingerprintKey),
    keyId: identity.keyId,
    versions: {
      agent: version,
      node: process.versions.node,
      platform: host.platform,
      contract: [...spokenVersions],
    },
  };
}
