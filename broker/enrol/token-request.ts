import type { JoinRequest } from '../../shared/contract/enrol.ts';
import type { TokenRecord } from '../store/registry-port.ts';
import type { CertifiableKey } from './issue.ts';

/** A request whose token is genuine. */
export type TokenRequest = {
  readonly request: JoinRequest;
  readonly token: TokenRecord;
  readonly key: CertifiableKey;
};

/** Null for what nobody said. */
export function textOrNull(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
