import { z } from 'zod';
import { err, ok, type Result } from '../domain/result.ts';
import { address, epochMs } from './scalars.ts';

const prefix = 'SD1.';
const maxLength = 4096;

const body = z.object({
  addresses: z.array(address).min(1).max(8),
  /** SHA-256 (hex) of the installation's CA certificate in DER: what the joining machine pins. */
  caSha256: z.string().regex(/^[0-9a-f]{64}$/),
  id: z.string().regex(/^[a-z2-7]{8}$/),
  /** 128 random bits, base64url; the broker keeps only a hash. */
  secret: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  exp: epochMs,
});
/** A join token, read: installs a whole lab from one pasted string. */
export type JoinToken = z.infer<typeof body>;

export function formatJoinToken(token: JoinToken): string {
  return prefix + Buffer.from(JSON.stringify(token), 'utf8').toString('base64url');
}

/** Reads a pasted token, forgiving the blanks and line breaks that a chat program adds. */
export function parseJoinToken(pasted: string): Result<JoinToken, 'not-a-token' | 'damaged'> {
  const compact = pasted.replace(/[\s\u200b\ufeff]/g, '');
  if (!compact.startsWith(prefix)) return err('not-a-token');
  if (compact.length > maxLength) return err('damaged');
  try {
    const json: unknown = JSON.parse(Buffer.from(compact.slice(prefix.length), 'base64url').toString('utf8'));
    const checked = body.safeParse(json);
    return checked.success ? ok(checked.data) : err('damaged');
  } catch {
    return err('damaged');
  }
}
