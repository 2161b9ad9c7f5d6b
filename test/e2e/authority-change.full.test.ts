import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIdentity } from '../../agent/identity.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { joinAgent, runAgent } from '../support/agent-process.ts';
import { openAskingUser } from '../support/asking-user.ts';
import { eventually } from '../support/eventually.ts';
import { joinMachines } from '../support/join-machines.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

type State = QueryBody<'authorityStatus'>;

let installation: Installation;
let resources: Resources;

beforeAll(async () => {
  installation = createInstallation();
  resources = openResources();
  await installation.serve();
}, 60_000);

afterAll(async () => {
  await resources?.[Symbol.asyncDispose]();
  await installation?.[Symbol.asyncDispose]();
});

function authority(...words: readonly string[]): State {
  const run = installation.broker('authority', ...words, '--json');
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

const clock = createSystemClock();

test('an agent and a user follow from one authority to the next; tokens and strangers do not', async () => {
  const oldToken = installation.token();
  const folder = await resources.folder();
  const deviceId = joinAgent(folder, oldToken);
  runAgent(resources, folder);
  const before = authority('status');
  expect(before).toMatchObject({ phase: 'single', nextCaSha256: null, holders: 2, waiting: 0 });
  const admin = await openAskingUser(installation.profile, clock);
  await eventually(async () => {
    const [page] = await admin.ask('devices', {});
    return page?.devices.find(({ presence }) => presence === 'online');
  });

  // The agent is connected: it is told at once, comes again with the new certificate, and trusts both authorities.
  const begun = authority('begin');
  expect(begun).toMatchObject({ phase: 'changing', caSha256: before.caSha256, voidTokens: 1 });
  expect(begun.nextCaSha256).not.toBe(before.caSha256);
  expect(authority('begin').nextCaSha256).toBe(begun.nextCaSha256);
  const waitingFor = async (): Promise<readonly string[]> =>
    (await admin.ask('authorityStatus', {}))[0]?.waitingFor ?? [];
  await eventually(async () => !(await waitingFor()).includes(deviceId) || undefined);
  const identity = readIdentity(folder);
  expect(identity.ok && identity.value?.ca.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);

  expect(await waitingFor()).toEqual([installation.profile.userId]);
  const early = installation.broker('authority', 'finish');
  expect([early.status, early.stderr]).toEqual([75, expect.stringContaining('SD-AUTHORITY-NOT-READY')]);

  const [renewed] = await admin.ask('profileRenew', {});
  if (renewed === undefined) throw new Error('no profile');
  expect(await admin.ask('profileRenew', {})).toEqual([renewed]);
  await admin.stop();
  const profile = { ...installation.profile, ...renewed };
  const again = await openAskingUser(profile, clock);
  await eventually(async () => (await again.ask('authorityStatus', {}))[0]?.waiting === 0 || undefined);
  const finished = authority('finish');
  expect(finished).toMatchObject({ phase: 'single', caSha256: begun.nextCaSha256, voidTokens: 1 });
  // The renewed user never lost the connection.
  expect((await again.ask('tokenList', {}))[0]?.tokens).toMatchObject([{ isRevoked: true }]);
  await again.stop();
  expect(existsSync(join(installation.data, 'authority/next.pem'))).toBe(false);

  // The next authority is the only one, also after a restart.
  await installation.stop();
  await installation.serve();
  const later = await openAskingUser(profile, clock);
  resources.defer(later.stop);
  await eventually(async () => {
    const [page] = await later.ask('devices', {});
    return page?.devices.find((one) => one.deviceId === deviceId && one.presence === 'online');
  });
  expect(await readFile(join(installation.data, 'authority/ca.pem'), 'utf8')).not.toContain(
    installation.profile.ca,
  );
  await expect(joinMachines(oldToken, 1)).rejects.toThrow('SD-BROKER-NOT-OURS');
  const { machines } = await joinMachines(installation.token(), 1);
  expect(machines).toHaveLength(1);
}, 90_000);
