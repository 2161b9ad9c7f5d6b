import { err, ok } from '../../shared/domain/result.ts';
import { clip, defined } from '../collectors/text.ts';
import { linesOf, splitPair } from './lines.ts';
import type { Parsed } from './parsed.ts';

/** A Linux distribution by what its own file says. */
export type Distribution = {
  /** `ID` of os-release, such as `ubuntu`. */
  readonly id?: string;
  readonly name?: string;
  readonly version?: string;
  /** The release whose support is counted: of `7.9.2009` it is 7. */
  readonly cycle?: string;
  /** `SUPPORT_END`, the maker's own word: YYYY-MM-DD. */
  readonly supportEnds?: string;
};

/** Names at the beginning of /etc/redhat-release and its like → `ID` of os-release. */
const redHatFamily: readonly (readonly [name: string, id: string])[] = [
  ['CentOS', 'centos'],
  ['Red Hat Enterprise Linux', 'rhel'],
  ['Rocky Linux', 'rocky'],
  ['AlmaLinux', 'almalinux'],
  ['Oracle Linux', 'ol'],
  ['Fedora', 'fedora'],
];

/** os-release(5), lsb-release, /etc/debian_version, or the one line of /etc/redhat-release and its like. */
export function parseOsRelease(text: string): Parsed<Distribution> {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const pair = line.startsWith('#') ? undefined : splitPair(line, '=');
    if (pair !== undefined && /^[A-Z][A-Z0-9_]*$/.test(pair[0])) values.set(pair[0], unquote(pair[1]));
  }
  if (isNamed(values)) return ok(ofValues(values));
  const line = text.slice(0, 1024).trim();
  return line.includes('\n') ? err('unrecognised') : ofLine(line);
}

/** os-release(5) demands no key at all: an ID stands for the name where another key of that file is beside it. */
function isNamed(values: ReadonlyMap<string, string>): boolean {
  const isThere = (key: string) => (values.get(key) ?? '').trim() !== '';
  if (['NAME', 'PRETTY_NAME', 'DISTRIB_ID'].some(isThere)) return true;
  return isThere('ID') && ['VERSION_ID', 'VERSION_CODENAME', 'ID_LIKE', 'BUILD_ID'].some(isThere);
}

function ofValues(values: ReadonlyMap<string, string>): Distribution {
  const read = (...keys: string[]) =>
    keys.map((key) => clip(values.get(key), 128)).find((value) => value !== undefined);
  const version = read('VERSION_ID', 'DISTRIB_RELEASE', 'VERSION');
  return defined({
    id: read('ID', 'DISTRIB_ID')?.toLowerCase(),
    name: read('NAME', 'PRETTY_NAME', 'DISTRIB_ID'),
    version,
    cycle: version,
    supportEnds: dayOf(read('SUPPORT_END')),
  });
}

/** A day that the calendar has. */
function dayOf(text: string | undefined): string | undefined {
  const day = /^\d{4}-\d\d-\d\d$/.exec(text ?? '')?.[0];
  const ms = Date.parse(day ?? '');
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day ? undefined : day;
}

function ofLine(line: string): Parsed<Distribution> {
  const debian = /^(?:(\d{1,2})\.\d{1,2}|[a-z]{3,20}\/sid)$/.exec(line);
  if (debian !== null) {
    const version = /^\d/.test(line) ? line : undefined;
    return ok(defined({ id: 'debian', name: 'Debian GNU/Linux', version, cycle: debian[1] }));
  }
  const [, name, version] = /^([A-Z][\w ./-]{1,80}?) release (\d{1,4}(?:\.\d{1,8}){0,3})\b/.exec(line) ?? [];
  if (name === undefined || version === undefined) return err('unrecognised');
  const id = redHatFamily.find(([beginning]) => name.startsWith(beginning))?.[1];
  return ok(defined({ id, name, version, cycle: version.split('.')[0] }));
}

/** Quoting of the shell: within double quotes, `\` stands before what is meant literally. */
function unquote(value: string): string {
  const quote = value[0];
  if (value.length < 2 || (quote !== '"' && quote !== "'") || !value.endsWith(quote)) return value;
  const inner = value.slice(1, -1);
  return quote === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner;
}
