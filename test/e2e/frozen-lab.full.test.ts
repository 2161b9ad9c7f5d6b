import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIdentity, writeIdentity } from '../../agent/identity.ts';
import { readAuthorityFolder } from '../../broker/enrol/authority-folder.ts';
import { issueClient, readRequest } from '../../broker/enrol/issue.ts';
import type { DeviceDetail } from '../../shared/contract/device-facts.ts';
import { createRequestFor } from '../../shared/runtime/certificate-request.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { copyDisk, idOn, joinSeat, type LabSeat, openSeat, startSeat } from '../support/agent-lab.ts';
import { type AskingUser, openAskingUser } from '../support/asking-user.ts';
import { eventually } from '../support/eventually.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

const machines = 40;
const reboots = 10;
const dayMs = 86_400_000;

/** Each machine and what its disk holds after every restart. */
type FrozenSeat = LabSeat & { readonly frozen: string };

const clock = createSystemClock();
let resources: Resources;
let installation: Installation;
let admin: AskingUser;
let lab: readonly FrozenSeat[];

beforeAll(async () => {
  resources = openResources();
  installation = createInstallation();
  await installation.serve();
  admin = await openAskingUser(installation.profile, clock);
  const token = installation.token();
  lab = await Promise.all(
    Array.from({ length: machines }, async (_, index) => {
      const seat = await openSeat(resources, index + 1);
      await joinSeat(seat, token);
      const frozen = await resources.folder();
      await copyDisk(seat.folder, frozen);
      return { ...seat, frozen };
    }),
  );
  await boot();
});

afterAll(async () => {
  await admin.stop();
  await resources[Symbol.asyncDispose]();
  await installation[Symbol.asyncDispose]();
});

/** One lesson: every machine is switched on with its disk as it was frozen, reports, and is switched off. */
async function boot(): Promise<void> {
  for (const { folder, frozen } of lab) {
    await rm(folder, { recursive: true });
    await copyDisk(frozen, folder);
  }
  const startedAt = Date.now();
  // Machines of one room, whose back-off and jitter are a tenth of the usual.
  const agents = await Promise.all(lab.map((seat) => startSeat(seat, clock, () => Math.random() / 10)));
  await eventually(async () => {
    const heartbeats = (await details()).map(({ readings }) => readings.find(isHeartbeat)?.at ?? 0);
    return heartbeats.every((at) => at >= startedAt) || undefined;
  }, 90_000);
  await Promise.all(agents.map((agent) => agent.stop('shutdown')));
}

async function details(): Promise<readonly DeviceDetail[]> {
  const all: DeviceDetail[] = [];
  for (const seat of lab) {
    const pages = await admin.ask('device', { deviceId: idOn(seat) });
    all.push(...pages.map(({ device }) => device));
  }
  return all;
}

async function deviceIds(): Promise<readonly string[]> {
  const pages = await admin.ask('devices', {});
  return pages.flatMap(({ devices }) => devices.map(({ deviceId }) => deviceId)).sort();
}

const isHeartbeat = ({ reading }: DeviceDetail['readings'][number]): boolean => reading.section === 'usage';

/** When each section but the heartbeat was measured that the broker holds. */
function inventoryOf({ readings }: DeviceDetail): Record<string, number> {
  return Object.fromEntries(
    readings.flatMap((each) => (isHeartbeat(each) ? [] : [[each.reading.section, each.at]])),
  );
}

/** Puts a certificate of the machine's key onto its frozen disk that ended a hundred days ago. */
async function letExpire({ frozen }: FrozenSeat): Promise<void> {
  const identity = readIdentity(frozen);
  const authority = await readAuthorityFolder(installation.data);
  if (!identity.ok || identity.value === null || !authority.ok) throw new Error('not joined');
  const key = await readRequest((await createRequestFor(identity.value.key)).csrPem);
  if (!key.ok) throw new Error(key.error.code);
  const { pem } = await issueClient(
    authority.value.signer,
    key.value,
    identity.value.deviceId,
    Date.now() - 500 * dayMs,
  );
  writeIdentity(frozen, { ...identity.value, certificate: pem });
}

test('forty frozen machines stay forty, over restarts and past the end of their certificates', async () => {
  const ids = await deviceIds();
  expect(ids).toHaveLength(machines);
  const sent = (await details()).map(inventoryOf);
  expect(Math.min(...sent.map((sections) => Object.keys(sections).length))).toBeGreaterThan(3);
  for (let n = 1; n < reboots; n += 1) await boot();
  for (const seat of lab) await letExpire(seat);
  await boot();
  expect(await deviceIds()).toEqual(ids);
  const frozen = await eventually(async () => {
    const all = await details();
    const isSeen = all.every(({ conditions }) => conditions.some(({ kind }) => kind === 'frozen'));
    return isSeen ? all : undefined;
  });
  // The inventory that came with the first start is the only one.
  expect(frozen.map(inventoryOf)).toEqual(sent);
  expect(frozen.every(({ conditions }) => conditions.every(({ kind }) => kind === 'frozen'))).toBe(true);
});
