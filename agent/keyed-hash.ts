import { createHmac } from 'node:crypto';
import type { Fingerprint } from '../shared/contract/status.ts';
import { base32, commonNameBytes } from '../shared/domain/ids.ts';
import type { Identifiers } from './host/fingerprint.ts';

/**
 * Hardware identifiers as HMAC-SHA-256 under the installation's key: another installation's broker cannot match them.
 * @param key base64url, from `/join/terms`
 */
export function hashIdentifiers(identifiers: Identifiers, key: string): Fingerprint {
  const { systemUuid, boardSerial, macs, systemDisk } = identifiers;
  return {
    ...(systemUuid === undefined
      ? {}
      : { systemUuid: hmac(key, 'systemUuid', systemUuid).toString('base64url') }),
    ...(boardSerial === undefined
      ? {}
      : { boardSerial: hmac(key, 'boardSerial', boardSerial).toString('base64url') }),
    ...(macs === undefined ? {} : { macs: macs.map((mac) => hmac(key, 'mac', mac).toString('base64url')) }),
    ...(systemDisk === undefined
      ? {}
      : { systemDisk: hmac(key, 'systemDisk', systemDisk).toString('base64url') }),
  };
}

/** A host name that names nobody: `h-` and 16 base32 characters, the same for the same name within one installation. */
export function hashHostname(hostname: string, key: string): string {
  return `h-${base32(hmac(key, 'hostname', hostname.toLowerCase()).subarray(0, commonNameBytes))}`;
}

function hmac(key: string, purpose: string, value: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'base64url')).update(`${purpose}:${value}`).digest();
}
