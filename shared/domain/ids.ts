const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Length of the random part of a common name: 16 base32 characters, 80 bits. */
const randomLength = 16;

/** Bytes of randomness that one common name takes. */
export const commonNameBytes = 10;

/** Who a certificate speaks for: a device, a user, or a broker worker. Authority comes from the registry, never from this letter. */
export const identityKinds = { device: 'd', user: 'u', worker: 'b' } as const;
export type IdentityKind = keyof typeof identityKinds;

const commonNamePattern = /^[dub]-[a-z2-7]{16}$/;
const devicePattern = /^d-[a-z2-7]{16}$/;
const userPattern = /^u-[a-z2-7]{16}$/;

/** RFC 4648 base32 in lower case, without padding; trailing bits that fill no character are dropped. */
export function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let out = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += alphabet[(value >> bits) & 31];
    }
  }
  return out;
}

/**
 * Certificate common name of a new identity, such as `d-abcdefghijklmnop`.
 * @param bytes exactly 10 random bytes
 */
export function commonName(kind: IdentityKind, bytes: Uint8Array): string {
  if (bytes.length !== commonNameBytes) throw new RangeError(`commonName takes ${commonNameBytes} bytes`);
  return `${identityKinds[kind]}-${base32(bytes).slice(0, randomLength)}`;
}

export function isCommonName(text: string): boolean {
  return commonNamePattern.test(text);
}

export function isDeviceId(text: string): boolean {
  return devicePattern.test(text);
}

export function isUserId(text: string): boolean {
  return userPattern.test(text);
}

/** School codes are opaque: letters, digits, dot, underscore, hyphen; leading zeros are part of the code. */
export const schoolCodePattern = /^[A-Za-z0-9._-]{1,32}$/;

/** Org units have opaque ids, so that a rename or a merger never changes a topic. */
export const unitIdPattern = /^[a-z0-9]{1,24}$/;
