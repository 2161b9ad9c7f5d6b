import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { address, userId } from '../contract/scalars.ts';
import { err, type Result } from '../domain/result.ts';
import { type AppError, appError, fileError } from './app-error.ts';
import { unusablePart } from './key-pair.ts';
import { checkValue, whole } from './problem.ts';
import { writeSecretFile } from './secure-file.ts';

const pem = z.string().min(1).max(8192);

/** What a person needs to reach the broker: where it is, whom to trust, and the own certificate and key (a 0600 file). */
export const profile = z.object({
  v: z.literal(1),
  userId,
  name: z.string().max(100),
  addresses: z.array(address).min(1).max(8),
  /** The authorities to trust: one, or both while they change over. */
  ca: z.string().min(1).max(16_384),
  certificate: pem,
  key: pem,
});
export type Profile = z.infer<typeof profile>;

export function readProfile(path: string): Result<Profile, AppError> {
  let json: string;
  try {
    json = readFileSync(path, 'utf8');
  } catch (cause) {
    return err(fileError(cause, path, 'read'));
  }
  try {
    const checked = checkValue(profile, JSON.parse(json));
    if (!checked.ok) return err(appError('SD-PROFILE-INVALID', { path, ...checked.error }));
    const field = unusablePart(checked.value);
    return field === null
      ? checked
      : err(appError('SD-PROFILE-INVALID', { path, field, reason: 'not-valid' }));
  } catch {
    return err(appError('SD-PROFILE-INVALID', { path, field: whole, reason: 'not-json' }));
  }
}

/** Writes a profile that only its owner may read: it holds a private key. */
export function writeProfile(path: string, content: Profile): Result<void, AppError> {
  return writeSecretFile(path, `${JSON.stringify(content, null, 2)}\n`);
}
