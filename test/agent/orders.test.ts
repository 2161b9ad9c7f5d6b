import { expect, test } from 'vitest';
import type { Agent } from '../../agent/agent.ts';
import { readIdentity } from '../../agent/identity.ts';
import type { OrderBody } from '../../shared/contract/order.ts';
import { type AgentWorld, advanceUntil, openAgentWorld, worldStartMs } from '../support/agent-world.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/network-gap.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { openSmallBroker } from '../support/small-broker.ts';

/** An agent that has sent its first report. */
async function openReported(
  resources: Resources,
): Promise<{ readonly world: AgentWorld; readonly agent: Agent }> {
  const world = await openAgentWorld(resources);
  const agent = await world.start();
  await advanceUntil(world.clock, 1, () => (agent.outbox().rows === 0 ? world.reports()[0] : undefined));
  return { world, agent };
}

const welcome: OrderBody = {
  kind: 'welcome',
  schoolCode: 'S1',
  schoolName: 'TH Kim Đồng',
  role: 'student',
  state: 'approved',
  ack: 'puback',
  cadenceSeconds: 300,
  hostname: 'plain',
};

test('collect-now reports at once: unchanged sections by their hash alone', async () => {
  await using resources = openResources();
  const { world } = await openReported(resources);
  world.facts.antivirus = { products: [] };
  await world.order({ kind: 'collect-now' });
  const answer = await eventually(() => world.answers()[0]);
  expect(answer).toMatchObject({ orderId: 'order-1', outcome: 'done' });
  const [first, second] = world.reports();
  expect(second?.readings.map(({ section }) => section).sort()).toEqual(['antivirus', 'usage']);
  expect(Object.keys(second?.hashes ?? {}).sort()).toEqual(['antivirus', 'hardware', 'network', 'system']);
  expect(first?.readings.find(({ section }) => section === 'hardware')?.hash).toBe(second?.hashes?.hardware);
});

test('resend sends sections whole that have not changed', async () => {
  await using resources = openResources();
  const { world } = await openReported(resources);
  await world.order({ kind: 'resend', sections: ['hardware'] });
  await eventually(() => world.answers()[0]);
  expect(world.reports()[1]?.readings).toEqual(
    world.reports()[0]?.readings.filter(({ section }) => section === 'hardware'),
  );
});

test('a welcome whose hashes lack what was sent has it sent again', async () => {
  await using resources = openResources();
  const { world } = await openReported(resources);
  const sent = world.reports()[0]?.readings.filter(({ section }) => section !== 'usage') ?? [];
  const held = {
    ...Object.fromEntries(sent.map(({ section, hash }) => [section, hash])),
    system: '0'.repeat(16),
  };
  await world.order({ ...welcome, hashes: held });
  const again = await eventually(() => world.reports()[1]);
  expect(again.readings.map(({ section }) => section)).toEqual(['system']);
});

test('an order is executed once, also after a restart, and answered again', async () => {
  await using resources = openResources();
  const { world, agent } = await openReported(resources);
  await world.order({ kind: 'collect-now' }, { id: 'same' });
  await eventually(() => world.answers()[0]);
  await world.order({ kind: 'collect-now' }, { id: 'same' });
  await eventually(() => world.answers()[1]);
  expect(world.reports()).toHaveLength(2);
  await agent.stop('stopped');
  await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[2]);
  await world.order({ kind: 'collect-now' }, { id: 'same' });
  const answers = await eventually(() => (world.answers().length === 3 ? world.answers() : undefined));
  expect(answers.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
  expect(world.reports()).toHaveLength(3);
});

test('an expired order is answered, not executed', async () => {
  await using resources = openResources();
  const { world } = await openReported(resources);
  await world.order({ kind: 'collect-now' }, { expiresAt: worldStartMs - 1 });
  expect((await eventually(() => world.answers()[0])).outcome).toBe('expired');
  expect(world.reports()).toHaveLength(1);
});

test('a machine whose clock is wrong judges an order by the clock of whoever sent it', async () => {
  await using resources = openResources();
  const { world } = await openReported(resources);
  const dayMs = 86_400_000;
  // It is a day ahead of its broker.
  const at = worldStartMs - dayMs;
  await world.order({ kind: 'collect-now' }, { at, expiresAt: at + 60_000 });
  expect((await eventually(() => world.answers()[0])).outcome).toBe('done');
  // Sent before, and long on its way.
  await world.order({ kind: 'collect-now' }, { at: at - 300_000, expiresAt: at - 200_000 });
  expect((await eventually(() => world.answers()[1])).outcome).toBe('expired');
});

test('orders of a newer broker are answered unsupported, broken ones failed, noise is left alone', async () => {
  await using resources = openResources();
  const { world } = await openReported(resources);
  const topic = `drum/1/${world.deviceId}/order`;
  const send = (text: string) => world.broker().publish(topic, Buffer.from(text));
  await send('{"v":1,"id":"new","body":{"kind":"dance","tempo":3}}');
  await send(
    `{"v":1,"id":"later","body":{"kind":"update","version":"9","sha256":"${'0'.repeat(64)}","path":"/x"}}`,
  );
  await send('{"v":1,"id":"broken","body":{"kind":"set-cadence","cadenceSeconds":-1}}');
  for (const noise of [
    '',
    '{',
    '{"v":2,"id":"x","body":{"kind":"renew"}}',
    '\u0001\u0002',
    '[1]',
    '{"v":1,"id":"x"}',
  ]) {
    await send(noise);
  }
  await send('{"v":1,"id":"last","body":{"kind":"set-cadence","cadenceSeconds":60}}');
  await eventually(() => world.answers().find(({ orderId }) => orderId === 'last'));
  expect(Object.fromEntries(world.answers().map(({ orderId, outcome }) => [orderId, outcome]))).toEqual({
    new: 'unsupported',
    later: 'unsupported',
    broken: 'failed',
    last: 'done',
  });
});

test('a cadence that was ordered holds after a restart', async () => {
  await using resources = openResources();
  const { world, agent } = await openReported(resources);
  await world.order({ kind: 'set-cadence', cadenceSeconds: 60 });
  await eventually(() => world.answers()[0]);
  await agent.stop('stopped');
  await world.start();
  await advanceUntil(world.clock, 1, () => world.reports()[1]);
  const next = await advanceUntil(world.clock, 1_000, () => world.reports()[2]);
  expect(next.at - (world.reports()[1]?.at ?? 0)).toBe(60_000);
});

test('new addresses are kept once they have worked', async () => {
  await using resources = openResources();
  const { world } = await openReported(resources);
  const other = await openSmallBroker(world.pki);
  resources.defer(() => other.close());
  await world.order({ kind: 'set-addresses', addresses: [other.address] });
  const arrival = await eventually(() => other.arrivals.find(({ topic }) => topic.endsWith('/answer')));
  expect(arrival.payload.toString()).toContain('"done"');
  const identity = readIdentity(world.folder);
  expect(identity.ok && identity.value?.addresses).toEqual([other.address]);
});

test('addresses that do not work yet stand behind the old ones', async () => {
  await using resources = openResources();
  const { world, agent } = await openReported(resources);
  const dead = { ...world.address, mqttPort: await freePort() };
  await world.order({ kind: 'set-addresses', addresses: [dead] });
  const answer = await advanceUntil(world.clock, 1_000, () => world.answers()[0]);
  expect(answer.outcome).toBe('done');
  expect(agent.connection()).toMatchObject({ kind: 'connected', address: world.address });
  const identity = readIdentity(world.folder);
  expect(identity.ok && identity.value?.addresses).toEqual([world.address, dead]);
});
