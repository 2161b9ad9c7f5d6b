import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../../../broker/fleet/picture.ts';
import { count, emptyTally, type Tally } from '../../../broker/fleet/tally.ts';
import { placeOf, upwards } from '../../../broker/fleet/unit-tree.ts';
import type { StoredReport } from '../../../broker/ingest/stored.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import { deviceStates, roles } from '../../../shared/domain/device.ts';
import { createManualClock, type ManualClock } from '../../../shared/runtime/clock.ts';
import { bootOf, chassisForms, deviceIdOf, hashOf, rosterRowOf, rules, startMs, units } from './fleet-rig.ts';

const machines = 4;
const deviceIds = Array.from({ length: machines }, (_, number) => deviceIdOf(number));
const roster = ['A', 'B', 'C'].map(rosterRowOf);
const silent = { changed: () => {}, placed: () => {}, toJudge: () => {} };

function newPicture(clock = createManualClock(startMs)): Picture {
  const picture = createPicture({ clock, rules, chassisForms, listener: silent });
  picture.setOrg(units, roster);
  for (const [number, deviceId] of deviceIds.entries()) {
    picture.add(
      {
        deviceId,
        joinedAt: startMs,
        tokenId: null,
        fingerprint: {},
        isWeakIdentity: false,
        originKeyId: null,
        mergedInto: null,
        leftAt: null,
      },
      {
        deviceId,
        validFrom: startMs,
        schoolCode: number % 2 === 0 ? 'A' : 'C',
        room: 'P1',
        seat: null,
        role: 'student',
        state: 'approved',
        confirmedGoodAt: null,
      },
    );
  }
  return picture;
}

const gib = 2 ** 30;
const facts = fc.oneof(
  fc.record({
    section: fc.constant('system'),
    facts: fc.record({ hostname: fc.constantFrom('A', 'B', 'C') }),
  }),
  fc.record({
    section: fc.constant('hardware'),
    facts: fc.record({
      memoryBytes: fc.constantFrom(2 * gib, 8 * gib),
      chassisType: fc.constantFrom(3, 23, 30 | 0x80, 2),
    }),
  }),
  fc.record({
    section: fc.constant('usage'),
    facts: fc.record({ systemFreeBytes: fc.constantFrom(gib, 80 * gib) }),
  }),
  fc.record({
    section: fc.constant('antivirus'),
    facts: fc.record({
      products: fc.array(
        fc.record({ name: fc.constant('X'), productState: fc.constantFrom(397568, 393472) }),
        {
          maxLength: 2,
        },
      ),
    }),
  }),
);
// One hash per content, as agents make it.
const reading = facts.map((one) => ({ ...one, hash: hashOf(one) }) as unknown as Reading);

/** Few times and numbers, so that ties between boots are common. */
const storedReport: fc.Arbitrary<StoredReport> = fc.record({
  deviceId: fc.constantFrom(...deviceIds),
  boot: fc.integer({ min: 1, max: 3 }).map(bootOf),
  seq: fc.integer({ min: 1, max: 3 }),
  receivedAt: fc.integer({ min: startMs - 5, max: startMs }),
  measuredAt: fc.integer({ min: startMs - 10, max: startMs - 7 }),
  timeQuality: fc.constantFrom('anchored', 'claimed', 'unknown'),
  readings: fc.array(reading, { maxLength: 3 }),
  outcomes: fc.array(
    fc.record({
      collector: fc.constantFrom('system', 'usage'),
      outcome: fc.constantFrom('ok', 'denied', 'timed-out'),
      ms: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 2 },
  ),
});

const stateOf = (picture: Picture) => ({
  machines: [...picture.devices()].map(({ standing, facts: held, outcomes }) => ({
    standing,
    held,
    outcomes,
  })),
  tallies: tallies(picture),
});

const tallies = (picture: Picture) =>
  new Map([...picture.tree().nodes].map(([unitId, { tally }]) => [unitId, { ...tally }]));

/** Every unit's counts, taken from the machines' standings alone. */
function recount(picture: Picture): Map<string, Tally> {
  const tree = picture.tree();
  const counted = new Map([...tree.nodes.keys()].map((unitId) => [unitId, emptyTally()]));
  for (const { standing, schoolCode, room } of picture.devices()) {
    for (const { unit } of upwards(placeOf(tree, schoolCode, room))) {
      count(counted.get(unit.unitId) ?? emptyTally(), standing, 1);
    }
  }
  return counted;
}

type Operation = { readonly apply: (picture: Picture, clock: ManualClock) => unknown };

/** What may happen to a fleet, in any order. Shown by its values when a run fails. */
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.array(storedReport, { maxLength: 4 }).map((reports) => ({
    reports,
    apply: (picture: Picture) => picture.takeReports(reports),
  })),
  fc.record({ deviceId: fc.constantFrom(...deviceIds), isConnected: fc.boolean() }).map((one) => ({
    ...one,
    apply: (picture: Picture) => picture.setConnected(one.deviceId, one.isConnected),
  })),
  fc
    .record({
      deviceId: fc.constantFrom(...deviceIds),
      validFrom: fc.constant(startMs),
      schoolCode: fc.constantFrom('A', 'B', 'C', 'GONE'),
      room: fc.constantFrom(null, 'P1', 'P2'),
      seat: fc.constant(null),
      role: fc.constantFrom(...roles),
      state: fc.constantFrom(...deviceStates),
      confirmedGoodAt: fc.constant(null),
    })
    .map((one) => ({ ...one, apply: (picture: Picture) => picture.assign(one) })),
  fc.subarray(units.slice(1)).map((kept) => ({
    kept,
    apply: (picture: Picture) => picture.setOrg([...units.slice(0, 1), ...kept], roster),
  })),
  fc.dictionary(fc.constantFrom(...deviceIds), fc.nat(3)).map((counts) => ({
    counts,
    apply: (picture: Picture) => picture.setQuarantined(new Map(Object.entries(counts))),
  })),
  fc.integer({ min: 0, max: 40 }).map((days) => ({
    days,
    apply: async (picture: Picture, clock: ManualClock) => {
      await clock.advance(days * 86_400_000);
      picture.sweep(machines);
    },
  })),
);

describe('the picture', () => {
  it('is the same whatever the order, repetition and grouping of reports', () => {
    const shuffled = fc
      .array(storedReport, { minLength: 1, maxLength: 12 })
      .chain((reports) =>
        fc.tuple(
          fc.constant(reports),
          fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 }),
          fc.integer({ min: 1, max: 5 }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([reports, mixed, groupSize]) => {
        const inOrder = newPicture();
        for (const report of reports) inOrder.takeReports([report]);
        const inGroups = newPicture();
        for (let start = 0; start < mixed.length; start += groupSize) {
          inGroups.takeReports(mixed.slice(start, start + groupSize));
        }
        expect(stateOf(inGroups)).toEqual(stateOf(inOrder));
      }),
      { numRuns: 300 },
    );
  });

  it('counts along the tree what a count from scratch finds, after any operations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 20 }), async (operations) => {
        const clock = createManualClock(startMs);
        const picture = newPicture(clock);
        for (const { apply } of operations) {
          await apply(picture, clock);
          expect(tallies(picture)).toEqual(recount(picture));
        }
        const retired = [...picture.devices()].filter(({ state }) => state === 'retired').length;
        expect(picture.tree().root?.tally.devices).toBe(machines - retired);
      }),
      { numRuns: 150 },
    );
  });
});
