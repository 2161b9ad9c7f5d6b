import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMqttSource } from '../../console/mqtt-source.ts';
import { createProfileRenewal } from '../../console/profile-renewal.ts';
import { ok } from '../../shared/domain/result.ts';
import { createManualClock, createSystemClock } from '../../shared/runtime/clock.ts';
import { readProfile } from '../../shared/runtime/profile.ts';
import { initBroker, runDone, startBroker } from '../support/broker-process.ts';
import { eventually } from '../support/eventually.ts';
import { openResources, type Resources } from '../support/resources.ts';

const dayMs = 86_400_000;
const clock = createSystemClock();

async function openAdmin(resources: Resources) {
  const data = await initBroker(resources);
  const profileFile = join(data, 'admin.profile.json');
  const profile = () => {
    const read = readProfile(profileFile);
    if (!read.ok) throw new Error(read.error.code);
    return read.value;
  };
  const age = (days: number): void =>
    utimesSync(profileFile, Date.now() / 1000, Date.now() / 1000 - days * 86_400);
  return { data, profileFile, profile, age };
}

test('while the authority changes, a console that is opened renews its own profile', async () => {
  await using resources = openResources();
  const { data, profileFile, profile, age } = await openAdmin(resources);
  await startBroker(resources, data);
  const before = profile();
  await runDone(data, 'authority', 'begin');
  age(2);
  const source = createMqttSource(before, { clock, random: () => 0, profileFile });
  source.start({ onLink: () => {}, onView: () => {} });
  // The question of the person comes first and is answered; the renewal is nobody's business.
  expect(await source.ask('brokerStatus', {})).toMatchObject({ ok: true });
  await eventually(() => profile().ca.match(/BEGIN CERTIFICATE/g)?.[1]);
  expect(profile()).toMatchObject({ userId: before.userId, key: before.key });
  expect(profile().certificate).not.toBe(before.certificate);
  expect(statSync(profileFile).mode & 0o777).toBe(0o600);
  await eventually(async () => {
    const state = await source.ask('authorityStatus', {});
    return (state.ok && state.value.ready === 1) || undefined;
  });
  await source.stop();
  await runDone(data, 'authority', 'finish');

  const after = createMqttSource(profile(), { clock, random: () => 0, profileFile });
  resources.defer(after.stop);
  after.start({ onLink: () => {}, onView: () => {} });
  expect(await after.ask('brokerStatus', {})).toMatchObject({ ok: true });
});

test('a command of a second renews too; within a day nobody is asked again', async () => {
  await using resources = openResources();
  const { data, profileFile, profile, age } = await openAdmin(resources);
  await startBroker(resources, data);
  const once = async (): Promise<void> => {
    const source = createMqttSource(profile(), { clock, random: () => 0, profileFile });
    source.start({ onLink: () => {}, onView: () => {} });
    await source.ask('brokerStatus', {});
    await source.stop();
  };
  const asked = async (): Promise<number> => {
    const entries = JSON.parse(await runDone(data, 'audit', 'list', '--json')) as { action: string }[];
    return entries.filter(({ action }) => action === 'profileRenew').length;
  };
  const before = readFileSync(profileFile, 'utf8');
  await once();
  expect(await asked()).toBe(0);
  age(2);
  await once();
  expect(await asked()).toBe(1);
  // Nothing was new: the file says only that it was asked.
  expect(readFileSync(profileFile, 'utf8')).toBe(before);
  await once();
  expect(await asked()).toBe(1);
});

test('in the last 60 days of its certificate it is asked at each connection, until there is another', async () => {
  await using resources = openResources();
  const { profileFile, profile } = await openAdmin(resources);
  const manual = createManualClock(Date.now() + 339 * dayMs);
  utimesSync(profileFile, manual.now() / 1000, manual.now() / 1000);
  let asked = 0;
  const { certificate, ca, addresses } = profile();
  const renewal = createProfileRenewal(profileFile, profile(), {
    clock: manual,
    ask: () => {
      asked += 1;
      return Promise.resolve(ok({ certificate, ca, addresses }));
    },
    onAuthorityChanged: () => {},
  });
  renewal.online();
  await renewal.settle();
  expect(asked).toBe(0);
  await manual.advance(2 * dayMs - 1);
  for (const times of [1, 2]) {
    renewal.online();
    await renewal.settle();
    expect(asked).toBe(times);
  }
});

test('a profile that cannot be written holds for as long as the program runs', async () => {
  await using resources = openResources();
  const { data, profile } = await openAdmin(resources);
  const nowhere = join(data, 'no', 'profile.json');
  const other = [{ host: 'new.example', mqttPort: 1, httpsPort: 2 }];
  const { certificate, ca } = profile();
  const renewal = createProfileRenewal(nowhere, profile(), {
    clock,
    ask: () => Promise.resolve(ok({ certificate, ca, addresses: other })),
    onAuthorityChanged: () => {},
  });
  renewal.online();
  await renewal.settle();
  expect(renewal.current().addresses).toEqual(other);
});
