import type { Host, Platform } from '../host/host.ts';
import { inWindows } from '../host/windows-folder.ts';
import type { Try } from './statistics.ts';

const limits = { maxBytes: 16_384, encoding: 'latin1' as const };

/** `time=0.42 ms`, `thời gian<1ms`, `temps=3 ms`, `Zeit=12ms`: an answer has a time and a TTL in every language. */
const answerLine = /[=<](\d+(?:[.,]\d+)?)[\s\xff]*ms/i;

/**
 * Times of the answers that a ping printed, numbers only: its words are of any language, its letters of any code page. Windows
 * writes `<1ms`, which counts as 1.
 * @param sent how many were sent; what has no line was lost
 */
export function parsePing(printed: string, sent: number): Try[] {
  const times: Try[] = printed.split(/\r?\n/).flatMap((line) => {
    const found = /TTL=/i.test(line) ? answerLine.exec(line)?.[1] : undefined;
    return found === undefined ? [] : [Number(found.replace(',', '.'))];
  });
  return [...times, ...Array.from<null>({ length: sent }).fill(null)].slice(0, sent);
}

/** What pings found: no tries where the system has no ping, or may not. */
export type Pinged = {
  readonly tries: readonly Try[];
  /** Another one told that there is no way: this machine itself, whose ARP nobody answers, or a router. Silence is no such word. */
  readonly isUnreachable: boolean;
};

const ipv4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** In every language a line that names another address than the one that was asked, and no TTL, is such a word. */
export function tellsUnreachable(printed: string, asked: string): boolean {
  return printed
    .split(/\r?\n/)
    .some((line) => !/TTL=/i.test(line) && (line.match(ipv4) ?? []).some((address) => address !== asked));
}

/** Pings by one small child. */
export async function ping(
  host: Pick<Host, 'platform' | 'runToExit' | 'facts'>,
  address: string,
  count: number,
): Promise<Pinged> {
  const program = pingProgram(host);
  if (program === undefined) return { tries: [], isUnreachable: false };
  const words =
    host.platform === 'windows'
      ? ['-n', String(count), '-w', '1000', address]
      : ['-n', '-c', String(count), ...waitWords(host.platform), address];
  const ran = await host.runToExit(program, words, { ...limits, timeoutMs: (count + 3) * 1_000 });
  if (!ran.ok) return { tries: [], isUnreachable: false };
  const { stdout } = ran.value;
  return { tries: parsePing(stdout, count), isUnreachable: tellsUnreachable(stdout, address) };
}

/** Whether a packet of this payload passes whole, without being cut in parts on the way; null where that cannot be asked. */
export async function passesWhole(
  host: Pick<Host, 'platform' | 'runToExit' | 'facts'>,
  address: string,
  payloadBytes: number,
): Promise<boolean | null> {
  const program = pingProgram(host);
  if (program === undefined) return null;
  const size = String(payloadBytes);
  const words = {
    windows: ['-f', '-l', size, '-n', '1', '-w', '1000', address],
    linux: ['-n', '-M', 'do', '-s', size, '-c', '1', '-W', '1', address],
    darwin: ['-n', '-D', '-s', size, '-c', '1', '-W', '1000', address],
    other: [],
  }[host.platform];
  const ran = await host.runToExit(program, words, { ...limits, timeoutMs: 4_000 });
  return ran.ok ? parsePing(ran.value.stdout, 1).some((each) => each !== null) : null;
}

/** Of BSD's ping the wait is in ms, of Linux' in seconds. */
function waitWords(platform: Platform): readonly string[] {
  return platform === 'darwin' ? ['-W', '1000'] : ['-W', '1'];
}

function pingProgram(host: Pick<Host, 'platform' | 'facts'>): string | undefined {
  if (host.platform === 'windows') return inWindows(host, 'System32\\PING.EXE');
  if (host.platform === 'darwin') return '/sbin/ping';
  return host.platform === 'linux' ? 'ping' : undefined;
}
