import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '../../shared/domain/jitter.ts';
import { createSystemClock, delay } from '../../shared/runtime/clock.ts';
import { joinMachines } from '../support/join-machines.ts';
import { createInstallation } from '../support/running-installation.ts';
import { type SteadyDrummer, startSteadyDrummer } from '../support/steady-drummer.ts';

export type KillOutcome = {
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged and not in the database: must be none. */
  readonly lost: readonly string[];
  /** In the database more than once: must be none. */
  readonly doubled: readonly string[];
  readonly integrity: string;
};

const machines = 20;

/** Kills the broker (SIGKILL) `rounds` times under the load of 20 machines, starts it again each time, then reads its database. */
export async function killTheBroker(rounds: number): Promise<KillOutcome> {
  await using installation = createInstallation();
  const clock = createSystemClock();
  const random = seededRandom(rounds);
  await installation.serve();
  const joined = await joinMachines(installation.token(), machines);
  const address = { host: '127.0.0.1', mqttPort: installation.mqttPort, httpsPort: installation.httpsPort };
  // Quick to come back: the point is the database, not the back-off.
  const drummers = joined.machines.map((machine) =>
    startSteadyDrummer(machine, { address, ca: joined.ca }, { clock, random: () => random() * 0.001 }),
  );
  for (let round = 0; round < rounds; round += 1) {
    await untilMoved(drummers, () => delay(clock, 20));
    await delay(clock, random() * 400);
    await installation.kill();
    await installation.serve();
  }
  await untilMoved(drummers, () => delay(clock, 20));
  await Promise.all(drummers.map((drummer) => drummer.finish()));
  await installation.stop();
  return compare(drummers, installation.data);
}

/** Every round has work under way: each machine has an acknowledgement more than before. */
async function untilMoved(drummers: readonly SteadyDrummer[], pause: () => Promise<void>): Promise<void> {
  const before = drummers.map(({ acknowledged }) => acknowledged.size);
  const deadline = Date.now() + 60_000;
  while (drummers.some(({ acknowledged }, index) => acknowledged.size <= (before[index] ?? 0))) {
    if (Date.now() > deadline) throw new Error('a machine gets no acknowledgement any more');
    await pause();
  }
}

function compare(drummers: readonly SteadyDrummer[], data: string): KillOutcome {
  const file = readdirSync(data).find((name) => name.endsWith('.db') && name !== 'lock.db');
  const database = new DatabaseSync(join(data, file ?? 'schooldrum.db'), { readOnly: true });
  const integrity = String(database.prepare('PRAGMA integrity_check').get()?.integrity_check);
  const counts = storedReports(database);
  database.close();
  const acknowledged = drummers.flatMap(({ machine, acknowledged: seqs }) =>
    [...seqs].map((seq) => `${machine.boot} ${seq}`),
  );
  return {
    acknowledged: acknowledged.length,
    stored: counts.size,
    lost: acknowledged.filter((key) => !counts.has(key)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([key]) => key),
    integrity,
  };
}

/** `boot seq` → rows, over every day table. */
function storedReports(database: DatabaseSync): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'report_%'")
    .all();
  for (const { name } of tables) {
    const rows = database
      .prepare(`SELECT b.boot AS boot, r.seq AS seq FROM ${String(name)} r JOIN boot b ON b.number = r.boot`)
      .all();
    for (const { boot, seq } of rows) {
      const key = `${String(boot)} ${String(seq)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
