import { asleep, type Case, cut, elsewhere, off, stays } from './cases-machines.ts';
import {
  at,
  checks,
  gateway,
  machine,
  rebooted,
  school,
  session,
  silent,
  viettel,
  vnpt,
} from './machines.ts';

const balanced = [vnpt, { ...viettel, duty: 'parallel' as const }];

/** Networks, lines, the broker, and what cannot be told apart. */
export const networkCases: readonly Case[] = [
  [
    'the network of a room',
    school([cut('a', 'bad'), cut('b', 'bad'), stays('c', 'HALL')]),
    ['lan room:S/LAB 31-60'],
  ],
  ['the network of a school', school([cut('a', 'bad'), cut('b', 'bad', 'HALL')]), ['lan school:S 31-60']],
  [
    'the network of a room that then loses its power',
    school([
      machine('a', [silent(-60, 30), rebooted(90, 50)], { runs: [gateway(33, 49.5, 'bad')] }),
      machine('b', [silent(-60, 30), rebooted(90, 50)], { runs: [gateway(33, 49.5, 'bad')] }),
      stays('c', 'HALL'),
    ]),
    ['lan room:S/LAB 31-51', 'room room:S/LAB 51-90'],
  ],
  ['a cable', school([cut('a', 'bad'), stays('b'), stays('c')]), ['lan device:a 31-60']],
  [
    'a line, by checks',
    school([
      machine('a', [silent(-60, 30), session(60, 119)], {
        runs: [checks(0, 30, 'fine'), checks(30.5, 59.5, 'line'), checks(60, 119, 'fine')],
      }),
    ]),
    ['line line:L1 30-60'],
  ],
  ['a line, by machines that lived', school([cut('a', 'ok'), cut('b', 'ok')]), ['line line:L1 31-58']],
  [
    'a line of a school without register',
    school([cut('a', 'ok'), cut('b', 'ok')], { lines: [] }),
    ['line school:S 31-58'],
  ],
  ['who fell out while others stayed is no line', school([cut('a', 'ok'), stays('b'), stays('c')]), []],
  [
    'a short cut',
    school([
      machine('a', [session(-60, 119)], {
        runs: [checks(0, 30, 'fine'), checks(30.2, 31.2, 'line'), checks(31.4, 119, 'fine')],
      }),
    ]),
    [],
  ],
  [
    'two cuts with a minute between',
    school([
      machine('a', [session(-60, 119)], {
        runs: [
          checks(0, 30, 'fine'),
          checks(30.2, 33, 'line'),
          checks(33.2, 34, 'fine'),
          checks(34.2, 38, 'line'),
          checks(38.2, 119, 'fine'),
        ],
      }),
    ]),
    ['line line:L1 30-38'],
  ],
  [
    'two cuts with three minutes between',
    school([
      machine('a', [session(-60, 119)], {
        runs: [
          checks(0, 30, 'fine'),
          checks(30.2, 33, 'line'),
          checks(33.2, 36.5, 'fine'),
          checks(36.7, 40, 'line'),
          checks(40.2, 119, 'fine'),
        ],
      }),
    ]),
    ['line line:L1 30-33', 'line line:L1 37-40'],
  ],
  [
    'a bad line',
    school([
      machine('a', [session(-60, 119)], {
        runs: [checks(0, 30, 'fine'), checks(31, 40, 'slow'), checks(41, 119, 'fine')],
      }),
    ]),
    ['line line:L1 31-41 degraded'],
  ],
  [
    'four slow minutes',
    school([
      machine('a', [session(-60, 119)], {
        runs: [checks(0, 30, 'fine'), checks(31, 34, 'slow'), checks(35, 119, 'fine')],
      }),
    ]),
    [],
  ],
  ['all silent', school([off('a'), off('b', 'HALL')]), ['line line:L1 31-now']],
  [
    'all silent on two ways out',
    school([off('a'), off('b', 'HALL')], { lines: [vnpt, viettel] }),
    ['school-power school:S 31-now'],
  ],
  [
    'all silent on a day without school',
    school([off('a'), off('b', 'HALL')]),
    ['holiday school:S 31-now'],
    { isClosedDay: () => true },
  ],
  ['too early to say', school([off('a'), off('b', 'HALL')]), [], { nowMs: at(33) }],
  [
    'the backup stands in',
    school(
      [
        machine('a', [silent(-60, 30), silent(33, 58, elsewhere), session(60, 119)]),
        machine('b', [silent(-60, 30), silent(32, 59, elsewhere), session(61, 119)]),
      ],
      { lines: [vnpt, viettel] },
    ),
    ['line line:L1 31-60'],
  ],
  ['a backup that is idle proves nothing', school([stays('a'), stays('b')], { lines: [vnpt, viettel] }), []],
  [
    'another address of the same provider',
    school([
      machine('a', [silent(-60, 30), session(31, 119, { publicAddress: '14.160.0.9' })]),
      machine('b', [silent(-60, 30), session(31.5, 119, { publicAddress: '14.160.0.9' })]),
    ]),
    [],
  ],
  [
    'the broker was gone',
    school([asleep('a'), asleep('b')]),
    [],
    { brokerGaps: [{ from: { from: at(30), to: at(31) }, to: at(59) }] },
  ],
  [
    'the outside answers and the broker does not',
    school([
      machine('a', [session(-60, 119)], {
        runs: [checks(0, 30, 'fine'), checks(30.2, 40, 'broker'), checks(40.2, 119, 'fine')],
      }),
    ]),
    ['broker service:broker 30-40'],
  ],
  [
    'a machine that came up while the line was cut',
    school([
      machine('a', [session(60, 119, { processStartedAt: at(40), osStartedAt: at(39), boot: 'second' })], {
        runs: [gateway(40, 59, 'ok')],
      }),
      cut('b', 'ok'),
    ]),
    ['line line:L1 31-58'],
  ],
  [
    'a disk that forgets is judged by its neighbours',
    school([
      cut('a', 'ok'),
      machine('b', [silent(-60, 30), session(61, 119, { boot: 'second', osStartedAt: at(60) })]),
    ]),
    ['line line:L1 31-57'],
  ],
  [
    'a room loses its power while the line is cut',
    school([
      cut('a', 'ok', 'HALL'),
      machine('b', [silent(-60, 30), rebooted(70, 45)]),
      machine('c', [silent(-60, 30), rebooted(70, 45)]),
    ]),
    ['line line:L1 31-57', 'room room:S/LAB 46-70'],
  ],
  [
    'the network of a school with two ways out, its gateway still seen just before',
    school(
      [
        machine('a', [silent(-60, 30), session(60, 119)], {
          runs: [gateway(30.2, 30.4, 'ok'), gateway(31.5, 59.5, 'bad')],
        }),
        machine('b', [silent(-60, 30, elsewhere), session(60, 119, elsewhere)], {
          runs: [gateway(30.2, 30.4, 'ok'), gateway(31.5, 59.5, 'bad')],
          room: 'HALL',
        }),
      ],
      { lines: balanced },
    ),
    ['lan school:S 31-60'],
  ],
  [
    'a bad line stays bad when a machine goes off',
    school([
      machine('a', [session(-60, 119)], {
        runs: [checks(0, 30, 'fine'), checks(31, 50, 'slow'), checks(51, 119, 'fine')],
      }),
      stays('b'),
      machine('c', [silent(-60, 40), rebooted(70, 40)]),
    ]),
    ['line line:L1 31-51 degraded', 'machine-off device:c 41-70'],
  ],
  [
    'a bad line beside a good one: checks go now over this, now over that',
    school(
      [
        machine('a', [session(-60, 119)], {
          runs: [
            checks(0, 30, 'fine'),
            ...[31, 33, 35, 37, 39, 41].flatMap((from) => [
              checks(from, from, 'slow'),
              checks(from + 1, from + 1, 'fine', elsewhere.asn),
            ]),
            checks(43, 119, 'fine'),
          ],
        }),
      ],
      { lines: balanced },
    ),
    ['line line:L1 31-42 degraded'],
  ],
  [
    'which line is used while the broker is gone, nobody knows',
    school(
      [
        machine('a', [silent(-60, 30), session(61, 119, elsewhere)], { runs: [gateway(32, 60, 'ok')] }),
        machine('b', [silent(-60, 30, elsewhere), session(60.5, 119)], { runs: [gateway(32, 60, 'ok')] }),
      ],
      { lines: balanced },
    ),
    [],
    { brokerGaps: [{ from: { from: at(30), to: at(30.1) }, to: at(60) }] },
  ],
  [
    'who starts while the broker is gone sees no line fail',
    school([
      machine('a', [silent(-60, 30), rebooted(45, 30, { bornAt: at(61) })], {
        runs: [gateway(46, 60.5, 'ok')],
      }),
      machine('b', [silent(-60, 35), session(61, 119)], { runs: [gateway(38, 60.5, 'ok')] }),
    ]),
    ['machine-off device:a 31-45'],
    { brokerGaps: [{ from: { from: at(35), to: at(35.1) }, to: at(60) }] },
  ],
  [
    'nor where there are two of them',
    school(
      [
        machine('a', [silent(-60, 30), rebooted(45, 30, { bornAt: at(61) })], {
          runs: [gateway(46, 60.5, 'ok')],
        }),
        machine('b', [silent(-60, 35, elsewhere), session(61, 119, elsewhere)], {
          runs: [gateway(38, 60.5, 'ok')],
        }),
      ],
      { lines: balanced },
    ),
    ['machine-off device:a 31-45'],
    { brokerGaps: [{ from: { from: at(35), to: at(35.1) }, to: at(60) }] },
  ],
  [
    'a new address in the night: connections come back over the one or the other line',
    school(
      [
        machine('a', [silent(-60, 30), session(31.5, 119, elsewhere)], { runs: [gateway(30.5, 31, 'ok')] }),
        machine('b', [silent(-60, 30), session(33.4, 119, { publicAddress: '14.160.0.9' })], {
          runs: [gateway(31, 33, 'ok')],
        }),
      ],
      { lines: balanced },
    ),
    [],
  ],
  ...([3, 8] as const).map(
    (minutes): Case => [
      `a network that is back ${minutes} minutes after the power`,
      school(
        ['LAB', 'HALL'].map((room) =>
          machine(room, [silent(-60, 30), rebooted(60, 30, { bornAt: at(60.7 + minutes) })], {
            room,
            runs: [gateway(60.6, 60.4 + minutes, 'bad')],
          }),
        ),
      ),
      minutes < 5 ? ['school-power school:S 31-60'] : ['school-power school:S 31-60', 'lan school:S 60-69'],
    ],
  ),
];
