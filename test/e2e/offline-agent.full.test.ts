import { hostname, totalmem } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { DeviceDetail } from '../../shared/contract/device-facts.ts';
import type { Report } from '../../shared/contract/report.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import type { Profile } from '../../shared/runtime/profile.ts';
import {
  endAgent,
  joinAgent,
  readCopy,
  readOutbox,
  runAgent,
  workOffline,
} from '../support/agent-process.ts';
import { type AskingUser, openAskingUser } from '../support/asking-user.ts';
import { eventually } from '../support/eventually.ts';
import { openResources } from '../support/resources.ts';
import { createInstallation } from '../support/running-installation.ts';

const dayMs = 86_400_000;
/** Three days at one report in five minutes are 864; with ±20 % of jitter 900 are more than three days. */
const reportsOfABoot = 900;
const deadlineMs = 60_000;

type StoredReport = { readonly boot: string; readonly seq: number; readonly measuredAt: number };
type StoredSection = { readonly section: string; readonly measuredAt: number; readonly hash: string };
type Picture = {
  /** By measurement. */
  readonly reports: readonly StoredReport[];
  readonly sections: readonly StoredSection[];
  readonly history: readonly StoredSection[];
};

function pictureOf(database: DatabaseSync): Picture {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'report_[0-9]*'")
    .all()
    .map(({ name }) => `SELECT boot, seq, measured_at FROM ${String(name)}`);
  const of = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  return {
    reports: of(
      `SELECT b.boot, r.seq, r.measured_at AS measuredAt FROM (${tables.join(' UNION ALL ')}) r
       JOIN boot b ON b.number = r.boot ORDER BY r.measured_at, r.seq`,
    ) as unknown as StoredReport[],
    sections: of(
      'SELECT section, measured_at AS measuredAt, hash FROM section ORDER BY section',
    ) as unknown as StoredSection[],
    history: of(
      'SELECT section, measured_at AS measuredAt, hash FROM section_history',
    ) as unknown as StoredSection[],
  };
}

const keyOf = ({ boot, seq }: { readonly boot: string; readonly seq: number }): string => `${boot} ${seq}`;

/** Resolves when the running broker has stored what `isThere` asks for. */
async function untilStored(path: string, isThere: (reports: readonly StoredReport[]) => boolean) {
  await eventually(() => isThere(readLive(path)) || undefined, deadlineMs);
}

/** What the running broker has stored. */
function readLive(path: string): readonly StoredReport[] {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    return pictureOf(database).reports;
  } finally {
    database.close();
  }
}

const has =
  (boot: string | undefined, seq: number) =>
  (reports: readonly StoredReport[]): boolean =>
    reports.some((each) => each.boot === boot && each.seq === seq);

async function asking<T>(profile: Profile, work: (user: AskingUser) => Promise<T>): Promise<T> {
  const user = await openAskingUser(profile, createSystemClock());
  try {
    return await work(user);
  } finally {
    await user.stop();
  }
}

/** Asks, as a user does, until the answer on the machine is as wanted. */
function untilKnown(
  profile: Profile,
  deviceId: string,
  isKnown: (device: DeviceDetail) => boolean,
): Promise<DeviceDetail> {
  const once = async (user: AskingUser): Promise<DeviceDetail | undefined> => {
    // Until its first report is stored the machine has no answer.
    const [page] = await user.ask('device', { deviceId }).catch(() => []);
    return page !== undefined && isKnown(page.device) ? page.device : undefined;
  };
  return asking(profile, (user) => eventually(() => once(user), deadlineMs));
}

/** The first report is there whole: each section that could be measured has its facts. */
function isWhole({ facts, readings }: DeviceDetail): boolean {
  const known = readings.map(({ reading }) => reading.section as string);
  const measured = facts.outcomes.filter(({ outcome }) => outcome === 'ok').map(({ collector }) => collector);
  return facts.outcomes.length >= 11 && measured.every((each) => each === 'usage' || known.includes(each));
}

/** The boots in the order of their first report, and the numbers of each in order of measurement. */
function numbersByBoot(reports: readonly { readonly boot: string; readonly seq: number }[]) {
  return [...Map.groupBy(reports, ({ boot }) => boot)].map(([boot, each]) => ({
    boot,
    numbers: each.map(({ seq }) => seq),
  }));
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

function expectContiguous(reports: readonly { readonly boot: string; readonly seq: number }[]): void {
  for (const { numbers } of numbersByBoot(reports)) expect(numbers).toEqual(upTo(numbers.length));
}

const isNewerThan =
  (sections: readonly StoredSection[]) =>
  ({ section, measuredAt }: StoredSection): boolean =>
    measuredAt > (sections.find((each) => each.section === section)?.measuredAt ?? 0);

test('days offline, killed and restarted: every report arrives once, and the newest measurement is the state', async () => {
  await using resources = openResources();
  await using installation = createInstallation();
  const database = join(installation.data, 'schooldrum.db');
  const state = await resources.folder();
  await installation.serve();
  const deviceId = joinAgent(state, installation.token());

  const firstRun = runAgent(resources, state);
  await untilKnown(installation.profile, deviceId, isWhole);
  await endAgent(firstRun, 'SIGKILL');
  await installation.stop();
  const before = readCopy(database, pictureOf);

  // Days that lie before what the broker has: they arrive after it, but were measured earlier.
  const now = Date.now();
  const machines = [
    { startedAt: now - 14 * dayMs, hostname: 'pm1-old', memoryBytes: 2_000_000_000 },
    { startedAt: now - 7 * dayMs, hostname: 'pm1-older', memoryBytes: 4_000_000_000 },
  ];
  for (const [index, machine] of machines.entries()) {
    await workOffline(resources, { state, machine, untilRows: (index + 1) * reportsOfABoot });
  }
  const waiting = readOutbox(state);
  const firstBoot = before.reports[0]?.boot;
  const offline = waiting.filter(({ boot }) => boot !== firstBoot);
  const offlineBoots = expectDaysOffline(offline);

  await installation.serve();
  const secondRun = runAgent(resources, state);
  await untilStored(database, has(offlineBoots[1], 200));
  await installation.kill();
  const meanwhile = readCopy(database, pictureOf);
  // Both offline machines have arrived in part; the facts are those measured before them, and after.
  expect(meanwhile.reports.length).toBeLessThan(offline.length);
  expect(meanwhile.history.filter(({ section }) => section === 'hardware')).toHaveLength(2);
  expect(meanwhile.sections).toEqual(before.sections);

  await installation.serve();
  // In the middle of a batch of acknowledgements that are not yet deleted from the outbox: these reports come again.
  await untilStored(database, has(offlineBoots[1], 525));
  await endAgent(secondRun, 'SIGKILL');
  const left = readOutbox(state);
  const stored = new Set(readLive(database).map(keyOf));
  const repeated = left.filter((each) => stored.has(keyOf(each))).length;
  const lastRun = runAgent(resources, state);
  const all = new Set([...before.reports, ...waiting, ...left].map(keyOf));
  // And one more: the last run's own.
  await untilStored(database, (reports) => {
    const keys = new Set(reports.map(keyOf));
    return keys.size > all.size && all.isSubsetOf(keys);
  });
  const device = await untilKnown(
    installation.profile,
    deviceId,
    ({ facts }) => facts.hostname === hostname(),
  );
  expect(device.facts.memoryBytes).toBe(totalmem());
  expect(await endAgent(lastRun, 'SIGTERM')).toBe(0);
  expect(readOutbox(state)).toEqual([]);
  const [counted] = await asking(installation.profile, (user) => user.ask('brokerStatus', {}));
  await installation.stop();

  const after = readCopy(database, pictureOf);
  // What came again was recognized, not merely overwritten: since its last start the broker took each row once.
  expect(counted?.reportsStored).toBe(after.reports.length - meanwhile.reports.length);
  expect(counted?.duplicates).toBeGreaterThanOrEqual(repeated);
  expectContiguous(after.reports);
  // Two offline, then the three that had a broker: by measurement, whatever came first.
  const order = numbersByBoot(after.reports).map(({ boot }) => boot);
  expect(order).toHaveLength(5);
  expect(order.slice(0, 4)).toEqual([...offlineBoots, firstBoot, left.at(-1)?.boot]);
  expect(after.history.filter(isNewerThan(after.sections))).toEqual([]);
  expect(before.sections.filter(isNewerThan(after.sections))).toEqual([]);
});

/** Two boots, each of three days at least, none of whose numbers is missing; gives them in their order. */
function expectDaysOffline(reports: readonly Report[]): readonly string[] {
  const boots = [...Map.groupBy(reports, ({ boot }) => boot).values()];
  expect(boots).toHaveLength(2);
  for (const boot of boots) {
    expect((boot.at(-1)?.at ?? 0) - (boot[0]?.at ?? 0)).toBeGreaterThan(3 * dayMs);
  }
  expectContiguous(reports);
  return numbersByBoot(reports).map(({ boot }) => boot);
}
