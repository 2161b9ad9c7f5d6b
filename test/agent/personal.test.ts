import { expect, test } from 'vitest';
import { advanceUntil, openAgentWorld } from '../support/agent-world.ts';
import { eventually } from '../support/eventually.ts';
import { openResources } from '../support/resources.ts';

const hourMs = 3_600_000;

test('a teacher’s machine reports once a day and is connected only for that', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources, { role: 'teacher' });
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => (agent.outbox().rows === 0 ? world.reports()[0] : undefined));
  expect(agent.connection().kind).toBe('connected');
  await advanceUntil(world.clock, 10_000, () => (agent.connection().kind === 'stopped' ? true : undefined));
  expect(world.statuses().map(({ kind }) => kind)).toEqual(['birth', 'death']);
  await advanceUntil(world.clock, hourMs / 2, () => world.reports()[1]);
  const days = world.reports().map(({ at }) => new Date(at).toDateString());
  expect(new Set(days).size).toBe(2);
  expect(JSON.stringify(world.reports())).not.toMatch(/cpuPercent|bootedAt|192\.168|pm1-23/);
  await eventually(() => agent.outbox().rows === 0 || undefined);
});

test('a second start on the same day reports nothing and does not connect', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources, { role: 'office' });
  const first = await world.start();
  await advanceUntil(world.clock, 1, () => (first.outbox().rows === 0 ? world.reports()[0] : undefined));
  await first.stop('stopped');
  const statuses = world.statuses().length;
  const second = await world.start();
  for (let hour = 0; hour < 3; hour += 1) await world.clock.advance(hourMs);
  expect(second.connection().kind).toBe('stopped');
  expect([world.reports().length, world.statuses().length]).toEqual([1, statuses]);
});

test('a machine that becomes a teacher’s says less from then on, and one that becomes a pupil’s more', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => (agent.outbox().rows === 0 ? world.reports()[0] : undefined));
  const welcome = {
    kind: 'welcome',
    schoolCode: 'S1',
    schoolName: 'TH',
    state: 'approved',
    ack: 'puback',
  } as const;
  await world.order({ ...welcome, role: 'teacher', hostname: 'hashed', cadenceSeconds: 300 });
  const less = await eventually(() => world.reports()[1]);
  expect(less.readings.find(({ section }) => section === 'network')?.facts).toEqual({});
  expect(less.readings.find(({ section }) => section === 'system')?.facts).toMatchObject({
    hostname: expect.stringMatching(/^h-/),
  });
  await world.order({ ...welcome, role: 'student', hostname: 'plain', cadenceSeconds: 300 });
  const more = await eventually(() => world.reports()[2]);
  const personal = ['usage', 'system', 'network'];
  expect(more.readings).toEqual(
    world.reports()[0]?.readings.filter(({ section }) => personal.includes(section)),
  );
});
