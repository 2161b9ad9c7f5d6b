import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined } from './text.ts';

export type InstalledPackage = NonNullable<Facts['software']['packages']>[number];

export type DpkgParser = {
  readonly line: (line: string) => void;
  /** The packages that are installed; call once, after the last line. */
  readonly end: () => InstalledPackage[];
};

/**
 * dpkg's status file, a line at a time: stanzas parted by empty lines. Only `… ok installed` counts: a removed package
 * leaves its stanza behind. The maintainer field is not read, it holds a person's name and address.
 */
export function createDpkgParser(): DpkgParser {
  const packages: InstalledPackage[] = [];
  let name: string | undefined;
  let version: string | undefined;
  let isInstalled = false;
  const endStanza = (): void => {
    const clipped = clip(name, 200);
    if (isInstalled && clipped !== undefined) {
      packages.push(defined({ name: clipped, version: clip(version, 100) }));
    }
    name = undefined;
    version = undefined;
    isInstalled = false;
  };
  const line = (text: string): void => {
    if (text === '') endStanza();
    else if (text.startsWith('Package: ')) name = text.slice(9);
    else if (text.startsWith('Version: ')) version = text.slice(9);
    else if (text.startsWith('Status: ')) isInstalled = text.endsWith(' ok installed');
  };
  return {
    line,
    end: () => {
      endStanza();
      return packages;
    },
  };
}
