import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { stateFiles } from '../../agent/identity.ts';
import { callAgent } from '../support/agent-call.ts';
import { openAgentWorld } from '../support/agent-world.ts';
import { freePort } from '../support/network-gap.ts';
import { openResources } from '../support/resources.ts';

test('leaving is signed by the machine’s key, after a goodbye', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const call = await callAgent(['leave', '--state', world.folder, '--lang', 'en']);
  expect(call).toEqual({ status: 0, stdout: 'This machine has left TH Kim Đồng.\n', stderr: '' });
  expect(world.door.leaves).toMatchObject([{ deviceId: world.deviceId }]);
  expect(world.statuses().map(({ kind }) => kind)).toEqual(['birth', 'death']);
  expect(await readdir(world.folder)).toEqual([]);
});

test('a machine that cannot tell leaves all the same, and names what the broker still lists', async () => {
  await using resources = openResources();
  const dead = { host: '127.0.0.1', mqttPort: await freePort(), httpsPort: await freePort() };
  const world = await openAgentWorld(resources, { addresses: [dead] });
  const call = await callAgent(['leave', '--state', world.folder, '--lang', 'en']);
  expect(call.status).toBe(0);
  expect(call.stderr).toContain(`still lists ${world.deviceId} as a machine of TH Kim Đồng`);
  expect(await readdir(world.folder)).toEqual([]);
});

test('a machine whose key was revoked before has left already', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  world.behaviour.refuseWith = 5;
  world.behaviour.doorRefusal = 'SD-JOIN-KEY-REVOKED';
  const call = await callAgent(['leave', '--state', world.folder]);
  expect(call).toMatchObject({ status: 0, stderr: '' });
  expect(await readdir(world.folder)).toEqual([]);
});

test('a key that other machines have too is not given up', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  world.behaviour.doorRefusal = 'SD-JOIN-KEY-SHARED';
  const call = await callAgent(['leave', '--state', world.folder]);
  expect(call).toMatchObject({ status: 77, stdout: '' });
  expect(call.stderr).toMatch(/^SD-JOIN-KEY-SHARED/);
  expect(existsSync(stateFiles(world.folder).identity)).toBe(true);
});
