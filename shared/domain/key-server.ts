import { isPublicAddress } from './address.ts';
import type { KeyServerTable } from './judgement-tables.ts';

/**
 * Whether a key management server is the institution's own: a name without dots, one that ends as the table says, or an
 * address of a network of one's own. The machine itself never is: programs that activate without a licence answer there.
 */
export function isOwnKeyServer(host: string, table: KeyServerTable): boolean {
  const name = host.trim().toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  if (name === '') return true;
  if (name === 'localhost' || name === '::1' || name === '0.0.0.0' || name.startsWith('127.')) return false;
  const isPublic = isPublicAddress(name);
  if (isPublic !== null) return !isPublic;
  return !name.includes('.') || table.own.some((end) => name.endsWith(end));
}
