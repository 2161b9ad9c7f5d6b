import type { Facts } from '../../shared/contract/readings.ts';
import { defined } from './text.ts';

export type WifiLink = NonNullable<NonNullable<Facts['network']['interfaces']>[number]['wifi']>;

/** Band and channel of a frequency in MHz (IEEE 802.11-2020 §19.3.15, Annex E; 6 GHz: §27.3.23). */
export function channelOf(mhz: number): Pick<WifiLink, 'band' | 'channel'> {
  if (mhz === 2484) return { band: '2.4', channel: 14 };
  if (mhz >= 2412 && mhz <= 2472) return { band: '2.4', channel: Math.round((mhz - 2407) / 5) };
  if (mhz >= 5955 && mhz <= 7115) return { band: '6', channel: Math.round((mhz - 5950) / 5) };
  return mhz >= 5160 && mhz <= 5905 ? { band: '5', channel: Math.round((mhz - 5000) / 5) } : {};
}

/**
 * As coarse as a planner needs it, so that a link that breathes does not send the section again each hour: 5 dBm, 10 per cent, two
 * digits of a rate. Nothing when nothing is known.
 */
export function coarse(
  link: { readonly [K in keyof WifiLink]: WifiLink[K] | undefined },
): WifiLink | undefined {
  const known: WifiLink = defined({
    band: link.band,
    channel: link.channel,
    signalDbm: link.signalDbm === undefined ? undefined : Math.round(link.signalDbm / 5) * 5,
    signalPercent: link.signalPercent === undefined ? undefined : Math.round(link.signalPercent / 10) * 10,
    rateMbps: link.rateMbps === undefined ? undefined : Number(link.rateMbps.toPrecision(2)),
  });
  return Object.keys(known).length === 0 ? undefined : known;
}
