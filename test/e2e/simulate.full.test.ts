import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { openAskingUser } from '../support/asking-user.ts';
import { createInstallation } from '../support/running-installation.ts';

const simulator = join(import.meta.dirname, '../tools/simulate.ts');

test('a simulated area joins and reports through the public surface, and the picture follows', async () => {
  await using installation = createInstallation();
  await installation.serve();
  const settings = ['--schools', '10', '--devices', '40', '--minutes', '10', '--speed', '300'];
  const child = spawn(process.execPath, [simulator, '--profile', installation.profileFile, ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  expect(await once(child, 'close')).toEqual([0, null]);
  const result = JSON.parse(Buffer.concat(printed).toString()) as { joined: number; acknowledged: number };
  expect(result).toMatchObject({ schools: 10, joined: 40, notAcknowledged: 0 });
  expect(result.acknowledged).toBeGreaterThanOrEqual(40);

  const user = await openAskingUser(installation.profile, createSystemClock());
  const schools = (await user.ask('schools', {})).flatMap((page) => page.schools);
  const devices = (await user.ask('devices', {})).flatMap((page) => page.devices);
  const [status] = await user.ask('brokerStatus', {});
  await user.stop();
  // The area's ten and the installation's own.
  expect(schools).toHaveLength(11);
  expect(devices).toHaveLength(40);
  expect(devices.every(({ memoryBytes, lastSeen }) => (memoryBytes ?? 0) > 0 && lastSeen !== null)).toBe(
    true,
  );
  expect(status).toMatchObject({ reportsStored: result.acknowledged, duplicates: 0, quarantined: 0 });
});
