import type { ScenarioInput } from '../../tools/scenario/format.ts';
import { day, event, fibre, large, small, twoSchools } from './builders.ts';
import type { Case } from './case.ts';

/** Flaps, restarts, wrong clocks, nights and weekends. */
export function longAndShort(): readonly Case[] {
  return [...flaps(), ...restarts(), ...wrongClocks(), ...nights()];
}

const timed = (name: string, events: Parameters<typeof day>[1], over: Partial<Case> = {}): Case => ({
  name,
  scenario: day(twoSchools(), events),
  ...over,
});

const seconds = (
  what: 'line-cut' | 'lan-fault' | 'agent-stop',
  atMinute: number,
  lasts: number,
  aim: object,
) => ({
  ...event(what, atMinute, null, aim),
  for: `PT${lasts}S`,
});

function flaps(): readonly Case[] {
  return [
    timed('a flap of 40 seconds', [seconds('line-cut', 30, 40, { line: 'L1' })]),
    timed(
      'five flaps',
      [20, 30, 40, 50, 60].map((minute) => seconds('line-cut', minute, 30, { line: 'L1' })),
    ),
    timed(
      'three short cuts',
      [20, 40, 60].map((minute) => event('line-cut', minute, 4, { line: 'L1' })),
    ),
    timed('the network of a school blinks', [seconds('lan-fault', 30, 45, { school: 'S1' })]),
    timed('a line, three minutes', [event('line-cut', 30, 3, { line: 'L2' })]),
    timed('power, three minutes', [event('power-cut', 30, 3, { school: 'S1' })]),
    timed('a machine, five minutes', [event('machine-off', 30, 5, { device: 'S1/PM1/1' })]),
  ];
}

function restarts(): readonly Case[] {
  return [
    timed('an agent is updated', [seconds('agent-stop', 30, 40, { device: 'S1/PM1/1' })]),
    timed('every agent of a school is updated', [seconds('agent-stop', 30, 30, { school: 'S1' })]),
    timed('an agent is updated while the line is cut', [
      event('line-cut', 20, 40, { line: 'L1' }),
      seconds('agent-stop', 35, 40, { device: 'S1/PM1/1' }),
    ]),
    timed('the prober is updated while the line is cut', [
      event('line-cut', 20, 40, { line: 'L1' }),
      seconds('agent-stop', 35, 40, { device: 'S1/server' }),
    ]),
    timed('every agent restarts while the line is cut', [
      event('line-cut', 20, 40, { line: 'L1' }),
      seconds('agent-stop', 35, 60, { school: 'S1' }),
    ]),
  ];
}

function wrongClocks(): readonly Case[] {
  const wrong = () => twoSchools().map((school) => ({ ...school, clock: 1 }));
  return [
    {
      name: 'every clock is wrong: a line',
      scenario: day(wrong(), [event('line-cut', 30, 20, { line: 'L1' })]),
    },
    {
      name: 'every clock is wrong: power',
      scenario: day(wrong(), [event('power-cut', 30, 20, { school: 'S1' })]),
    },
    {
      name: 'every clock is wrong: a lab while the line is cut',
      scenario: day(wrong(), [
        event('line-cut', 20, 50, { line: 'L1' }),
        event('room-power', 35, 20, { room: 'S1/PM2' }),
      ]),
    },
    {
      name: 'every clock is wrong: the broker',
      scenario: day(wrong(), [event('broker-down', 30, 20)]),
    },
  ];
}

/** Friday, 15:00 in Vietnam. */
const friday = '2026-11-27T08:00:00Z';
const weekend = [
  { what: 'holiday', date: '2026-11-28' },
  { what: 'holiday', date: '2026-11-29' },
] as const;

function nights(): readonly Case[] {
  const evening = (events: Parameters<typeof day>[1], over: Partial<ScenarioInput> = {}) =>
    day(twoSchools(), events, { start: '2026-11-23T15:00:00Z', minutes: 240, ...over });
  const twoWays = large('S1', [fibre('L1', 'VNPT'), fibre('L2', 'Viettel')], {
    rooms: [{ name: 'PM1', devices: 4 }],
  });
  return [
    { name: 'a line across midnight', scenario: evening([event('line-cut', 60, 120, { line: 'L1' })]) },
    { name: 'power across midnight', scenario: evening([event('power-cut', 60, 120, { school: 'S1' })]) },
    {
      name: 'labs at home, the line across midnight',
      scenario: evening([
        event('lab-shutdown', 20, null, { room: 'S1/PM1' }),
        event('lab-shutdown', 25, null, { room: 'S1/PM2' }),
        event('line-cut', 60, 120, { line: 'L1' }),
      ]),
    },
    {
      name: 'a night with other addresses in the morning',
      scenario: day([twoWays, small('S2', [{ ...fibre('L3', 'FPT'), address: 'daily' }])], [], {
        start: '2026-11-23T17:00:00Z',
        minutes: 420,
      }),
    },
    {
      name: 'a night behind shared addresses',
      scenario: day([large('S1', [{ ...fibre('L1', 'VNPT'), address: 'cgnat' }])], [], {
        start: '2026-11-23T17:00:00Z',
        minutes: 420,
      }),
    },
    {
      name: 'a balanced line is cut in the night of new addresses',
      scenario: day([twoWays], [event('line-cut', 120, 200, { line: 'L2' })], {
        start: '2026-11-23T17:00:00Z',
        minutes: 420,
      }),
    },
    {
      name: 'a line over the weekend',
      scenario: day(
        [large('S1', [fibre('L1', 'VNPT')], { rooms: [{ name: 'PM1', devices: 2 }] })],
        [...weekend, event('line-cut', 60, 3_600, { line: 'L1' })],
        { start: friday, minutes: 3_900 },
      ),
    },
    {
      name: 'a weekend with everybody at home',
      scenario: day([small('S1', [fibre('L1', 'VNPT')])], [...weekend], { start: friday, minutes: 3_900 }),
    },
  ];
}
