import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLeaseBook } from '../../../../broker/http/ndt7/lease-book.ts';
import { readTicket, signTicket } from '../../../../broker/http/ndt7/ticket.ts';
import { createManualClock } from '../../../../shared/runtime/clock.ts';

const key = randomBytes(32);
const lease = { leaseId: 'o-1', until: 60_000, budgetBytes: 1_000 };
const anyLease = fc.record({
  leaseId: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
  until: fc.integer({ min: 0, max: 4_102_444_800_000 }),
  budgetBytes: fc.nat(2 ** 31),
});

test('a ticket is short, goes through a URL, and gives its lease back', () => {
  fc.assert(
    fc.property(anyLease, (one) => {
      const ticket = signTicket(key, one);
      expect(ticket).toMatch(/^[A-Za-z0-9._-]{1,512}$/);
      expect(readTicket(key, ticket)).toEqual(one);
    }),
  );
});

test('whatever was not signed with this key is none', () => {
  const ticket = signTicket(key, lease);
  expect(readTicket(randomBytes(32), ticket)).toBeNull();
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), fc.nat(ticket.length - 1), (text, at) => {
      expect(readTicket(key, text)).toBeNull();
      const other = ticket[at] === 'x' ? 'y' : 'x';
      const changed = `${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`;
      // Base64 ignores the spare bits of its last character.
      if (at < ticket.length - 1) expect(readTicket(key, changed)).toBeNull();
    }),
  );
});

test('a lease is good for each direction once, until its time, and while there is a place', () => {
  const clock = createManualClock(0);
  const book = createLeaseBook({ clock }, { key, maxTests: 2 });
  const ticket = signTicket(key, lease);
  const admitted = book.admit(ticket, 'download');
  expect(admitted).toMatchObject({ ok: true, value: { budgetBytes: 500, until: 60_000 } });
  expect(book.admit(ticket, 'download')).toEqual({ ok: false, error: 403 });
  expect(book.admit(ticket, 'upload')).toMatchObject({ ok: true });
  const other = signTicket(key, { ...lease, leaseId: 'o-2' });
  expect(book.admit(other, 'download')).toEqual({ ok: false, error: 503 });
  if (admitted.ok) admitted.value.leave();
  expect(book.admit(other, 'download')).toMatchObject({ ok: true });
});

test('a lease that is over is refused, and forgotten', async () => {
  const clock = createManualClock(0);
  const book = createLeaseBook({ clock }, { key, maxTests: 2 });
  const ticket = signTicket(key, lease);
  expect(book.admit(ticket, 'upload')).toMatchObject({ ok: true });
  await clock.advance(60_000);
  expect(book.admit(ticket, 'upload')).toEqual({ ok: false, error: 401 });
  expect(book.admit('', 'upload')).toEqual({ ok: false, error: 401 });
});
