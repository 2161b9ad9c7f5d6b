import { isDeepStrictEqual } from 'node:util';
import type { OrderBody } from '../../shared/contract/order.ts';
import type { OpenOrder } from '../store/picture-port.ts';
import type { Born } from './device-sessions.ts';

/** Orders that change who a machine is: of these at most one waits at once. */
export type IdentityOrder = Extract<OrderBody, { kind: 'renew' | 'split' }>;

/** What is to be done about a machine's waiting orders: which end, and which one is given, if none that waits is the right one. */
export type IdentityPlan = { readonly ended: readonly OpenOrder[]; readonly given: IdentityOrder | null };

export function isIdentityOrder(body: OrderBody): body is IdentityOrder {
  return body.kind === 'renew' || body.kind === 'split';
}

/**
 * The one order about its identity that a machine needs at a birth. A split names the connection that was born now: the one
 * that waits from its last connection is replaced. An operator's wishes hold: a split of this very process, and a new key.
 * @param open its waiting orders, of any kind
 * @param renewal what its certificate needs; ignored on foreign hardware
 */
export function planIdentityOrder(
  open: readonly OpenOrder[],
  born: Born & { readonly isForeign: boolean },
  renewal: IdentityOrder | null,
): IdentityPlan {
  return replaceIdentityOrders(open, wantedOrder(open, born, renewal));
}

/** `wanted` alone is to wait, or nothing. */
export function replaceIdentityOrders(
  open: readonly OpenOrder[],
  wanted: IdentityOrder | null,
): IdentityPlan {
  const waiting = open.filter(({ body }) => isIdentityOrder(body));
  const same = waiting.find(({ body }) => isDeepStrictEqual(body, wanted));
  return {
    ended: waiting.filter((order) => order !== same),
    given: same === undefined ? wanted : null,
  };
}

function wantedOrder(
  open: readonly OpenOrder[],
  { boot, conn, isForeign }: Born & { readonly isForeign: boolean },
  renewal: IdentityOrder | null,
): IdentityOrder | null {
  const isToSplit = isForeign || open.some(({ body }) => body.kind === 'split' && body.boot === boot);
  if (isToSplit) return { kind: 'split', boot, conn };
  const newKey = open.map(({ body }) => body).find(isNewKeyOrder);
  return newKey ?? renewal;
}

function isNewKeyOrder(body: OrderBody): body is IdentityOrder {
  return body.kind === 'renew' && body.certificate === undefined;
}
