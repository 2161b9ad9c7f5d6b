import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAddressPlan } from './scenario/address-plan.ts';
import { durationMs, momentMs } from './scenario/format.ts';
import type { Plan } from './scenario/plan.ts';
import { playFile } from './scenario/play-file.ts';
import { readPlan } from './scenario/read-plan.ts';
import { createVirtualClock } from './scenario/virtual-clock.ts';

const school = {
  code: 'S1',
  lines: [{ id: 'L1', isp: 'VNPT', medium: 'fibre' }],
  rooms: [{ name: 'PM1', devices: 3 }],
  office: 1,
  server: true,
};
const file = (over: object = {}) => ({
  start: '2026-11-23T00:30:00Z',
  minutes: 60,
  schools: [school],
  ...over,
});
const withEvent = (event: object) => file({ events: [{ at: 'PT10M', ...event }] });

function planOf(json: unknown): Plan {
  const plan = readPlan(json);
  if (!plan.ok) throw new Error(`${plan.error.path}: ${plan.error.message}`);
  return plan.value;
}

function problemOf(json: unknown): string {
  const plan = readPlan(json);
  return plan.ok ? 'none' : `${plan.error.path}: ${plan.error.message}`;
}

describe('a scenario file', () => {
  test('names its machines by school, room and number', () => {
    expect(planOf(file()).machines.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'S1/server server',
      'S1/PM1/1 student',
      'S1/PM1/2 student',
      'S1/PM1/3 student',
      'S1/office/1 office',
    ]);
  });

  test('is told by the field that is wrong', () => {
    expect(problemOf(null)).toMatch(/^: /);
    expect(problemOf(file({ minutes: 0 }))).toMatch(/^minutes: /);
    expect(problemOf(file({ start: 'tomorrow' }))).toMatch(/^start: not an ISO-8601 moment/);
    expect(problemOf(withEvent({ what: 'flood' }))).toMatch(/^events\[0\]\.what: /);
    expect(problemOf(withEvent({ what: 'line-cut', for: '10 min', line: 'L1' }))).toMatch(
      /^events\[0\]\.for: /,
    );
    expect(problemOf(withEvent({ what: 'line-cut', line: 'L9' }))).toBe(
      'events[0].line: there is no line "L9"',
    );
    expect(problemOf(withEvent({ what: 'room-power', room: 'PM1' }))).toBe(
      'events[0].room: there is no room "PM1"',
    );
    expect(problemOf(withEvent({ what: 'machine-off', device: 'S1/PM1/4' }))).toMatch(
      /^events\[0\]\.device: /,
    );
    for (const seat of ['01', '1e0', ' 1', '0'])
      expect(problemOf(withEvent({ what: 'machine-off', device: `S1/PM1/${seat}` }))).toMatch(
        /^events\[0\]\.device: /,
      );
    expect(problemOf(withEvent({ what: 'line-cut', line: 'L\u001b[31m\n9' }))).toBe(
      'events[0].line: there is no line "L\\u001b[31m\\n9"',
    );
    expect(problemOf(withEvent({ what: 'power-cut' }))).toBe('events[0].school: power-cut needs school');
    expect(problemOf(file({ events: [{ what: 'broker-down' }] }))).toMatch(/^events\[0\]\.at: /);
    expect(problemOf(file({ schools: [school, school] }))).toBe('schools[1].code: "S1" is there twice');
    expect(problemOf(file({ schools: [{ ...school, rooms: [{ name: 'office', devices: 1 }] }] }))).toBe(
      'schools[0].rooms[0].name: "office" is there twice',
    );
    expect(problemOf(withEvent({ what: 'line-cut', line: 'L1', school: 'S9' }))).toBe(
      'events[0].school: there is no school "S9"',
    );
    expect(problemOf(file({ schools: [{ ...school, rooms: [{ name: 'PM1', devices: 1_000 }] }] }))).toMatch(
      /^schools: 1002 machines/,
    );
    expect(problemOf(withEvent({ what: 'room-power', room: `S1/${'x'.repeat(1e6)}` }))).toMatch(
      /^events\[0\]\.room: Too big/,
    );
  });

  test('a mobile line beside a fixed one is its backup, two fixed ones share the load', () => {
    const dutiesOf = (...media: string[]) => {
      const lines = media.map((medium, index) => ({ id: `L${index}`, isp: 'VNPT', medium }));
      return planOf(file({ schools: [{ ...school, lines }] })).lines.map(({ duty }) => duty);
    };
    expect(dutiesOf('fibre', '4g')).toEqual(['main', 'backup']);
    expect(dutiesOf('5g', 'ftth')).toEqual(['backup', 'parallel']);
    expect(dutiesOf('fibre', 'cable')).toEqual(['main', 'parallel']);
    expect(dutiesOf('4g')).toEqual(['main']);
  });

  test('a holiday is the local day, and everybody but servers is away', () => {
    const [holiday] = planOf(file({ events: [{ what: 'holiday', date: '2026-11-24' }] })).events;
    expect(holiday).toMatchObject({
      from: Date.parse('2026-11-23T17:00:00Z'),
      until: Date.parse('2026-11-24T17:00:00Z'),
    });
    expect(holiday?.machines).not.toContain('S1/server');
    expect(holiday?.machines).toContain('S1/office/1');
  });

  test('a service that is no key of the register has one, and keeps its name', () => {
    const down = (service: string) => ({ at: 'PT5M', what: 'service-down', service });
    const { events, services } = planOf(file({ events: [down('csdl'), down('Sổ điểm'), down('lms.so.vn')] }));
    expect(services).toEqual([
      { name: 'csdl', serviceId: 'csdl' },
      { name: 'Sổ điểm', serviceId: 'service-2' },
      { name: 'lms.so.vn', serviceId: 'service-3' },
    ]);
    expect(events.map(({ service }) => service)).toEqual(['csdl', 'service-2', 'service-3']);
  });

  test('a byte order mark is no part of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
    const path = join(folder, 'marked.json');
    await writeFile(path, `\uFEFF${JSON.stringify(file({ minutes: -1 }))}`);
    const played = await playFile(path, { say: () => {} });
    await rm(folder, { recursive: true });
    expect(played.ok ? '' : played.error).toMatch(/marked\.json: minutes: /);
  });

  test('one that is no JSON is told in one line, whatever it holds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
    const path = join(folder, 'other.json');
    await writeFile(path, '<a>\u001b[31m\n\0');
    const played = await playFile(path, { say: () => {} });
    await rm(folder, { recursive: true });
    expect(played.ok ? '' : played.error).toMatch(/other\.json: Unexpected token [^\p{Cc}]+$/u);
  });

  test('one that cannot be read is told by its path', async () => {
    const played = await playFile('/nowhere/scenario.json', { say: () => {} });
    expect(played).toMatchObject({ ok: false });
    expect(played.ok ? '' : played.error).toMatch(/^\/nowhere\/scenario\.json: ENOENT/);
  });
});

test('durations', () => {
  expect(['PT10M', 'PT1H30M', 'P1DT1S', 'P1W', 'PT0.5S', 'PT1.5M'].map(durationMs)).toEqual([
    ...[600_000, 5_400_000, 86_401_000, 604_800_000, 500, 90_000],
  ]);
  expect(['', 'P', 'PT', '10M', 'PT10', 'PT-1M', 'P1M'].map(durationMs)).toEqual(Array(7).fill(null));
});

test('moments are UTC without an offset, and days of the calendar', () => {
  const same = [
    '2026-11-23T00:30:00Z',
    '2026-11-23T00:30',
    '2026-11-23 00:30:00',
    '2026-11-23T07:30:00.0+07:00',
  ];
  expect([...same, '2026-11-22T19:30-0500'].map(momentMs)).toEqual(
    Array(5).fill(Date.parse('2026-11-23T00:30:00Z')),
  );
  expect(momentMs('2026-11-23')).toBe(Date.parse('2026-11-23T00:00:00Z'));
  const none = ['', '2026', 'Nov 23, 2026', '2026-02-30T00:00:00Z', '2026-11-23T25:00Z', '1999-01-01T00:00Z'];
  expect(none.map(momentMs)).toEqual(Array(6).fill(null));
});

test('every line has addresses of its own, within the block of its provider', () => {
  const lines = Array.from({ length: 12 }, (_, n) => ({
    id: `L${n}`,
    isp: n < 6 ? 'VNPT' : 'FPT',
    medium: 'fibre',
  }));
  const schools = lines.map((line, n) => ({ ...school, code: `S${n}`, lines: [line] }));
  const plan = planOf(file({ schools }));
  const { addressOf, networks } = createAddressPlan(plan);
  const given = plan.lines.flatMap((line) => [0, 1, 40].map((lease) => addressOf(line, lease)));
  expect(new Set(given).size).toBe(36);
  for (const line of plan.lines) {
    expect(networks.asnOf(addressOf(line, 3))).toBe(networks.providerNamed(line.isp)?.asns[0]);
  }
});

test('the virtual clock fires in order, whatever was armed and taken back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ ms: fc.nat(1_000), isTakenBack: fc.boolean() })),
      async (timers) => {
        const clock = createVirtualClock(0);
        const fired: [number, number][] = [];
        timers.forEach(({ ms, isTakenBack }, index) => {
          const cancel = clock.after(ms, () => fired.push([clock.now(), index]));
          if (isTakenBack) cancel();
        });
        await clock.moveTo(600);
        const due = timers.flatMap(({ ms, isTakenBack }, index) =>
          isTakenBack || ms > 600 ? [] : [[ms, index] as [number, number]],
        );
        expect(fired).toEqual(due.sort(([a, i], [b, j]) => a - b || i - j));
        expect(clock.now()).toBe(600);
      },
    ),
  );
});
