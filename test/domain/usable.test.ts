import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { deviceStates, roles } from '../../shared/domain/device.ts';
import { roomKinds } from '../../shared/domain/school.ts';
import {
  chassisForms,
  judgeMachine,
  type PlanningDevice,
  tallyMachines,
  type UsableReason,
  usableReasons,
  usableWarnings,
} from '../../shared/domain/usable.ts';

const [pack] = shippedNormPacks();
const calendar = createSchoolCalendar(shippedCalendar());
const gib = 2 ** 30;

function at(local: string): number {
  return Date.parse(`${local}+07:00`);
}

const asAtMs = at('2026-09-30T17:00');
const frame = { asAtMs, calendar, pack };

const labPc: PlanningDevice = {
  deviceId: 'd-aaaaaaaaaaaaaaaa',
  schoolCode: '0101',
  roomKind: 'lab',
  role: 'student',
  state: 'approved',
  connected: false,
  lastSeenMs: at('2026-09-29T10:00'),
  memoryBytes: 8 * gib,
  systemDiskFreeBytes: 50 * gib,
  isVirtual: false,
  chassis: 'desktop',
  confirmedGoodMs: null,
};

function judge(change: Partial<PlanningDevice>, frameChange: Partial<typeof frame> = {}) {
  return judgeMachine({ ...labPc, ...change }, { ...frame, ...frameChange });
}

describe('usable machine', () => {
  it('counts a lab PC that was seen yesterday, without warnings', () => {
    expect(judge({})).toEqual({ counts: true, reason: null, warnings: [] });
  });

  const refusals: [UsableReason, Partial<PlanningDevice>][] = [
    ['role-unknown', { role: 'unknown' }],
    ['role-not-student', { role: 'office' }],
    ['role-not-student', { role: 'teacher' }],
    ['role-not-student', { role: 'server', chassis: 'server' }],
    ['private', { isPrivate: true }],
    ['virtual-machine', { isVirtual: true }],
    ['server', { chassis: 'server' }],
    ['tablet', { chassis: 'tablet' }],
    ['room-not-lab', { roomKind: 'office' }],
    ['pending', { state: 'pending', pendingReason: 'split-limit' }],
    ['state-broken', { state: 'broken' }],
    ['state-in-repair', { state: 'in-repair' }],
    ['state-stored', { state: 'stored' }],
    ['state-retired', { state: 'retired' }],
    ['never-seen', { lastSeenMs: null }],
    ['not-seen', { lastSeenMs: at('2026-04-01T10:00') }],
    ['memory-below-minimum', { memoryBytes: 3 * gib }],
    ['disk-below-minimum', { systemDiskFreeBytes: 10 * gib - 1 }],
  ];

  it.each(refusals)('refuses with %s', (reason, change) => {
    expect(judge(change)).toMatchObject({ counts: false, reason });
  });

  it('has a case for every reason', () => {
    expect(new Set(refusals.map(([reason]) => reason))).toEqual(new Set(usableReasons));
  });

  it('gives the first reason in the order of the list', () => {
    const everything = { role: 'unknown', isVirtual: true, state: 'broken', memoryBytes: 1 } as const;
    expect(judge(everything).reason).toBe('role-unknown');
    expect(judge({ ...everything, role: 'student' }).reason).toBe('virtual-machine');
    expect(judge({ ...everything, role: 'student', isVirtual: false }).reason).toBe('state-broken');
    expect(judge({ memoryBytes: 1, systemDiskFreeBytes: 0 }).reason).toBe('memory-below-minimum');
  });

  it('never refuses what is unknown, and says so', () => {
    const { roomKind: _, ...withoutRoom } = labPc;
    const unknown = { memoryBytes: null, systemDiskFreeBytes: null, isVirtual: null, chassis: null };
    expect(judgeMachine({ ...withoutRoom, ...unknown }, frame)).toEqual({
      counts: true,
      reason: null,
      warnings: ['memory-unknown', 'disk-unknown', 'virtual-unknown', 'chassis-unknown', 'room-kind-unknown'],
    });
  });

  it('counts a 4 GB machine although the system sees less (recorded: 3,742,148 kB of 4 GB)', () => {
    expect(judge({ memoryBytes: 3_742_148 * 1024 }).counts).toBe(true);
    expect(judge({ systemDiskFreeBytes: 10 * gib }).counts).toBe(true);
  });

  it('counts a laptop of a lab', () => {
    expect(judge({ chassis: 'laptop' }).counts).toBe(true);
  });
});

describe('seen window', () => {
  it('holds 30 school days', () => {
    const lastSeenMs = at('2026-10-05T10:00');
    expect(judge({ lastSeenMs }, { asAtMs: at('2026-11-16T17:00') }).counts).toBe(true);
    expect(judge({ lastSeenMs }, { asAtMs: at('2026-11-17T17:00') }).reason).toBe('not-seen');
  });

  it('gives the same answer on 30 May and on 15 July, since summer has no school days', () => {
    const lastSeenMs = at('2026-04-28T10:00');
    const verdicts = ['2026-05-30T17:00', '2026-07-15T17:00'].map((date) =>
      judge({ lastSeenMs }, { asAtMs: at(date) }),
    );
    expect(verdicts[0]).toEqual(verdicts[1]);
    expect(verdicts[0]?.counts).toBe(true);
  });

  it('yields to an officer confirmation for 90 days, never to a later one', () => {
    const old = { lastSeenMs: at('2026-01-05T10:00') };
    const dayMs = 86_400_000;
    expect(judge({ ...old, confirmedGoodMs: asAtMs - 90 * dayMs })).toEqual({
      counts: true,
      reason: null,
      warnings: ['kept-by-confirmation'],
    });
    expect(judge({ ...old, confirmedGoodMs: asAtMs - 90 * dayMs - 1 }).reason).toBe('not-seen');
    expect(judge({ ...old, confirmedGoodMs: asAtMs + 1 }).reason).toBe('not-seen');
    expect(judge({ lastSeenMs: null, confirmedGoodMs: asAtMs }).counts).toBe(true);
  });

  it('a confirmation does not repair a broken or too small machine', () => {
    expect(judge({ state: 'broken', confirmedGoodMs: asAtMs }).reason).toBe('state-broken');
    expect(judge({ memoryBytes: 2 * gib, confirmedGoodMs: asAtMs }).reason).toBe('memory-below-minimum');
  });
});

describe('tally', () => {
  it('registers student machines in use or in repair, not newcomers, written-off, virtual or other roles', () => {
    const devices = [
      labPc,
      { ...labPc, state: 'broken' },
      { ...labPc, lastSeenMs: null },
      { ...labPc, state: 'pending' },
      { ...labPc, state: 'retired' },
      { ...labPc, isVirtual: true },
      { ...labPc, role: 'office' },
      { ...labPc, role: 'unknown' },
      { ...labPc, schoolCode: '0102' },
    ] as const;
    expect([...tallyMachines(devices, frame)]).toEqual([
      ['0101', { registered: 3, usable: 1 }],
      ['0102', { registered: 1, usable: 1 }],
    ]);
  });

  const anyTime = fc.option(fc.integer({ min: 0, max: 2 * asAtMs }), { nil: null });
  const anyBytes = fc.option(fc.nat(64 * gib), { nil: null });
  const anyDevice: fc.Arbitrary<PlanningDevice> = fc
    .record({
      role: fc.constantFrom(...roles),
      state: fc.constantFrom(...deviceStates),
      roomKind: fc.constantFrom(undefined, ...roomKinds),
      connected: fc.boolean(),
      lastSeenMs: anyTime,
      memoryBytes: anyBytes,
      systemDiskFreeBytes: anyBytes,
      isVirtual: fc.constantFrom(true, false, null),
      chassis: fc.constantFrom(null, ...chassisForms),
      confirmedGoodMs: anyTime,
      schoolCode: fc.constantFrom('0101', '0102', '0103'),
    })
    .map(({ roomKind, ...facts }) => ({
      deviceId: labPc.deviceId,
      ...facts,
      ...(roomKind === undefined ? {} : { roomKind }),
    }));

  it('every machine is either counted or carries one known reason', () => {
    fc.assert(
      fc.property(anyDevice, (device) => {
        const { counts, reason, warnings } = judgeMachine(device, frame);
        expect(counts).toBe(reason === null);
        if (reason !== null) expect(usableReasons).toContain(reason);
        for (const warning of warnings) expect(usableWarnings).toContain(warning);
      }),
    );
  });

  it('usable never exceeds registered, which never exceeds the machines there are', () => {
    fc.assert(
      fc.property(fc.array(anyDevice, { maxLength: 60 }), (devices) => {
        for (const [schoolCode, { registered, usable }] of tallyMachines(devices, frame)) {
          expect(usable).toBeLessThanOrEqual(registered);
          expect(registered).toBeLessThanOrEqual(devices.filter((d) => d.schoolCode === schoolCode).length);
        }
      }),
    );
  });

  it('turning a known fact into an unknown one never loses a machine', () => {
    fc.assert(
      fc.property(anyDevice, (device) => {
        const blank = { memoryBytes: null, systemDiskFreeBytes: null, isVirtual: null, chassis: null };
        if (judgeMachine(device, frame).counts) {
          expect(judgeMachine({ ...device, ...blank }, frame).counts).toBe(true);
        }
      }),
    );
  });
});
