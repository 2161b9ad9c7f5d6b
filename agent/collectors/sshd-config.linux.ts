import { err, ok } from '../../shared/domain/result.ts';
import type { Fact } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { type SshdLine, sshdLines } from '../parse/sshd-lines.ts';
import { clip, defined, wholeNumber } from './text.ts';

/** What the files set; a default of the program's own is not filled in, it depends on its version and distribution. */
export type SshdSettings = {
  readonly permitsRootLogin?: string;
  readonly permitsPasswords?: boolean;
  readonly permitsEmptyPasswords?: boolean;
  readonly ports?: readonly number[];
};

const configFolder = '/etc/ssh';
/** Where distributions that leave /etc to the administrator keep their own. */
const vendorFile = '/usr/etc/ssh/sshd_config';
const maxPorts = 16;
const maxIncludedFiles = 64;

/**
 * Settings of the SSH server for everyone (outside of Match blocks), from its files: `sshd -T` would need root and a process.
 * Without a server's file they are `unsupported`.
 */
export async function readSshdSettings(host: Host): Promise<Fact<SshdSettings>> {
  const own = await host.readText(`${configFolder}/sshd_config`);
  const main = !own.ok && own.error === 'not-found' ? await host.readText(vendorFile) : own;
  if (!main.ok) return err(main.error === 'not-found' ? 'unsupported' : absentReason(main.error));
  const lines: SshdLine[] = [];
  for (const line of sshdLines(main.value).lines) {
    if (line.keyword !== 'include') {
      lines.push(line);
      continue;
    }
    const included = await readIncluded(host, line.value);
    if (!included.ok) return included;
    lines.push(...included.value);
  }
  return ok(settingsOf(lines));
}

/** The first value of a keyword counts; every Port does, and those that addresses to listen on bring along. */
export function settingsOf(lines: readonly SshdLine[]): SshdSettings {
  const all = (keyword: string): string[] =>
    lines.filter((line) => line.keyword === keyword).map((line) => line.value.trim().toLowerCase());
  const ports = [...all('port'), ...all('listenaddress').map(portOf)].flatMap((text) => {
    const port = wholeNumber(text);
    return port !== undefined && port >= 1 && port <= 65_535 ? [port] : [];
  });
  return defined({
    permitsRootLogin: clip(all('permitrootlogin')[0], 32),
    permitsPasswords: yesOrNo(all('passwordauthentication')[0]),
    permitsEmptyPasswords: yesOrNo(all('permitemptypasswords')[0]),
    ports: ports.length === 0 ? undefined : [...new Set(ports)].slice(0, maxPorts),
  });
}

function yesOrNo(value: string | undefined): boolean | undefined {
  if (value === 'yes') return true;
  return value === 'no' ? false : undefined;
}

/** `host:port` or `[address]:port`; an IPv6 address without brackets has no port. */
function portOf(address: string): string | undefined {
  return /^(?:[^:\s]*|\[[^\]\s]*\]):(\d{1,5})(?:\s|$)/.exec(address)?.[1];
}

/** Patterns of an Include line: whole paths, or `*` in the last part; relative ones start at /etc/ssh. One level deep. */
async function readIncluded(host: Host, patterns: string): Promise<Fact<SshdLine[]>> {
  const lines: SshdLine[] = [];
  for (const pattern of patterns.split(/\s+/).slice(0, maxIncludedFiles)) {
    const paths = await expand(host, pattern.startsWith('/') ? pattern : `${configFolder}/${pattern}`);
    if (!paths.ok) return paths;
    for (const path of paths.value) {
      const text = await host.readText(path);
      if (!text.ok) return err(absentReason(text.error));
      lines.push(...sshdLines(text.value).lines.filter((line) => line.keyword !== 'include'));
    }
  }
  return ok(lines);
}

/** A pattern in a folder that is not there matches nothing, which is no failure. */
async function expand(host: Host, pattern: string): Promise<Fact<string[]>> {
  const slash = pattern.lastIndexOf('/');
  const folder = pattern.slice(0, slash);
  const names = await host.readDir(folder);
  if (!names.ok) return names.error === 'not-found' ? ok([]) : err(absentReason(names.error));
  const matching = names.value.filter((name) => matches(name, pattern.slice(slash + 1)));
  return ok(matching.slice(0, maxIncludedFiles).map((name) => `${folder}/${name}`));
}

/** glob(7) with `*` alone; a leading dot is matched only by a dot. */
export function matches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const [head = '', ...parts] = pattern.split('*');
  const tail = parts.pop();
  if (tail === undefined) return name === head;
  if (!name.startsWith(head) || !name.endsWith(tail)) return false;
  const end = name.length - tail.length;
  let at = head.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= end;
}
