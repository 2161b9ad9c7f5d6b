import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParseKind } from '../../../agent/parse/kind-names.ts';

/** Recorded outputs under ../shared/fixtures, by the kind that reads them. */
const recordings: readonly {
  readonly kind: ParseKind;
  readonly folder: string;
  readonly files: RegExp;
}[] = [
  { kind: 'dmidecode', folder: 'dmidecode', files: /./ },
  { kind: 'dmidecode', folder: 'dmidecode-linuxhw', files: /./ },
  { kind: 'dmidecode', folder: 'batteries-upower', files: /^dmidecode/ },
  { kind: 'smartctl', folder: 'smart-json', files: /./ },
  { kind: 'smartctl', folder: 'smart-text', files: /./ },
  { kind: 'edid', folder: 'edid', files: /./ },
  { kind: 'edid', folder: 'edid-linuxhw', files: /./ },
  { kind: 'os-release', folder: 'linux-distro', files: /./ },
  { kind: 'os-release', folder: 'linux-text', files: /os-release-[a-z]+$/ },
  { kind: 'sshd', folder: 'linux-text', files: /sshd.*(?:\.out|config)$/ },
  { kind: 'ufw', folder: 'linux-text', files: /ufw.*\.out$/ },
  { kind: 'ufw', folder: 'linux-firewall', files: /ufw/ },
  { kind: 'upower', folder: 'linux-text', files: /upower.*\.out$/ },
  { kind: 'upower', folder: 'batteries-upower', files: /^(?:enumerate|infos)/ },
  { kind: 'lspci', folder: 'linux-text', files: /lspci.*\.out$/ },
  { kind: 'lspci', folder: 'lspci', files: /./ },
  { kind: 'wmi-list', folder: 'windows-wmi', files: /./ },
  { kind: 'reg-export', folder: 'windows-registry', files: /\.reg$/ },
  { kind: 'powercfg-battery', folder: 'windows-powercfg', files: /\.xml$/ },
];

export type Recording = { readonly kind: ParseKind; readonly name: string; readonly bytes: Uint8Array };

/** Every recorded file that a kind of `parse` is meant for; `name` is its path under the fixtures. */
export function readRecordings(fixtures: string): Recording[] {
  return recordings.flatMap(({ kind, folder, files }) =>
    readdirSync(join(fixtures, folder))
      .filter((name) => files.test(name))
      .map((name) => ({
        kind,
        name: `${folder}/${name}`,
        bytes: readFileSync(join(fixtures, folder, name)),
      })),
  );
}
