import { at, day, event, fibre, large, small, twoSchools } from './builders.ts';
import type { Case } from './case.ts';

const seeds = [1, 2, 3, 4];

const isps = () => [
  large('S1', [fibre('L1', 'VNPT')]),
  small('S2', [fibre('L2', 'VNPT')]),
  small('S3', [fibre('L3', 'VNPT')]),
  small('S4', [fibre('L4', 'Viettel')]),
];

/** Each cause by itself. */
export function causesAlone(): readonly Case[] {
  const alone = (name: string, events: Parameters<typeof day>[1], isQuick = false): Case => ({
    ...{ name, isQuick },
    scenario: day(twoSchools(), events),
  });
  return [
    alone('nothing happens', []),
    alone('power of a school', [event('power-cut', 30, 20, { school: 'S1' })], true),
    alone('power of a school with one lab', [event('power-cut', 30, 20, { school: 'S2' })]),
    {
      ...alone('a school that falls silent: nobody can know more', [
        event('power-cut', 40, null, { school: 'S1' }),
      ]),
      expect: [{ cause: 'line', scope: { line: 'L1' }, start: at(40), end: null }],
    },
    alone('a line', [event('line-cut', 30, 20, { line: 'L1' })], true),
    alone('a line of a small school', [event('line-cut', 30, 35, { line: 'L2' })]),
    alone('a line, by its school', [event('line-cut', 20, 30, { school: 'S1' })]),
    alone('a line that does not come back', [event('line-cut', 50, null, { line: 'L1' })]),
    alone('a bad line', [event('line-degraded', 30, 25, { line: 'L1' })]),
    alone('a bad line of a small school', [event('line-degraded', 30, 40, { line: 'L2' })]),
    alone('a lab loses its power', [event('room-power', 30, 20, { room: 'S1/PM1' })], true),
    alone('the only lab loses its power', [event('room-power', 30, 20, { room: 'S2/PM1' })]),
    alone('the network of a school', [event('lan-fault', 30, 20, { school: 'S1' })]),
    alone('the network of a school with one lab', [event('lan-fault', 30, 20, { school: 'S2' })]),
    alone('the network of a lab', [event('lan-fault', 30, 20, { room: 'S1/PM2' })]),
    alone('a machine', [event('machine-off', 30, 20, { device: 'S1/PM1/3' })], true),
    alone('a machine that does not come back', [event('machine-off', 30, null, { device: 'S2/PM1/2' })]),
    alone('the server, which probes the line', [event('machine-off', 30, 30, { device: 'S1/server' })]),
    alone('somebody’s own machine', [event('machine-off', 30, 20, { device: 'S1/office/1' })]),
    alone('a lab over lunch', [event('lab-shutdown', 30, 40, { room: 'S1/PM1' })]),
    alone('the end of the day', [event('lab-shutdown', 60, null, { school: 'S1' })], true),
    alone('the end of the day in the only lab', [event('lab-shutdown', 60, null, { room: 'S2/PM1' })]),
    alone('one machine is shut down', [event('lab-shutdown', 40, 20, { device: 'S1/PM1/1' })]),
    ...seeds.map((seed) => ({
      name: `an agent is stopped or killed (${seed})`,
      isQuick: seed === 1,
      scenario: day(twoSchools(), [event('agent-stop', 30, 20, { device: `S1/PM1/${seed}` })], { seed }),
    })),
    ...seeds.map((seed) => ({
      name: `an agent does not come back (${seed})`,
      scenario: day(twoSchools(), [event('agent-stop', 50, null, { device: 'S1/PM1/2' })], { seed }),
    })),
    alone('a service of everybody', [event('service-down', 30, 20, { service: 'csdl' })]),
    ...seeds.map((seed) => ({
      name: `the broker (${seed})`,
      isQuick: seed === 1,
      scenario: day(twoSchools(), [event('broker-down', 30, 10 + seed * 3)], { seed }),
    })),
    alone('the broker, which does not come back', [event('broker-down', 60, null)]),
    {
      name: 'a provider with three schools',
      isQuick: true,
      scenario: day(isps(), [event('isp-cut', 30, 20, { isp: 'VNPT' })]),
    },
    {
      name: 'a provider with two schools',
      scenario: day(isps().slice(1), [event('isp-cut', 30, 25, { isp: 'VNPT' })]),
    },
    {
      name: 'a provider with one school is its line',
      scenario: day(isps(), [event('isp-cut', 30, 20, { isp: 'Viettel' })]),
    },
    {
      name: 'a provider that does not come back',
      scenario: day(isps(), [event('isp-cut', 60, null, { isp: 'VNPT' })]),
    },
    {
      name: 'one line of a provider with three',
      scenario: day(isps(), [event('line-cut', 30, 20, { line: 'L2' })]),
    },
    {
      name: 'a holiday with the server on',
      scenario: day(twoSchools(), [{ what: 'holiday', date: '2026-11-23' }]),
    },
    {
      name: 'a line on a holiday',
      scenario: day(twoSchools(), [
        { what: 'holiday', date: '2026-11-23' },
        event('line-cut', 30, 30, { line: 'L1' }),
      ]),
    },
    {
      name: 'a school of one machine',
      scenario: day(
        [small('S1', [fibre('L1', 'FPT')], { rooms: [{ name: 'PM1', devices: 1 }] })],
        [event('machine-off', 30, 20, { device: 'S1/PM1/1' })],
      ),
    },
  ];
}
