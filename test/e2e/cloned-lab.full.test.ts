import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Agent } from '../../agent/agent.ts';
import type { DeviceFacts } from '../../shared/contract/device-facts.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { copyDisk, idOn, joinSeat, openSeat, startSeat } from '../support/agent-lab.ts';
import { type AskingUser, openAskingUser } from '../support/asking-user.ts';
import { eventually } from '../support/eventually.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

const machines = 40;
const minutes = 60_000;

const clock = createSystemClock();
let resources: Resources;
let installation: Installation;
let admin: AskingUser;

beforeAll(async () => {
  resources = openResources();
  installation = createInstallation();
  await installation.serve();
  admin = await openAskingUser(installation.profile, clock);
});

afterAll(async () => {
  await admin.stop();
  await resources[Symbol.asyncDispose]();
  await installation[Symbol.asyncDispose]();
});

async function devices(): Promise<readonly DeviceFacts[]> {
  return (await admin.ask('devices', {})).flatMap((page) => page.devices);
}

test('forty copies of one disk, switched on together, become forty machines without anybody’s help', async () => {
  const original = await openSeat(resources, 1);
  await joinSeat(original, installation.token());
  const alone = await startSeat(original, clock);
  await eventually(async () => (await devices())[0]?.hostname ?? undefined);
  await alone.stop('shutdown');
  const seats = [original];
  for (let n = 2; n <= machines; n += 1) {
    const seat = await openSeat(resources, n);
    await copyDisk(original.folder, seat.folder);
    seats.push(seat);
  }
  const agents: Agent[] = await Promise.all(seats.map((seat) => startSeat(seat, clock)));
  resources.defer(() => Promise.all(agents.map((agent) => agent.stop('shutdown'))));
  const lab = await eventually(async () => {
    if (new Set(seats.map(idOn)).size < machines) return undefined;
    const reporting = (await devices()).filter(({ presence, hostname }) => presence === 'online' && hostname);
    return reporting.length === machines ? reporting : undefined;
  }, 2 * minutes);
  expect(new Set(lab.map(({ hostname }) => hostname)).size).toBe(machines);
  // Each speaks of its own hardware, under the id on its own disk.
  for (const seat of seats) {
    expect(lab.find(({ deviceId }) => deviceId === idOn(seat))?.hostname).toBe(`pm1-${seat.n}`);
  }
  expect(idOn(original)).toBe(lab.find(({ hostname }) => hostname === 'pm1-1')?.deviceId);
  expect(await devices()).toHaveLength(machines);
});
