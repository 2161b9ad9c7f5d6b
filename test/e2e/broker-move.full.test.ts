import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIdentity } from '../../agent/identity.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { readProfile } from '../../shared/runtime/profile.ts';
import { endAgent, joinAgent, runAgent } from '../support/agent-process.ts';
import { openAskingUser } from '../support/asking-user.ts';
import { initBroker, runDone, runHere, startBroker } from '../support/broker-process.ts';
import { eventually } from '../support/eventually.ts';
import { openResources, type Resources } from '../support/resources.ts';

/** Two ports that nobody listens on at the moment. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    ports.push(typeof bound === 'object' && bound !== null ? bound.port : 0);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [mqttPort = 0, httpsPort = 0] = ports;
  return [mqttPort, httpsPort];
}

async function isOnline(resources: Resources, data: string): Promise<void> {
  const profile = readProfile(join(data, 'admin.profile.json'));
  if (!profile.ok) throw new Error(profile.error.code);
  const admin = await openAskingUser(profile.value, createSystemClock());
  resources.defer(admin.stop);
  await eventually(async () => {
    const [page] = await admin.ask('devices', {});
    return page?.devices.find(({ presence }) => presence === 'online');
  }, 30_000);
  await admin.stop();
}

const addressesIn = (state: string) => {
  const identity = readIdentity(state);
  return identity.ok ? identity.value?.addresses : undefined;
};

test('a machine follows the broker to another computer, and keeps the old address until then', async () => {
  await using resources = openResources();
  const old = await initBroker(resources, ['127.0.0.1']);
  const folder = await resources.folder();
  await writeFile(join(folder, 'r.csv'), 'school_code,school_name,level\n0012,Trường A,TH\n');
  await runDone(old, 'roster', 'import', join(folder, 'r.csv'));
  const before = await startBroker(resources, old);
  const state = join(folder, 'agent');
  joinAgent(state, await runDone(old, 'token', '--school', '0012'));
  const agent = runAgent(resources, state);
  await isOnline(resources, old);
  const here = { host: '127.0.0.1', mqttPort: before.mqttPort, httpsPort: before.httpsPort };

  // Announced while nobody listens there yet: it is kept behind the address that works.
  const [mqttPort, httpsPort] = await freePorts();
  const there = { host: '127.0.0.1', mqttPort, httpsPort };
  const told = await runHere(['addresses', 'set', `127.0.0.1:${mqttPort}:${httpsPort}`, '--data', old]);
  expect([told.status, told.stderr]).toEqual([0, expect.stringMatching(/^1 machine/)]);
  await eventually(() => (addressesIn(state)?.length === 2 ? true : undefined), 30_000);
  expect(addressesIn(state)).toEqual([here, there]);
  await eventually(async () => {
    const shown = JSON.parse(await runDone(old, 'addresses', 'show', '--json'));
    return shown.waiting === 0 ? shown : undefined;
  });
  expect(JSON.parse(await runDone(old, 'addresses', 'show', '--json'))).toEqual({
    ...{ addresses: [here], movingTo: [there], waiting: 0 },
  });

  const copy = join(folder, 'copy');
  const moved = join(folder, 'moved');
  await runDone(old, 'backup', '--output', copy);
  await before.end('SIGTERM');
  expect((await runHere(['restore', copy, '--data', moved])).status).toBe(0);
  const flags = ['--host', '127.0.0.1', '--mqtt-port', String(mqttPort), '--https-port', String(httpsPort)];
  expect((await runHere(['init', '--data', moved, ...flags])).status).toBe(0);
  await startBroker(resources, moved);
  await isOnline(resources, moved);
  // The broker says by itself where it is now; what has worked is all that stays.
  await eventually(() => (addressesIn(state)?.length === 1 ? true : undefined), 30_000);
  expect(addressesIn(state)).toEqual([there]);
  expect(JSON.parse(await runDone(moved, 'addresses', 'show', '--json'))).toMatchObject({
    ...{ addresses: [there], movingTo: null },
  });
  await endAgent(agent, 'SIGTERM');
}, 120_000);
