import type { Host } from '../host/host.ts';
import { words } from './text.ts';
import { channelOf, coarse, type WifiLink } from './wifi.ts';

const limits = { timeoutMs: 2_000, maxBytes: 16_384 };

/** By `iw`, where it is installed; else the signal alone, which the kernel writes into a file. */
export async function readWifi(host: Host, name: string, signal: AbortSignal): Promise<WifiLink | undefined> {
  const asked = await host.run('iw', ['dev', name, 'link'], { ...limits, signal });
  if (asked.ok) return parseIwLink(asked.value);
  const table = await host.readText('/proc/net/wireless');
  return table.ok ? parseWireless(table.value, name) : undefined;
}

/** `iw dev wlan0 link`: numbers and units only; the names of networks and stations that it prints are not looked at. */
export function parseIwLink(printed: string): WifiLink | undefined {
  const number = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(printed)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const mhz = number(/^\s*freq: (\d{4})(?:\.\d+)?\s*$/m);
  const { band, channel } = mhz === undefined ? {} : channelOf(mhz);
  return coarse({
    band,
    channel,
    signalDbm: number(/^\s*signal: (-\d{1,3}) dBm\s*$/m),
    signalPercent: undefined,
    rateMbps: number(/^\s*tx bitrate: (\d{1,6}(?:\.\d+)?) MBit\/s/m),
  });
}

/** /proc/net/wireless: level in dBm where it is below 0; drivers that count otherwise say nothing comparable. */
export function parseWireless(table: string, name: string): WifiLink | undefined {
  const line = table.split('\n').find((each) => each.trimStart().startsWith(`${name}:`));
  const level = Number.parseFloat(words(line ?? '')[3] ?? '');
  if (!(level < 0 && level > -200)) return undefined;
  return coarse({
    ...{ band: undefined, channel: undefined, signalPercent: undefined, rateMbps: undefined },
    signalDbm: level,
  });
}
