import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { writeSecretFile } from '../../shared/runtime/secure-file.ts';
import type { TicketKeys } from './transport.ts';

/** Name, HMAC key and AES key of OpenSSL's tickets, 16 bytes each. */
const keyBytes = 48;
/** Whoever steals them can pass for a machine until they change; a change costs each machine one full handshake. */
const lifetimeMs = 7 * 86_400_000;

const stored = z.object({
  madeAt: z.int(),
  keys: z.base64().transform((text, context) => {
    const keys = Buffer.from(text, 'base64');
    if (keys.length !== keyBytes) context.addIssue('48 bytes');
    return keys;
  }),
});
type Stored = z.output<typeof stored>;

/**
 * Keys in a file for the owner alone, so that machines resume their TLS sessions after the broker's restart: new ones when
 * the file is not there, not readable, older than a week, or from the future. One that cannot be written serves this process.
 */
export function createTicketKeys(
  deps: { readonly clock: Clock; readonly log: Log },
  path: string,
): TicketKeys {
  let current = readKeys(path);
  return () => {
    const nowMs = deps.clock.now();
    if (current !== null && current.madeAt <= nowMs && nowMs < current.madeAt + lifetimeMs)
      return current.keys;
    current = { madeAt: nowMs, keys: randomBytes(keyBytes) };
    const { madeAt, keys } = current;
    const written = writeSecretFile(path, JSON.stringify({ madeAt, keys: keys.toString('base64') }));
    if (!written.ok) deps.log.warn(written.error, 'ticket keys could not be kept');
    return keys;
  };
}

function readKeys(path: string): Stored | null {
  try {
    return stored.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
