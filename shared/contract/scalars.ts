import { z } from 'zod';
import { isDeviceId, isUserId, schoolCodePattern, unitIdPattern } from '../domain/ids.ts';
import { contractVersion } from './limits.ts';

/**
 * Text from outside: bounded, NFC (Vietnamese composed), without control characters. Some scripts grow when composed: what then
 * exceeds the bound is cut, so that what was read once can be read again.
 */
export function text(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .transform((value) =>
      value
        .normalize('NFC')
        .replace(/\p{Cc}/gu, ' ')
        .slice(0, maxLength),
    );
}

export const version = z.literal(contractVersion);

/** 64 random bits in hex: a dedupe key, never ordered. */
export const bootId = z.string().regex(/^[0-9a-f]{16}$/);
export const sequence = z.int().min(1);
export const connection = z.int().min(1).max(1_000_000_000);

/** Milliseconds since 1970 UTC, at most the year 9999: a device's wall clock is a claim. */
export const epochMs = z.int().min(0).max(253_402_300_799_999);
export const count = z.int().min(0);
export const bytes = z.int().min(0);
export const hash = z.string().regex(/^[0-9a-f]{16}$/);

/** HMAC-SHA-256 of a hardware identifier under the installation's key, base64url. */
export const fingerprintComponent = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
export const deviceId = z.string().refine(isDeviceId, 'not-device-id');
export const userId = z.string().refine(isUserId, 'not-user-id');
export const schoolCode = z.string().regex(schoolCodePattern, 'not-code');
export const unitId = z.string().regex(unitIdPattern, 'not-unit-id');
/** Line ids are opaque like school codes; `auto-` and the code is the way out of a school that entered none. */
export const lineId = z.string().regex(/^[A-Za-z0-9._-]{1,40}$/, 'not-code');
/** A page that every program can read as an address, without a user's name and password; nobody's secret travels in it. */
export const pageUrl = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^\s]+$/, 'not-page')
  .refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url !== null && url.username === '' && url.password === '';
  }, 'not-page');
export const requestId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'not-short-id');

export const address = z.object({
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[A-Za-z0-9.:_-]+$/, 'not-host'),
  mqttPort: z.int().min(1).max(65_535),
  httpsPort: z.int().min(1).max(65_535),
});
/** Where a broker is reached: one host, its MQTT-over-TLS and HTTPS ports. */
export type Address = z.infer<typeof address>;
