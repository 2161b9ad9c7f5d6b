import type { Host } from '../host/host.ts';
import { inWindows } from '../host/windows-folder.ts';
import { coarse, type WifiLink } from './wifi.ts';

/** Of one wireless card, by the name of its connection. */
export type NamedLink = { readonly name: string; readonly link: WifiLink };

const limits = { timeoutMs: 4_000, maxBytes: 65_536, encoding: 'latin1' as const };

/** One small child. It refuses where Windows withholds the location (24H2): then nothing is known. */
export async function readWifiLinks(host: Host, signal: AbortSignal): Promise<NamedLink[]> {
  const program = inWindows(host, 'System32\\netsh.exe');
  const asked = await host.run(program, ['wlan', 'show', 'interfaces'], { ...limits, signal });
  return asked.ok ? parseInterfaces(asked.value) : [];
}

const guid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const mac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
const number = /^\d{1,5}(?:[.,]\d{1,3})?$/;
const percent = /^(\d{1,3})[\s\xa0]*%$/;
const bands: Readonly<Record<string, NonNullable<WifiLink['band']>>> = { '2.4': '2.4', '5': '5', '6': '6' };

/**
 * Output of every language: labels are not read. A card begins two values before its GUID; what belongs to its link stands between
 * the address of its access point and the first value in per cent, which is the signal, with channel, receive and transmit rate
 * right before it. Names of networks stand before and after that and are skipped.
 */
export function parseInterfaces(printed: string): NamedLink[] {
  const values = printed.split(/\r?\n/).flatMap((line) => {
    const found = /^[ \t]+[^:]{1,80}?[ \t]*:[ \t](.*)$/.exec(line)?.[1];
    return found === undefined ? [] : [found.trim()];
  });
  const starts = values.flatMap((value, index) => (guid.test(value) && index >= 2 ? [index - 2] : []));
  return starts.slice(0, 8).flatMap((start, index) => {
    const link = linkOf(values.slice(start + 3, starts[index + 1]));
    return link === undefined ? [] : [{ name: values[start] ?? '', link }];
  });
}

/** @param values from the card's own address on */
function linkOf(values: readonly string[]): WifiLink | undefined {
  const accessPoint = values.findIndex((value, index) => index > 0 && mac.test(value));
  if (accessPoint < 0) return undefined;
  const about = values.slice(accessPoint + 1);
  const signal = about.findIndex((value) => percent.test(value));
  const rates = about.slice(Math.max(0, signal - 3), Math.max(0, signal));
  if (rates.length < 3 || !rates.every((value) => number.test(value))) return undefined;
  const [channel = 0, , transmit] = rates.map((value) => Number(value.replace(',', '.')));
  const said = about
    .slice(0, signal)
    .flatMap((value) => /^(\d(?:[.,]\d)?)[\s\xa0]*GHz$/.exec(value)?.[1] ?? []);
  const signalPercent = Number(percent.exec(about[signal] ?? '')?.[1]);
  return coarse({
    // Before Windows 11 the band is not told; channels up to 14 were those of 2.4 GHz then.
    band: bands[said[0]?.replace(',', '.') ?? ''] ?? (channel <= 14 ? '2.4' : '5'),
    channel: Number.isInteger(channel) && channel >= 1 && channel <= 255 ? channel : undefined,
    signalDbm: undefined,
    signalPercent: signalPercent <= 100 ? signalPercent : undefined,
    rateMbps: transmit,
  });
}
