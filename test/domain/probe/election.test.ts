import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elect, handOverMs, type LineSeats } from '../../../shared/domain/probe/election.ts';
import type { ProbedLine } from '../../../shared/domain/probe/line-pools.ts';
import type { ProbeMachine } from '../../../shared/domain/probe/machine.ts';

const lineOf = (lineId: string, over: Partial<ProbedLine> = {}): ProbedLine => ({
  ...{ lineId, duty: 'main', siteCode: null, gateway: null },
  ...over,
});
const machineOf = (deviceId: string, over: Partial<ProbeMachine> = {}): ProbeMachine => ({
  ...{ deviceId, room: 'P1', siteCode: null, gateway: '10.0.0.1', isServer: false },
  ...{ isPortable: false, isVirtual: false, isWifi: false },
  ...{ heardDays: 10, connectedSince: 0, isMute: false },
  ...over,
});
const seats = (prober: string | null, standby: string | null = null): LineSeats => ({
  prober: { deviceId: prober, goneSince: null },
  standby: { deviceId: standby, goneSince: null },
});
const main = lineOf('l1');
const none: ReadonlyMap<string, LineSeats> = new Map();

function probersOf(
  lines: readonly ProbedLine[],
  machines: readonly ProbeMachine[],
  held = none,
  nowMs = 0,
): (string | null)[] {
  const elected = elect({ backBy: 0, lines, machines, held, nowMs });
  return lines.map(({ lineId }) => elected.get(lineId)?.prober.deviceId ?? null);
}

describe('a prober', () => {
  it.each<[string, Partial<ProbeMachine>, Partial<ProbeMachine>]>([
    ['wired before Wi-Fi', {}, { isWifi: true, isServer: true }],
    ['not known before Wi-Fi', { isWifi: null }, { isWifi: true }],
    ['real before virtual', { isWifi: true }, { isVirtual: true, isServer: true }],
    ['server before other roles', { isServer: true }, { heardDays: 30 }],
    ['what stands before what is carried', { heardDays: 1 }, { isPortable: true, heardDays: 30 }],
    ['wired laptop before Wi-Fi', { isPortable: true }, { isWifi: true, isServer: true }],
    ['always on before now and then', { heardDays: 20, connectedSince: 9 }, { heardDays: 19 }],
    ['connected longest', { connectedSince: 1 }, { connectedSince: 2 }],
    ['at last the smaller id', {}, {}],
  ])('is chosen: %s', (_name, better, worse) => {
    expect(probersOf([main], [machineOf('b', worse), machineOf('a', better)])).toEqual(['a']);
    // The id decides only where nothing else does.
    const isTie = Object.keys(better).length === 0 && Object.keys(worse).length === 0;
    expect(probersOf([main], [machineOf('a', worse), machineOf('b', better)])).toEqual([isTie ? 'a' : 'b']);
  });

  it('stays though a better one of its tier comes, and gives way to a server', () => {
    const held = new Map([['l1', seats('a')]]);
    const always = machineOf('b', { heardDays: 30 });
    expect(probersOf([main], [machineOf('a'), always], held)).toEqual(['a']);
    const server = machineOf('c', { isServer: true });
    expect(probersOf([main], [machineOf('a'), always, server], held)).toEqual(['c']);
  });

  it('that is gone is followed after the time in which it might have come back', () => {
    const machines = [machineOf('a', { connectedSince: null }), machineOf('b')];
    const first = elect({
      backBy: 0,
      lines: [main],
      machines,
      held: new Map([['l1', seats('a')]]),
      nowMs: 1_000,
    });
    expect(first.get('l1')?.prober).toEqual({ deviceId: 'a', goneSince: 1_000 });
    expect(probersOf([main], machines, first, 1_000 + handOverMs - 1)).toEqual(['a']);
    expect(probersOf([main], machines, first, 1_000 + handOverMs)).toEqual(['b']);
  });

  it('has as long as the broker was away to come back to it', () => {
    const machines = [machineOf('a', { connectedSince: null }), machineOf('b')];
    const vote = { backBy: 90_000, lines: [main], machines };
    const early = elect({ ...vote, held: new Map([['l1', seats('a')]]), nowMs: 10_000 });
    expect(early.get('l1')?.prober).toEqual({ deviceId: 'a', goneSince: 90_000 });
    const late = elect({ ...vote, held: early, nowMs: 90_000 + handOverMs - 1 });
    expect(late.get('l1')?.prober.deviceId).toBe('a');
    expect(elect({ ...vote, held: late, nowMs: 90_000 + handOverMs }).get('l1')?.prober.deviceId).toBe('b');
  });

  it('keeps its duty when everybody is gone', () => {
    const machines = ['a', 'b'].map((id) => machineOf(id, { connectedSince: null }));
    const held = new Map([['l1', seats('a', 'b')]]);
    expect(elect({ backBy: 0, lines: [main], machines, held, nowMs: 1e9 }).get('l1')).toEqual(
      seats('a', 'b'),
    );
  });

  it('that may no longer probe is dropped at once', () => {
    const held = new Map([['l1', seats('gone')]]);
    expect(probersOf([main], [machineOf('a')], held)).toEqual(['a']);
    expect(probersOf([main], [], held)).toEqual([null]);
  });
});

describe('a standby', () => {
  it('stands in another room where there is one', () => {
    const machines = [machineOf('a'), machineOf('b'), machineOf('c', { room: 'P2', heardDays: 1 })];
    expect(elect({ backBy: 0, lines: [main], machines, held: none, nowMs: 0 }).get('l1')).toEqual(
      seats('a', 'c'),
    );
    const alone = elect({ backBy: 0, lines: [main], machines: machines.slice(0, 2), held: none, nowMs: 0 });
    expect(alone.get('l1')).toEqual(seats('a', 'b'));
  });
});

describe('several lines', () => {
  const [second, backup] = [lineOf('l2', { duty: 'parallel' }), lineOf('l0', { duty: 'backup' })];

  it('behind one gateway have different probers; where machines are few, main lines get them', () => {
    const three = ['a', 'b', 'c'].map((id) => machineOf(id));
    expect(probersOf([main, second, backup], three)).toEqual(['a', 'b', 'c']);
    expect(probersOf([main, second, backup], three.slice(0, 2))).toEqual(['a', 'b', null]);
    // One that has nobody any more takes the machine of a line behind it.
    const alone = new Map([
      ['l1', seats('gone')],
      ['l2', seats('b')],
    ]);
    expect(probersOf([main, second], three.slice(1, 2), alone)).toEqual(['b', null]);
    // Whoever stands by for one line is there for another that has nobody.
    const held = new Map([['l1', seats('a', 'b')]]);
    expect(probersOf([main, second], three.slice(0, 2), held)).toEqual(['a', 'b']);
  });

  it('behind two gateways are probed from behind their own', () => {
    const near = [machineOf('a'), machineOf('b')];
    const far = [machineOf('c', { gateway: '10.0.9.1' })];
    expect(probersOf([main, second], [...near, ...far])).toEqual(['a', 'c']);
    const known = [lineOf('l1', { gateway: '10.0.9.1' }), lineOf('l2', { gateway: '10.0.0.1' })];
    expect(probersOf(known, [...near, ...far])).toEqual(['c', 'a']);
  });

  it('of two sites are probed at their own', () => {
    const machines = [machineOf('a', { siteCode: 'X' }), machineOf('b', { siteCode: 'Y' })];
    const lines = [lineOf('l1', { siteCode: 'Y' }), lineOf('l2', { siteCode: 'X' })];
    expect(probersOf(lines, machines)).toEqual(['b', 'a']);
  });
});

const machine = fc.record({
  room: fc.constantFrom('P1', 'P2', null),
  siteCode: fc.constantFrom('X', null),
  gateway: fc.constantFrom('10.0.0.1', '10.0.9.1', null),
  isServer: fc.boolean(),
  isPortable: fc.boolean(),
  isVirtual: fc.boolean(),
  isWifi: fc.constantFrom(true, false, null),
  heardDays: fc.nat(30),
  connectedSince: fc.option(fc.nat(1_000)),
  isMute: fc.boolean(),
});
const school = fc
  .array(machine, { maxLength: 8 })
  .map((list) => list.map((one, i) => ({ ...one, deviceId: `m${i}` })));
const lines = fc
  .array(
    fc.record({
      duty: fc.constantFrom('main', 'backup', 'parallel'),
      gateway: fc.constantFrom('10.0.0.1', null),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((list) => list.map((one, i) => lineOf(`l${i}`, one as Partial<ProbedLine>)));

describe('any school', () => {
  it('gives no machine two duties, elects nobody who is away, and decides the same twice', () => {
    fc.assert(
      fc.property(lines, fc.array(school, { minLength: 1, maxLength: 5 }), (ofSchool, moments) => {
        let held = none;
        moments.forEach((machines, index) => {
          const nowMs = index * 30_000;
          const elected = elect({ backBy: 0, lines: ofSchool, machines, held, nowMs });
          const holders = [...elected.values()].flatMap(({ prober, standby }) => [
            prober.deviceId,
            standby.deviceId,
          ]);
          const named = holders.filter((id) => id !== null);
          expect(new Set(named).size).toBe(named.length);
          const before = [...held.values()].flatMap(({ prober, standby }) => [
            prober.deviceId,
            standby.deviceId,
          ]);
          const away = machines
            .filter(({ connectedSince }) => connectedSince === null)
            .map(({ deviceId }) => deviceId);
          for (const id of named) if (away.includes(id)) expect(before).toContain(id);
          expect(elect({ backBy: 0, lines: ofSchool, machines, held: elected, nowMs })).toEqual(elected);
          held = elected;
        });
      }),
    );
  });
});
