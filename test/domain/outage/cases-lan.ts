import { type Case, stays } from './cases-machines.ts';
import { at, gateway, machine, school, session, silent } from './machines.ts';

const cut = (id: string, room: string, untilMinutes: number, fromMinutes = 30) =>
  machine(id, [silent(-60, fromMinutes), session(untilMinutes, 119)], {
    room,
    runs: [gateway(fromMinutes + 1, untilMinutes - 0.5, 'bad')],
  });
const short = (id: string, reach: 'ok' | 'bad', fromMinutes: number, toMinutes: number) =>
  machine(id, [silent(-60, 30), session(33, 119)], { runs: [gateway(fromMinutes, toMinutes, reach)] });

const lostWithBroker = (id: string, room: string | null) =>
  machine(id, [silent(-60, 29, { endedAt: at(30), end: 'broker' })], { room, isServer: room === null });

/** The school's own network: how far a fault reaches, and how long; and who is missed when the broker is back. */
export const lanCases: readonly Case[] = [
  [
    'the network of a school, and of one of its rooms for longer',
    school([cut('a', 'LAB', 50), cut('b', 'LAB', 50), cut('c', 'HALL', 65), cut('d', 'HALL', 65)]),
    ['lan school:S 31-50', 'lan room:S/HALL 50-65'],
  ],
  [
    'the network of a room, and later that of the school, whose machines begin their log then',
    school([cut('a', 'LAB', 65), cut('b', 'LAB', 65), cut('c', 'HALL', 65, 45), cut('d', 'HALL', 65, 45)]),
    ['lan room:S/LAB 31-65', 'lan room:S/HALL 46-65'],
  ],
  [
    'who first looks when a short fault is over saw nothing of a line',
    school([
      short('a', 'bad', 30.5, 32.4),
      short('b', 'bad', 30.6, 32.3),
      short('c', 'ok', 32.6, 32.8),
      stays('d', 'HALL'),
    ]),
    ['lan room:S/LAB 30-33'],
  ],
  [
    'the broker is back and nobody of a school is: it may have been shut down meanwhile',
    school([lostWithBroker('a', 'LAB'), lostWithBroker('s', null)]),
    [],
    { brokerGaps: [{ from: { from: at(30), to: at(30) }, to: at(40) }] },
  ],
];
