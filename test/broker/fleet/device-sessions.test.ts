import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDeviceSessions } from '../../../broker/fleet/device-sessions.ts';
import type { StoredBirth } from '../../../broker/ingest/stored.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { birthOf, bootOf } from './fleet-rig.ts';

const id = 'd-aaaaaaaaaaaaaaaa';
const storedBirth = (boot: number, receivedAt: number, isForeign: boolean): StoredBirth => ({
  deviceId: id,
  birth: birthOf(boot, receivedAt),
  receivedAt,
  isForeign,
  isNewBoot: true,
  isReturn: false,
  bootNoStep: null,
});

/** A connection takes over at once; its birth is heard later, when perhaps another one stands. */
const connection = fc.record({
  kind: fc.constant('connect' as const),
  isCopy: fc.boolean(),
  delay: fc.integer({ min: 0, max: 3 }),
});
const step = fc.oneof(connection, fc.constant({ kind: 'leave' as const }));

type Holder = { readonly session: number; readonly isCopy: boolean };
type Heard = { readonly session: number; readonly at: number; readonly isCopy: boolean };

function isOwnAndHeard({ session, isCopy }: Holder, births: readonly Heard[], until: number): boolean {
  return !isCopy && births.some((birth) => birth.session === session && birth.at <= until);
}

test('a machine whose birth was heard is connected for as long as it is, whatever is heard late', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let now = 1_000;
      const sessions = createDeviceSessions({ clock: { ...createManualClock(0), now: () => now } });
      const births: Heard[] = [];
      let holder: Holder | null = null;
      for (const [session, one] of steps.entries()) {
        now += 1;
        if (one.kind === 'leave') {
          sessions.close(id);
          holder = null;
        } else {
          sessions.open(id, 'c');
          holder = { session, isCopy: one.isCopy };
          births.push({ session, at: session + one.delay, isCopy: one.isCopy });
        }
        const due = births.filter(({ at }) => at === session);
        // Arrival is stamped when it is heard: the worst case.
        for (const birth of due) sessions.born(storedBirth(birth.session, now, birth.isCopy));
        const kind = sessions.kindOf(id);
        if (holder === null) expect(kind).toBe('none');
        else if (isOwnAndHeard(holder, births, session)) expect(kind).toBe('own');
      }
    }),
  );
});

test('a copy is known by its birth alone, and what was born before it connected is not its', () => {
  let now = 1_000;
  const sessions = createDeviceSessions({ clock: { ...createManualClock(0), now: () => now } });
  sessions.born(storedBirth(1, now, true));
  expect(sessions.kindOf(id)).toBe('none');
  now += 10;
  sessions.open(id, 'c');
  expect([sessions.kindOf(id), sessions.bornAs(id)]).toEqual(['own', null]);
  sessions.born(storedBirth(2, now - 5, false));
  expect(sessions.bornAs(id)).toBeNull();
  sessions.born(storedBirth(3, now, true));
  expect([sessions.kindOf(id), sessions.bornAs(id)]).toEqual(['foreign', { boot: bootOf(3), conn: 1 }]);
  expect(sessions.certificateOf(id)).toBe('c');
});
