import type { OutageContext, SchoolEvidence, SessionEnd } from '../../../shared/domain/outage/evidence.ts';
import { at, checks, gateway, machine, rebooted, school, session, silent } from './machines.ts';

export type Case = readonly [
  name: string,
  evidence: SchoolEvidence,
  told: readonly string[],
  over?: Partial<OutageContext>,
];

export const now = 120;
export const stays = (id: string, room: string | null = 'LAB') =>
  machine(id, [session(-60, now - 1)], { room });
const server = (over: object = {}) => ({ isServer: true, room: null, ...over });
const dark = (id: string, room = 'LAB', over: object = {}) =>
  machine(id, [silent(-60, 30), rebooted(60, 30, over)], { room });
export const cut = (id: string, reach: 'ok' | 'bad', room = 'LAB') =>
  machine(id, [silent(-60, 30), session(60, 119)], { room, runs: [gateway(33, 59.5, reach)] });
export const asleep = (id: string) => machine(id, [silent(-60, 30), session(60, 119)]);
export const off = (id: string, room = 'LAB') => machine(id, [silent(-60, 30)], { room });
const ended = (end: SessionEnd) => session(-60, 30, { endedAt: at(30), end });
const restarted = (startedMinutes: number) =>
  session(startedMinutes, 119, { boot: 'second', processStartedAt: at(startedMinutes) });
const gone = { lastHeardAt: at(70), endedAt: at(70), end: 'shutdown' as const };
const closed = (id: string, end: SessionEnd) => machine(id, [ended(end)]);
export const elsewhere = { asn: 7552, publicAddress: '27.64.0.1' };

/** Power, rooms, single machines and agents. */
export const machineCases: readonly Case[] = [
  ['all is well', school([stays('a'), stays('b')]), []],
  [
    'a goodbye is no incident',
    school([stays('a'), machine('b', [session(-60, 30, { endedAt: at(30), end: 'shutdown' })])]),
    [],
  ],
  [
    'a goodbye that only the disk remembers is none',
    school([
      stays('a'),
      machine('b', [
        silent(-60, 30),
        rebooted(60, 31, { previous: { boot: 'first', aliveAt: at(31), end: 'shutdown' } }),
      ]),
    ]),
    [],
  ],
  ['a personal machine says nothing', school([stays('a'), { ...dark('b'), isPersonal: true }]), []],
  ['who sleeps had nothing', school([stays('a'), asleep('b')]), []],
  [
    'a prober that wakes looks before it is connected again',
    school([machine('a', [silent(-60, 30), session(60, 119)], { runs: [checks(59.99, 90, 'fine')] })]),
    [],
  ],
  ['a machine without power', school([stays('a'), stays('b'), dark('c')]), ['machine-off device:c 31-60']],
  ['a reset is no incident', school([stays('a'), machine('b', [silent(-60, 30), rebooted(31, 30, {})])]), []],
  ['a machine that stays away', school([stays('a'), stays('b'), off('c')]), ['machine-off device:c 31-now']],
  [
    'a socket that a living system closed: its agent was ended',
    school([stays('a'), stays('b'), closed('c', 'closed')]),
    ['agent-stopped device:c 30-now'],
  ],
  [
    'a whole room that Windows shut down, while nobody has said so yet',
    school([closed('a', 'untold'), closed('b', 'untold'), closed('c', 'untold')]),
    [],
  ],
  [
    'and when it is on again, with or without word of that',
    school([
      machine('a', [
        ended('untold'),
        rebooted(60, 30, { previous: { boot: 'first', aliveAt: at(30), end: 'shutdown' } }),
      ]),
      machine('b', [ended('untold'), rebooted(60, 30)]),
    ]),
    [],
  ],
  ['a room', school([dark('a'), dark('b'), stays('c', 'HALL')]), ['room room:S/LAB 31-60']],
  ['a room that stays away', school([off('a'), off('b'), stays('c', 'HALL')]), ['room room:S/LAB 31-now']],
  [
    'half of a room is single machines',
    school([dark('a'), dark('b'), stays('c'), stays('d')]),
    ['machine-off device:a 31-60', 'machine-off device:b 31-60'],
  ],
  ['two rooms at one moment', school([dark('a'), dark('b', 'HALL')]), ['school-power school:S 31-60']],
  [
    'two rooms, not at one moment',
    school([
      dark('a'),
      dark('b'),
      machine('c', [silent(-60, 40), rebooted(70, 40)], { room: 'HALL' }),
      machine('d', [silent(-60, 40), rebooted(70, 40)], { room: 'HALL' }),
    ]),
    ['room room:S/LAB 31-60', 'room room:S/HALL 41-70'],
  ],
  [
    'one room observed, another address',
    school([dark('a', 'LAB', { publicAddress: '14.160.0.2' }), dark('b')]),
    ['room room:S/LAB 31-60'],
  ],
  [
    'one room observed, other addresses',
    school([
      dark('a', 'LAB', { publicAddress: '14.160.0.2' }),
      dark('b', 'LAB', { publicAddress: '14.160.0.2' }),
    ]),
    ['school-power school:S 31-60'],
  ],
  [
    'one room observed, no address known',
    school([dark('a', 'LAB', { publicAddress: null }), dark('b', 'LAB', { publicAddress: null })]),
    ['school-power school:S 31-60'],
  ],
  ['a school of one machine', school([dark('a')]), ['machine-off device:a 31-60']],
  [
    'a school of one machine, another address',
    school([dark('a', 'LAB', { publicAddress: '14.160.0.2' })]),
    ['school-power school:S 31-60'],
  ],
  [
    'the server lives on its battery',
    school([
      dark('a'),
      dark('b'),
      machine('s', [silent(-60, 30), session(60, 119)], server({ runs: [gateway(31, 59.5, 'bad')] })),
    ]),
    ['school-power school:S 31-60'],
  ],
  [
    'a room, and later a server that is up before its gateway',
    school([
      machine('a', [silent(-60, 30), rebooted(60, 30, gone)]),
      machine('b', [silent(-60, 30), rebooted(60, 30, gone)]),
      machine('s', [silent(-60, 80), rebooted(100, 80)], server({ runs: [checks(100.6, 100.8, 'lan')] })),
    ]),
    ['room room:S/LAB 31-60', 'machine-off device:s 81-100'],
  ],
  [
    'a room, and at that moment the broker',
    school([
      machine('a', [silent(-60, 29, { endedAt: at(30), end: 'broker' }), rebooted(60, 30)]),
      machine('b', [silent(-60, 29, { endedAt: at(30), end: 'broker' }), rebooted(60, 30)]),
      machine(
        's',
        [silent(-60, 29, { endedAt: at(30), end: 'broker' }), session(41, 119)],
        server({ runs: [checks(0, 29.5, 'fine'), checks(30.5, 40.5, 'broker'), checks(41, 119, 'fine')] }),
      ),
    ]),
    ['broker service:broker 30-41', 'room room:S/LAB 31-60'],
    { brokerGaps: [{ from: { from: at(30), to: at(30) }, to: at(40.8) }] },
  ],
  [
    'an agent that said it stopped',
    school([stays('a'), machine('b', [ended('stopped'), restarted(50)])]),
    ['agent-stopped device:b 30-50'],
  ],
  [
    'an agent that is still stopped',
    school([stays('a'), machine('b', [ended('stopped')])]),
    ['agent-stopped device:b 30-now'],
  ],
  [
    'an agent that was killed',
    school([
      stays('a'),
      machine('b', [
        silent(-60, 30, { endedAt: at(30), end: 'closed' }),
        session(50, 119, { boot: 'second', processStartedAt: at(50) }),
      ]),
    ]),
    ['agent-stopped device:b 30-50'],
  ],
  [
    'every agent of a room, stopped or ended: one incident, until they are back; who is late is told by itself',
    school([
      stays('a', 'HALL'),
      machine('b', [ended('stopped'), restarted(50)]),
      machine('c', [ended('closed'), restarted(51)]),
      machine('d', [ended('closed'), restarted(70)]),
    ]),
    ['agent-stopped device:d 30-70', 'agent-stopped room:S/LAB 30-50'],
  ],
  [
    'every agent of a room, still gone',
    school([stays('a', 'HALL'), machine('b', [ended('stopped')]), machine('c', [ended('closed')])]),
    ['agent-stopped room:S/LAB 30-now'],
  ],
  [
    'every agent of a school',
    school(
      ['b', 'c', 'd'].map((id) =>
        machine(id, [ended('stopped'), restarted(50)], { room: id === 'd' ? 'HALL' : 'LAB' }),
      ),
    ),
    ['agent-stopped school:S 30-50'],
  ],
  [
    'some agents of a room: each by itself',
    school([
      stays('a'),
      machine('b', [ended('stopped'), restarted(50)]),
      machine('c', [ended('stopped'), restarted(50)]),
    ]),
    ['agent-stopped device:b 30-50', 'agent-stopped device:c 30-50'],
  ],
  [
    'an update',
    school([
      stays('a'),
      machine('b', [
        session(-60, 30, { endedAt: at(30), end: 'stopped' }),
        session(31, 119, { boot: 'second', processStartedAt: at(31) }),
      ]),
    ]),
    [],
  ],
  ...(['stopped', 'closed'] as const).map(
    (end): Case => [
      `an agent that is ${end}, and later the school without power`,
      school([
        dark('a'),
        dark('b', 'HALL'),
        machine('c', [
          session(-60, 10, { endedAt: at(10), end }),
          rebooted(60, 10, {
            previous: { boot: 'first', aliveAt: at(10), end: end === 'closed' ? 'unknown' : end },
          }),
        ]),
      ]),
      ['agent-stopped device:c 10-31', 'school-power school:S 31-60'],
    ],
  ),
  [
    'an agent that is stopped or ended, and a system that starts anew some time later',
    school([
      stays('a'),
      machine('b', [ended('closed'), rebooted(60, 30)]),
      machine('c', [ended('stopped'), rebooted(60, 30)]),
    ]),
    [],
  ],
  [
    'an agent that is stopped, and a power cut that lasts',
    school([
      dark('a'),
      dark('b', 'HALL'),
      machine('c', [session(-60, 10, { endedAt: at(10), end: 'stopped' })]),
    ]),
    ['agent-stopped device:c 10-31', 'school-power school:S 31-60'],
  ],
];
