import { sign } from 'node:crypto';
import { err, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { JoinDoor } from '../shared/runtime/join-client.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import type { Identity } from './identity.ts';

/** Posts at the first of the broker's doors that answers; the last failure when none does. */
export async function postAnywhere<T>(
  identity: Pick<Identity, 'addresses' | 'ca'>,
  route: NetworkRoute | undefined,
  post: (door: JoinDoor) => Promise<Result<T, AppError>>,
): Promise<Result<T, AppError>> {
  let last: AppError = appError('SD-BROKER-UNREACHABLE', { address: '', reason: 'no-address' });
  for (const address of identity.addresses) {
    const answer = await post({ address, caPem: identity.ca, route });
    if (answer.ok || answer.error.code !== 'SD-BROKER-UNREACHABLE') return answer;
    last = answer.error;
  }
  return err(last);
}

/** ECDSA with SHA-256 by the machine's key: DER in base64url. */
export function signature({ key }: Pick<Identity, 'key'>, text: string): string {
  return sign('sha256', Buffer.from(text), key).toString('base64url');
}
