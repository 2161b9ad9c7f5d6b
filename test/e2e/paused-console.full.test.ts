import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSystemClock, delay } from '../../shared/runtime/clock.ts';
import { openAskingUser } from '../support/asking-user.ts';
import { joinMachines } from '../support/join-machines.ts';
import { createInstallation } from '../support/running-installation.ts';
import { startSteadyDrummer } from '../support/steady-drummer.ts';
import { openTestTerminal } from '../support/terminal.ts';
import { requireTool } from '../support/tools.ts';

const bundle = join(import.meta.dirname, '../../dist/console.mjs');
const machines = 30;
const pauseMs = 10_000;

/** The one process that shows this profile's console. */
function consolePid(profileFile: string): number {
  const pids = readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words[1] === bundle && words.includes(profileFile);
    } catch {
      return false;
    }
  });
  expect(pids).toHaveLength(1);
  return Number(pids[0]);
}

test('a console paused for 10 s under load shows the true picture within 20 s of resuming', async (context) => {
  const tmux = requireTool(context, 'tmux');
  const clock = createSystemClock();
  await using installation = createInstallation('dist');
  await installation.serve();
  const joined = await joinMachines(installation.token(), machines);
  const [address] = installation.profile.addresses;
  if (address === undefined) throw new Error('no address');
  const drummers = joined.machines.map((machine) =>
    startSteadyDrummer(machine, { address, ca: joined.ca }, { clock, random: Math.random }),
  );
  const admin = await openAskingUser(installation.profile, clock);
  const terminal = await openTestTerminal(tmux, { columns: 160, rows: 48 });
  try {
    await terminal.type(
      `${process.execPath} ${bundle} watch --lang en --profile ${installation.profileFile}`,
    );
    await terminal.press('Enter');
    await terminal.sees(/PCs 30 /);
    await terminal.sees(/USABLE 0\b/);
    const pid = consolePid(installation.profileFile);
    process.kill(pid, 'SIGSTOP');
    // While it sleeps the truth changes under the load of every machine.
    for (const { deviceId } of joined.machines) await admin.ask('deviceSet', { deviceId, role: 'student' });
    await delay(clock, pauseMs);
    const reports = drummers.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0);
    expect(reports).toBeGreaterThan(machines * 10);
    process.kill(pid, 'SIGCONT');
    // `sees` waits 20 s at most.
    await terminal.sees(new RegExp(`USABLE ${machines}\\b`));
    await terminal.press('q');
  } finally {
    await Promise.all(drummers.map((drummer) => drummer.finish()));
    await admin.stop();
    await terminal.close();
  }
}, 180_000);
