import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { expect, type TestContext, test } from 'vitest';
import { measuredBy } from '../../../broker/fleet/line/line-samples.ts';
import { lineSample } from '../../../shared/contract/line-facts.ts';
import { carrierNatOf } from '../../../shared/domain/line/line-judgement.ts';
import { type NetNamespace, openNetLab } from '../../support/net-namespace.ts';
import { openResources, type Resources } from '../../support/resources.ts';

const gateway = '192.168.1.1';
const neighbour = '192.168.1.9';

type Answer = {
  readonly router?: unknown;
  readonly state?: Readonly<Record<string, string>>;
  readonly kinds?: readonly string[];
  readonly megabytes: number;
};

/** A computer and its router, each in a network of its own, and a cable. */
async function openRouter(context: TestContext, resources: Resources, ...words: readonly string[]) {
  const lab = openNetLab(context, resources);
  const [school, router] = [lab.namespace('school'), lab.namespace('router')];
  const ends = lab.cable(school, router);
  school.run('ip', 'address', 'add', '192.168.1.50/24', 'dev', ends.a);
  for (const address of [gateway, neighbour])
    router.run('ip', 'address', 'add', `${address}/24`, 'dev', ends.b);
  school.run('ip', 'route', 'add', 'default', 'via', gateway);
  const child = router.spawn(process.execPath, [fileOf('igd-router.ts'), gateway, neighbour, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return { school, router };
}

const fileOf = (name: string): string => join(import.meta.dirname, name);

async function ask(school: NetNamespace, ...words: readonly string[]): Promise<Answer> {
  const child = school.spawn(process.execPath, [fileOf('igd-question.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('no output');
  return JSON.parse(await text(child.stdout)) as Answer;
}

/** What the router says outside, where the broker sees the school, and what follows. */
const sightings = [
  ['100.72.3.4', '14.160.1.1', true],
  ['10.33.0.7', '14.160.1.1', true],
  ['192.168.100.2', '14.160.1.1', true],
  ['14.160.1.1', '14.160.1.1', false],
  ['14.160.9.9', '14.160.1.1', true],
  ['0.0.0.0', '14.160.1.1', null],
  // Its own address in the school's network.
  [gateway, '14.160.1.1', null],
] as const;

for (const [wanAddress, seenAt, expected] of sightings)
  test(`a router found by multicast that has ${wanAddress} outside, of a school seen at ${seenAt}: carrier NAT ${expected}`, async (context) => {
    await using resources = openResources();
    const { school } = await openRouter(context, resources, wanAddress);
    const { router } = await ask(school, 'router', gateway);
    expect(router).toMatchObject({
      ...{ model: 'GPON', accessType: 'Ethernet', linkStatus: 'Up', wanUptimeSeconds: 4_711 },
      ...{ upBitsPerSecond: 1e9, downBitsPerSecond: 1e9 },
    });
    const sample = lineSample.parse({ seconds: 300, publicAddresses: [seenAt], router });
    const measured = measuredBy({ deviceId: 'd-x', measuredAt: 1 }, sample, undefined);
    expect(carrierNatOf(measured)).toBe(expected);
  });

test('a router whose description is a hundred megabytes is left alone, and costs no memory', async (context) => {
  await using resources = openResources();
  const { school } = await openRouter(context, resources, '100.72.3.4', 'endless');
  const endless = await ask(school, 'router', gateway);
  expect(endless.router).toBeUndefined();
  expect(endless.megabytes).toBeLessThan(150);
});

for (const [how, taken] of [
  ['refuses', ''],
  ['takes', '443'],
] as const)
  test(`a router without a line that ${how} connections to everybody hides no cut`, async (context) => {
    await using resources = openResources();
    const { school, router } = await openRouter(context, resources, '0.0.0.0', 'polite', taken);
    // What the school sends beyond it ends in this router, as if it were meant for it.
    for (const network of ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'])
      router.run('ip', 'route', 'add', 'local', network, 'dev', 'lo');
    const { state, kinds } = await ask(school, 'check');
    expect(state).toMatchObject({ gateway: 'ok', broker: 'bad', internet: 'bad', dns: 'bad' });
    expect(kinds).toEqual(['gateway']);
  });
