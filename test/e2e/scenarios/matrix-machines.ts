import { at, day, event, fibre, large, mobile, twoSchools } from './builders.ts';
import type { Case } from './case.ts';
import type { Expected } from './expectation.ts';

const lines = () => [fibre('L1', 'VNPT')];
const told = (
  cause: Expected['cause'],
  scope: Expected['scope'],
  start: Expected['start'],
  end: Expected['end'],
): Expected => ({ cause, scope, start, end });
const minutes = (from: number, to: number) => [at(from), at(to)] as const;

/** Machines, labs and the networks between them, where one thing hides or ends beside another. */
export function machinesTogether(): readonly Case[] {
  const one = (name: string, events: Parameters<typeof day>[1], more: Partial<Case> = {}): Case => ({
    name,
    scenario: day([large('S1', lines())], events),
    ...more,
  });
  const [room, school] = [{ room: 'S1/PM1' }, { school: 'S1' }];
  return [
    ...agents(one),
    one('two labs without network, one after the other', [
      event('lan-fault', 30, 15, { room: 'S1/PM1' }),
      event('lan-fault', 36, 15, { room: 'S1/PM2' }),
    ]),
    one(
      'the network of a school, and of a lab for longer',
      [event('lan-fault', 20, 30, school), event('lan-fault', 35, 30, room)],
      {
        expect: [told('lan', school, at(20), at(50)), told('lan', room, minutes(35, 50), at(65))],
      },
    ),
    one(
      'the network of a lab, and later that of the school',
      [event('lan-fault', 20, 30, room), event('lan-fault', 35, 30, school)],
      {
        expect: [told('lan', room, at(20), minutes(35, 65)), told('lan', school, at(35), at(65))],
      },
    ),
    ...[1, 2, 3].map((seed) => ({
      name: `two minutes without network (${seed})`,
      scenario: day(twoSchools(), [event('lan-fault', 25, 2, school)], { seed }),
    })),
    one('three short power cuts blame no service', [
      event('power-cut', 20, 2, school),
      event('power-cut', 26, 3, school),
      event('power-cut', 35, 4, school),
    ]),
    ...[1, 2, 3].map((seed) => ({
      name: `what ends with the scenario has ended (${seed})`,
      scenario: day(
        twoSchools(),
        [event('power-cut', 70, 30, { school: 'S1' }), event('lan-fault', 75, 25, { school: 'S2' })],
        { seed },
      ),
    })),
    one(
      'power fails while the broker is down and does not come back: it may be the end of the day',
      [event('broker-down', 20, 40), event('power-cut', 30, null, school)],
      {
        expect: [told('broker', { service: 'broker' }, at(20), at(60))],
      },
    ),
    one('the end of the day while the broker is down', [
      event('broker-down', 20, 20),
      event('lab-shutdown', 30, null, school),
    ]),
    one('a lab loses its power while the other is shut down', [
      event('lab-shutdown', 20, 60, { room: 'S1/PM2' }),
      event('room-power', 30, 15, room),
    ]),
    ...schools(),
  ];
}

function agents(
  one: (name: string, events: Parameters<typeof day>[1], more?: Partial<Case>) => Case,
): Case[] {
  return [
    one('the agents of a lab', [event('agent-stop', 30, 20, { room: 'S1/PM1' })]),
    one('the agents of a lab, which do not come back', [event('agent-stop', 50, null, { room: 'S1/PM1' })]),
    one('the agents of a school', [event('agent-stop', 30, 20, { school: 'S1' })]),
    one('some agents of a lab', [
      event('agent-stop', 30, 20, { device: 'S1/PM1/1' }),
      event('agent-stop', 30, 20, { device: 'S1/PM1/3' }),
    ]),
    one('an agent stops for two minutes', [event('agent-stop', 30, 2, { device: 'S1/PM2/3' })]),
    one(
      'the agents of a lab, and meanwhile the school without power',
      [event('agent-stop', 20, 40, { room: 'S1/PM1' }), event('power-cut', 30, 15, { school: 'S1' })],
      {
        expect: [
          told('agent-stopped', { room: 'S1/PM1' }, at(20), minutes(30, 60)),
          told('school-power', { school: 'S1' }, at(30), at(45)),
        ],
      },
    ),
  ];
}

/** What little there is to see in small and odd schools. */
function schools(): Case[] {
  const odd = (name: string, over: Parameters<typeof large>[2], events: Parameters<typeof day>[1]): Case => ({
    name,
    scenario: day([large('S1', lines(), over)], events),
  });
  const power = [event('power-cut', 30, 12, { school: 'S1' })];
  const network = [event('lan-fault', 30, 12, { school: 'S1' })];
  const onlyServer = { rooms: [], office: 0 };
  return [
    odd('power of a school with a server alone', onlyServer, power),
    odd('network of a school with a server alone', onlyServer, network),
    odd('power of a school without a line in the register', { lines: [] }, power),
    odd('network of a school without a line in the register', { lines: [] }, network),
    odd('power of a school over a pool of addresses', { lines: [mobile('L1', 'Mobifone')] }, power),
    odd('power of a school whose clocks are wrong', { clock: 0.9 }, power),
    odd(
      'power of a school with few agents',
      {
        rooms: [
          { name: 'PM1', devices: 20, agents: 2 },
          { name: 'PM2', devices: 20, agents: 1 },
        ],
        server: false,
      },
      power,
    ),
    { ...odd('a school of personal machines', { rooms: [], server: false, office: 5 }, power), expect: [] },
  ];
}
