import { describe, expect, test } from 'vitest';
import type {
  JudgedSchool,
  Outage,
  SchoolEvidence,
  ServiceSighting,
  StoredOutage,
} from '../../../shared/domain/outage/evidence.ts';
import { joinOutages } from '../../../shared/domain/outage/join-outages.ts';
import { judgedSchool } from '../../../shared/domain/outage/judge-school.ts';
import { reconcile } from '../../../shared/domain/outage/reconcile.ts';
import { outageSeverity } from '../../../shared/domain/outage/severity.ts';
import { at, context, gateway, machine, said, session, silent, viettel, vnpt } from './machines.ts';

function outage(
  over: Partial<Outage> & { readonly from?: number; readonly to?: number | null } = {},
): Outage {
  const { from = 30, to = 60, schoolCode = 'A', ...rest } = over;
  return {
    ...{
      cause: 'line',
      scope: { kind: 'line', id: `L${schoolCode}` },
      schoolCode,
      schoolCodes: [schoolCode ?? ''],
    },
    ...{
      impact: 'down',
      start: { from: at(from), to: at(from) + 1000 },
      end: to === null ? null : { from: at(to), to: at(to) },
    },
    ...{ confidence: 0.8, witnesses: [], evidence: [], ...rest },
  };
}

function school(
  schoolCode: string,
  outages: readonly Outage[],
  over: Partial<JudgedSchool> = {},
): JudgedSchool {
  const line = {
    lineId: `L${schoolCode}`,
    isp: 'VNPT',
    asns: [45899],
    spans: [{ from: at(0), to: at(120) }],
  };
  return { schoolCode, outages, lines: [line], services: [], ...over };
}

const cut = (code: string, from = 30, to: number | null = 60, lastSeen = to) => {
  const end = to === null || lastSeen === null ? null : { from: at(lastSeen), to: at(to) };
  return school(code, [outage({ schoolCode: code, from, end })]);
};
/** Nobody looked before. */
const dark = (code: string, from: number, to: number) => ({
  ...cut(code, from, to),
  lines: [{ lineId: `L${code}`, isp: 'VNPT', asns: [45899], spans: [{ from: at(0), to: at(20) }] }],
});
const told = (schools: readonly JudgedSchool[], over = {}) =>
  joinOutages(schools, context(120, over)).map(said);

describe('a provider', () => {
  test.each<[string, readonly JudgedSchool[], readonly string[]]>([
    [
      'three schools',
      [cut('A'), cut('B'), cut('C'), ...['D', 'E', 'F', 'G'].map((code) => school(code, []))],
      ['isp isp:VNPT 30-60'],
    ],
    ['two of three', [cut('A'), cut('B'), school('C', [])], ['isp isp:VNPT 30-60']],
    [
      'two of five',
      [cut('A'), cut('B'), ...['C', 'D', 'E'].map((code) => school(code, []))],
      ['line line:LA 30-60', 'line line:LB 30-60'],
    ],
    ['one', [cut('A'), school('B', [])], ['line line:LA 30-60']],
    [
      'not at one moment',
      [cut('A'), cut('B', 35), cut('C', 40)],
      ['line line:LA 30-60', 'line line:LB 35-60', 'line line:LC 40-60'],
    ],
    ['one of two cannot look', [cut('A'), cut('B', 30, 83, 55)], ['isp isp:VNPT 30-60']],
    [
      'half are back, others are seen to fail on',
      [cut('A'), cut('B'), cut('C', 30, 80), cut('D', 30, null)],
      ['isp isp:VNPT 30-60', 'line line:LC 60-80', 'line line:LD 60-now'],
    ],
    ['most still wait', [cut('A'), cut('B', 30, null), cut('C', 30, null)], ['isp isp:VNPT 30-now']],
    [
      'most have just come back',
      [cut('A', 30, 116), cut('B', 30, 116), cut('C', 30, null)],
      ['isp isp:VNPT 30-116'],
    ],
    ['one looks again late', [cut('A'), cut('B'), dark('C', 45, 60)], ['isp isp:VNPT 30-60']],
    [
      'one looks again late, and its line is cut for longer',
      [cut('A'), cut('B'), dark('C', 45, 80)],
      ['isp isp:VNPT 30-60', 'line line:LC 60-80'],
    ],
    [
      'one was seen to work meanwhile',
      [cut('A'), cut('B'), cut('C', 45, 55)],
      ['isp isp:VNPT 30-60', 'line line:LC 45-55'],
    ],
  ])('%s', (_name, schools, expected) => {
    expect(told(schools)).toEqual(expected);
  });

  test('a school without register belongs to whose network it came from', () => {
    const unregistered = school('C', [outage({ schoolCode: 'C', scope: { kind: 'school', id: 'C' } })], {
      lines: [{ lineId: null, isp: null, asns: [45899], spans: [] }],
    });
    expect(told([cut('A'), cut('B'), unregistered])).toEqual(['isp isp:VNPT 30-60']);
  });
});

describe('what nobody could see begin or end', () => {
  const power = { cause: 'school-power', scope: { kind: 'school', id: 'A' } } as const;
  const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
  const line = (start: [number, number], end: [number, number]) =>
    outage({ start: span(...start), end: span(...end) });

  test.each<[string, Outage, string]>([
    ['a line that is found cut with the power', line([20, 40.5], [70, 70]), 'line line:LA 40-70'],
    ['a line that was cut to the last', line([10, 10], [15, 70]), 'line line:LA 10-20'],
    ['one that outlasts the power', line([10, 10], [60, 60]), 'line line:LA 10-60'],
    ['one that begins before, seen by itself', line([10, 18], [70, 70]), 'line line:LA 14-70'],
  ])('%s', (_name, found, expected) => {
    const dark = outage({ ...power, from: 20, to: 40 });
    expect(told([school('A', [found, dark])])).toContain(expected);
  });

  test('what is over with the first minute after it is not told', () => {
    const dark = outage({ ...power, from: 20, to: 40 });
    expect(told([school('A', [line([20, 40.5], [41, 41]), dark])])).toEqual(['school-power school:A 20-40']);
  });
});

describe('a shared service', () => {
  const seen = (minutes: number, isOk: boolean): ServiceSighting => ({
    ...{ deviceId: 'm', service: 'csdl', at: at(minutes), isOk },
  });
  const every = (phase: number, failsFrom: number, failsTo: number) =>
    Array.from({ length: 24 }, (_, index) =>
      seen(index * 5 + phase, index * 5 + phase < failsFrom || index * 5 + phase >= failsTo),
    );

  test('fails at all schools: once, with the bounds of all their checks', () => {
    const schools = ['A', 'B', 'C'].map((code, index) =>
      school(code, [], { services: every(index * 1.5, 31, 61) }),
    );
    expect(told(schools)).toEqual(['service service:csdl 31-61']);
  });

  test('fails at one while others reach it: little confidence', () => {
    const schools = [
      school('A', [], { services: every(0, 30, 60) }),
      school('B', [], { services: every(2, 0, 0) }),
    ];
    const [only, ...others] = joinOutages(schools, context(120));
    expect(others).toEqual([]);
    expect(only).toMatchObject({ cause: 'service', schoolCode: 'A', confidence: 0.3, witnesses: ['m'] });
  });

  test('a school that still has a way out is a full witness, one that is cut off is none', () => {
    const services = [seen(40, true), seen(45, false), seen(50, false)];
    const witness = (lines: SchoolEvidence['lines']): readonly ServiceSighting[] =>
      judgedSchool(
        {
          ...{ schoolCode: 'A', lines, services },
          machines: [
            machine('a', [silent(-60, 30), session(60, 119)], { runs: [gateway(33, 59.5, 'ok')] }),
            machine('b', [silent(-60, 30), session(60, 119)], { runs: [gateway(33, 59.5, 'ok')] }),
          ],
        },
        context(120),
      ).services;
    expect(witness([vnpt, { ...viettel, duty: 'parallel' }])).toEqual(services);
    expect(witness([vnpt])).toEqual(services.slice(0, 1));
  });

  test('a school that reaches none of several services says nothing of any', () => {
    const failing = (names: readonly string[], to = 60) =>
      names.flatMap((service) => every(0, 30, to).map((each) => ({ ...each, service })));
    const four = ['csdl', 'pcgd', 'smas', 'vnedu'];
    expect(told([school('A', [], { services: failing(four) })])).toEqual([]);
    expect(told([school('A', [], { services: failing(four, 120) })])).toEqual([]);
    const one = ['service service:csdl 28-58'];
    expect(told([school('A', [], { services: failing(['csdl']) })])).toEqual(one);
    const [first = '', ...rest] = four;
    const working = rest.flatMap((service) => every(1, 0, 0).map((each) => ({ ...each, service })));
    expect(told([school('A', [], { services: [...failing([first]), ...working] })])).toEqual(one);
    expect(
      told([school('A', [], { services: failing(four) }), school('B', [], { services: every(2, 0, 0) })]),
    ).toEqual([]);
  });

  test('a room without its network takes nothing from what the rest of its school sees', () => {
    const [early, late] = [
      { ...seen(45, false), deviceId: 'c' },
      { ...seen(50, false), deviceId: 'a' },
    ];
    const machines = [
      machine('a', [silent(-60, 30), session(60, 119)], { runs: [gateway(33, 59.5, 'bad')] }),
      machine('b', [silent(-60, 30), session(60, 119)], { runs: [gateway(33, 59.5, 'bad')] }),
      machine('c', [session(-60, 119)], { room: 'HALL' }),
    ];
    const evidence = { schoolCode: 'A', lines: [vnpt], machines, services: [early, late] };
    expect(judgedSchool(evidence, context(120)).services).toEqual([early]);
  });

  test('one failed check is none', () => {
    const services = [seen(0, true), seen(5, false), seen(10, true)];
    expect(told([school('A', [], { services })])).toEqual([]);
  });
});

describe('the broker', () => {
  const gap = { from: { from: at(30), to: at(30) + 5000 }, to: at(50) };
  const unreachable = outage({ cause: 'broker', scope: { kind: 'service', id: 'broker' }, from: 31, to: 49 });

  test('its own mark and what schools saw are one incident', () => {
    const lines = [{ lineId: 'LA', isp: 'VNPT', asns: [45899], spans: [{ from: at(0), to: at(29) }] }];
    expect(told([school('A', [unreachable], { lines })], { brokerGaps: [gap] })).toEqual([
      'broker service:broker 30-50',
    ]);
  });

  test('who does not come back after it takes nothing of its end away', () => {
    const gone = outage({ cause: 'broker', scope: unreachable.scope, from: 31, to: null });
    expect(told([school('A', [gone], { lines: [] })], { brokerGaps: [gap] })).toEqual([
      'broker service:broker 30-50',
    ]);
  });

  test('a restart is none', () => {
    expect(told([], { brokerGaps: [{ from: { from: at(30), to: at(30) }, to: at(31) }] })).toEqual([]);
  });

  test('who stayed connected speaks against it', () => {
    expect(told([school('A', [unreachable])])).toEqual([]);
  });
});

describe('what is stored follows what is judged', () => {
  const window = { nowMs: at(120), sinceMs: at(0) };
  const stored = (outageId: number, given: Outage): StoredOutage => ({ ...given, outageId });

  test('a new one is opened, one that turned out to be none is withdrawn', () => {
    const before = stored(1, outage());
    const after = outage({ schoolCode: 'B', from: 90, to: 100 });
    expect(reconcile([before], [after], window)).toEqual({
      opened: [after],
      revised: [],
      withdrawn: [before],
    });
  });

  test('another cause of the same time keeps the id', () => {
    const before = stored(7, outage({ to: null, confidence: 0.5 }));
    const after = outage({ cause: 'school-power', scope: { kind: 'school', id: 'A' } });
    expect(reconcile([before], [after], window)).toEqual({
      opened: [],
      revised: [{ before, outage: after, isNewWord: true }],
      withdrawn: [],
    });
  });

  test('single machines that turn out to be a room go on in one', () => {
    const single = (id: number) =>
      stored(id, outage({ cause: 'machine-off', scope: { kind: 'device', id: `d${id}` }, to: null }));
    const room = outage({ cause: 'room', scope: { kind: 'room', id: 'A/LAB' } });
    const { opened, revised, withdrawn } = reconcile([single(1), single(2)], [room], window);
    expect([
      opened.length,
      revised.map(({ before }) => before.outageId),
      withdrawn.map(({ outageId }) => outageId),
    ]).toEqual([0, [1], [2]]);
  });

  test('two cuts of one line are two', () => {
    const [early, late] = [outage({ from: 30, to: 40 }), outage({ from: 43, to: 60 })];
    expect(reconcile([stored(1, early)], [early, late], window)).toEqual({
      opened: [late],
      revised: [],
      withdrawn: [],
    });
  });

  test('more witnesses are no new word', () => {
    const { revised } = reconcile([stored(1, outage())], [outage({ witnesses: ['m1'] })], window);
    expect(revised.map(({ isNewWord }) => isNewWord)).toEqual([false]);
  });

  test('what began before the window stays, with its beginning', () => {
    const old = stored(1, outage({ from: -300, to: 20 }));
    expect(reconcile([old], [], window).withdrawn).toEqual([]);
    const { revised } = reconcile([old], [outage({ from: 1, to: 25 })], window);
    expect(revised[0]?.outage.start).toEqual(old.start);
  });
});

test('how much an incident matters', () => {
  const severities = [
    outage({ cause: 'isp', scope: { kind: 'isp', id: 'VNPT' } }),
    outage(),
    outage({ impact: 'degraded' }),
    outage({ confidence: 0.3 }),
    outage({ from: -300, to: null }),
    outage({ cause: 'lan', scope: { kind: 'room', id: 'A/LAB' } }),
    outage({ cause: 'lan', scope: { kind: 'device', id: 'd' } }),
    outage({ cause: 'holiday', scope: { kind: 'school', id: 'A' } }),
  ].map((each) => outageSeverity(each, at(120)));
  expect(severities).toEqual(['critical', 'high', 'medium', 'medium', 'critical', 'medium', 'low', 'low']);
});
