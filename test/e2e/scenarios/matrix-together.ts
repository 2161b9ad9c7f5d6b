import { at, day, event, fibre, large, small, twoSchools } from './builders.ts';
import type { Case } from './case.ts';

/** Two or more things at once. */
export function causesTogether(): readonly Case[] {
  const together = (name: string, events: Parameters<typeof day>[1], more: Partial<Case> = {}): Case => ({
    name,
    scenario: day(twoSchools(), events),
    ...more,
  });
  return [
    together('power here, a line there', [
      event('power-cut', 30, 20, { school: 'S1' }),
      event('line-cut', 35, 20, { line: 'L2' }),
    ]),
    together('a lab loses its power while the line is cut', [
      event('line-cut', 20, 50, { line: 'L1' }),
      event('room-power', 35, 20, { room: 'S1/PM1' }),
    ]),
    together('a machine goes off while the line is cut', [
      event('line-cut', 20, 50, { line: 'L1' }),
      event('machine-off', 30, 25, { device: 'S1/PM2/2' }),
    ]),
    together('an agent stops while the line is cut', [
      event('line-cut', 20, 50, { line: 'L1' }),
      event('agent-stop', 30, 20, { device: 'S1/PM1/2' }),
    ]),
    together('power fails while the line is cut', [
      event('line-cut', 20, 50, { line: 'L1' }),
      event('power-cut', 35, 15, { school: 'S1' }),
    ]),
    together(
      'the line does not come back with the power',
      [event('power-cut', 20, 20, { school: 'S1' }), event('line-cut', 30, 40, { line: 'L1' })],
      {
        expect: [
          { cause: 'school-power', scope: { school: 'S1' }, start: at(20), end: at(40) },
          { cause: 'line', scope: { line: 'L1' }, start: [at(30), at(42)], end: at(70) },
        ],
      },
    ),
    together('the broker stops while a line is cut', [
      event('line-cut', 20, 50, { line: 'L1' }),
      event('broker-down', 35, 15),
    ]),
    together('a line is cut while the broker is down', [
      event('broker-down', 20, 40),
      event('line-cut', 30, 15, { line: 'L1' }),
    ]),
    together('a machine goes off while the broker is down', [
      event('broker-down', 20, 40),
      event('machine-off', 30, 20, { device: 'S1/PM1/4' }),
    ]),
    together('a service fails while a line is cut', [
      event('service-down', 25, 30, { service: 'csdl' }),
      event('line-cut', 30, 20, { line: 'L2' }),
    ]),
    together('the network of a lab, and the line', [
      event('line-cut', 20, 40, { line: 'L1' }),
      event('lan-fault', 30, 20, { room: 'S1/PM1' }),
    ]),
    together('power in one lab, an agent in the other', [
      event('room-power', 30, 20, { room: 'S1/PM1' }),
      event('agent-stop', 32, 20, { device: 'S1/PM2/1' }),
    ]),
    together('two machines in two labs', [
      event('machine-off', 30, 20, { device: 'S1/PM1/1' }),
      event('machine-off', 31, 25, { device: 'S1/PM2/1' }),
    ]),
    together('a lab is shut down while the line is cut', [
      event('line-cut', 20, 50, { line: 'L1' }),
      event('lab-shutdown', 35, 50, { room: 'S1/PM1' }),
    ]),
    together('a line is cut after the labs went home', [
      event('lab-shutdown', 20, null, { room: 'S1/PM1' }),
      event('lab-shutdown', 22, null, { room: 'S1/PM2' }),
      event('line-cut', 40, 30, { line: 'L1' }),
    ]),
    together('a machine goes off while its neighbours go home', [
      event('lab-shutdown', 30, null, { room: 'S1/PM2' }),
      event('machine-off', 30, 30, { device: 'S1/PM1/2' }),
    ]),
    together('one after the other', [
      event('line-cut', 10, 10, { line: 'L1' }),
      event('room-power', 30, 10, { room: 'S1/PM2' }),
      event('power-cut', 50, 10, { school: 'S1' }),
      event('lan-fault', 75, 10, { school: 'S1' }),
    ]),
    together('the line is bad, then gone', [
      event('line-degraded', 10, 30, { line: 'L1' }),
      event('line-cut', 60, 15, { line: 'L1' }),
    ]),
    {
      name: 'power fails in one of the schools of a provider that is down',
      scenario: day(
        ['S1', 'S2', 'S3'].map((code, n) => small(code, [fibre(`L${n + 1}`, 'VNPT')], { server: true })),
        [event('isp-cut', 20, 50, { isp: 'VNPT' }), event('power-cut', 35, 15, { school: 'S2' })],
      ),
    },
    {
      name: 'three schools lose their power at once',
      scenario: day(
        ['S1', 'S2', 'S3'].map((code, n) => large(code, [fibre(`L${n + 1}`, 'VNPT')])),
        ['S1', 'S2', 'S3'].map((school) => event('power-cut', 30, 20, { school })),
      ),
    },
    together('a lab goes home while the broker is down', [
      event('broker-down', 20, 25),
      event('lab-shutdown', 40, 30, { room: 'S2/PM1' }),
    ]),
    together('a machine goes off while the line is bad', [
      event('line-degraded', 20, 30, { line: 'L1' }),
      event('machine-off', 35, 20, { device: 'S1/PM2/3' }),
    ]),
    {
      name: 'the prober is off before the line is cut',
      scenario: day(twoSchools(), [
        event('machine-off', 15, 70, { device: 'S1/server' }),
        event('line-cut', 35, 25, { line: 'L1' }),
      ]),
    },
    {
      name: 'the prober goes off while the line is cut',
      scenario: day(twoSchools(), [
        event('line-cut', 20, 50, { line: 'L1' }),
        event('machine-off', 30, 50, { device: 'S1/server' }),
      ]),
    },
    {
      name: 'the labs lose their power while the line is cut',
      scenario: day(twoSchools(), [
        event('line-cut', 20, 55, { line: 'L1' }),
        event('room-power', 30, 20, { room: 'S1/PM1' }),
        event('room-power', 35, 20, { room: 'S1/PM2' }),
      ]),
    },
    {
      name: 'half of the machines have no agent: line',
      scenario: day(half(), [event('line-cut', 30, 20, { line: 'L1' })]),
    },
    {
      name: 'half of the machines have no agent: power',
      scenario: day(half(), [event('power-cut', 30, 20, { school: 'S1' })]),
    },
    {
      name: 'half of the machines have no agent: a lab',
      scenario: day(half(), [event('room-power', 30, 20, { room: 'S1/PM1' })]),
    },
    {
      name: 'half of the machines have no agent: a machine without one',
      scenario: day(half(), [event('machine-off', 30, 20, { device: 'S1/PM1/8' })]),
      expect: [],
    },
  ];
}

const half = () => [
  large('S1', [fibre('L1', 'VNPT')], {
    rooms: [
      { name: 'PM1', devices: 10, agents: 5 },
      { name: 'PM2', devices: 8, agents: 4 },
    ],
  }),
];
