import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { z } from 'zod';
import { isLoopbackAddress, isNobodysAddress } from '../../shared/runtime/special-addresses.ts';

const mailAddress = z.email().max(254);

/** One plain address: no name, no list, nothing that could end a header. */
export function isMailAddress(text: string): boolean {
  return mailAddress.safeParse(text).success && text === text.trim();
}

/** Whether the machine itself is meant, by name or by address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || isLoopbackAddress(bare);
}

/**
 * The address of a webhook, or null: https without user and password, on the Internet or in one's own network. Plain http
 * reaches nobody but this machine; link-local addresses (where clouds keep their secrets) nobody at all.
 */
export function webhookTarget(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '' || isNobodysAddress(host)) return null;
  if (url.protocol === 'https:') return url;
  return url.protocol === 'http:' && isLoopback(host) ? url : null;
}

/** What lists and messages show of an address: the path of a webhook is often its password. */
export function shownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.host === '') return address;
  return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`;
}

/** Resolves names, and refuses one that leads to where its address would have been refused. */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '');
    const isBad = (address: string): boolean =>
      isNobodysAddress(address) || (!isLoopback(hostname) && isLoopbackAddress(address));
    const good = found.filter(({ address }) => !isBad(address));
    const [first] = good;
    if (first === undefined) return callback(Object.assign(new Error('refused'), { code: 'EREFUSED' }), '');
    if (options.all === true) return callback(null, good);
    callback(null, first.address, first.family);
  });
};
