import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type IdentityOrder,
  isIdentityOrder,
  planIdentityOrder,
} from '../../../broker/fleet/identity-order.ts';
import type { OpenOrder } from '../../../broker/store/picture-port.ts';
import type { OrderBody } from '../../../shared/contract/order.ts';

const boot = (letter: string): string => letter.repeat(16);
const split = (letter: string, conn: number): IdentityOrder => ({ kind: 'split', boot: boot(letter), conn });
const certificate = (text: string): IdentityOrder => ({ kind: 'renew', certificate: text });
const newKey: IdentityOrder = { kind: 'renew' };
const waiting = (...bodies: OrderBody[]): OpenOrder[] =>
  bodies.map((body, index) => ({ id: `o${index}`, deviceId: 'd', body, createdAt: 0, expiresAt: 1 }));
const own = { boot: boot('a'), conn: 2, isForeign: false };
const foreign = { boot: boot('b'), conn: 1, isForeign: true };

test.for<[string, OpenOrder[], typeof own, IdentityOrder | null, string[], IdentityOrder | null]>([
  ['nothing is needed', waiting(), own, null, [], null],
  ['a copy must split', waiting(), foreign, certificate('1'), [], split('b', 1)],
  ['a copy that waits for its order gets the same', waiting(split('b', 1)), foreign, null, [], null],
  ['another connection needs another order', waiting(split('b', 7)), foreign, null, ['o0'], split('b', 1)],
  ['another copy took over', waiting(split('c', 1)), foreign, null, ['o0'], split('b', 1)],
  ['the machine itself is back', waiting(split('b', 1)), own, null, ['o0'], null],
  ['an operator’s split follows the process', waiting(split('a', 1)), own, null, ['o0'], split('a', 2)],
  ['a certificate is near its end', waiting(), own, certificate('1'), [], certificate('1')],
  ['the same certificate waits', waiting(certificate('1')), own, certificate('1'), [], null],
  [
    'a newer certificate replaces it',
    waiting(certificate('1')),
    own,
    certificate('2'),
    ['o0'],
    certificate('2'),
  ],
  ['the certificate has arrived', waiting(certificate('1')), own, null, ['o0'], null],
  ['a new key was asked for', waiting(newKey), own, null, [], null],
  ['a new key brings a certificate anyway', waiting(newKey), own, certificate('1'), [], null],
  ['other orders are left alone', waiting({ kind: 'collect-now' }), foreign, null, [], split('b', 1)],
])('%s', ([, open, born, renewal, ended, given]) => {
  const plan = planIdentityOrder(open, born, renewal);
  expect(plan.ended.map(({ id }) => id)).toEqual(ended);
  expect(plan.given).toEqual(given);
});

const anyOrder = fc.oneof(
  fc.constantFrom<OrderBody>(newKey, certificate('1'), certificate('2'), { kind: 'collect-now' }),
  fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 2 })).map(([one, conn]) => split(one, conn)),
);

test('whatever waits, one order about the identity is left at most, and the plan changes nothing twice', () => {
  fc.assert(
    fc.property(
      fc.array(anyOrder, { maxLength: 6 }),
      fc.constantFrom(own, foreign),
      fc.constantFrom(null, newKey, certificate('1')),
      (bodies, born, renewal) => {
        const open = waiting(...bodies);
        const { ended, given } = planIdentityOrder(open, born, renewal);
        const kept = open.filter((order) => !ended.includes(order)).map(({ body }) => body);
        const left = given === null ? kept : [...kept, given];
        const identity = left.filter(isIdentityOrder);
        expect(identity.length).toBeLessThanOrEqual(1);
        expect(left.length - identity.length).toBe(bodies.filter((body) => !isIdentityOrder(body)).length);
        if (born.isForeign) expect(identity).toEqual([split('b', 1)]);
        expect(planIdentityOrder(waiting(...left), born, renewal)).toEqual({ ended: [], given: null });
      },
    ),
  );
});
