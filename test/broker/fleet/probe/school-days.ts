import { monthOf } from '../../../../broker/fleet/local-day.ts';
import { shippedLessonHours } from '../../../../shared/data/lessons.ts';
import { shippedProbing } from '../../../../shared/data/probing.ts';
import type { Random } from '../../../../shared/domain/jitter.ts';
import { isLesson, isSchoolDay } from '../../../../shared/domain/probe/lesson.ts';
import { rules } from '../fleet-rig.ts';
import {
  openSchoolWorld,
  type RunTest,
  type SchoolMachine,
  type SchoolWorld,
  type WorldOptions,
} from './school-world.ts';

/** What was seen in so many days. */
export type SchoolDays = {
  readonly handOvers: number;
  readonly asked: number;
  readonly tests: number;
  /** What must not be: each of them 0. */
  readonly faults: {
    /** Looks at which two connected machines had believed for over a minute to be the prober. */
    readonly doubleProbers: number;
    /** Looks at which machines had been connected for over a minute, and nobody probed. */
    readonly unprobed: number;
    /** Machines that were elected and not there. */
    readonly absentElected: number;
    /** Tests within lessons that nobody had asked for. */
    readonly testsInLessons: number;
    /** Tests that began before another one was over. */
    readonly overlappingTests: number;
    /** Months that cost a line more than its budget, or held more tests than they may. */
    readonly monthsOverBudget: number;
  };
};

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** More tests than the bytes of a month hold, were all of them dear: bytes and number both decide. */
const shipped = shippedProbing();
const probing = { ...shipped, tests: { ...shipped.tests, testsPerMonth: 8 } };
const timetable = { calendar: rules.calendar, hours: shippedLessonHours() };

type Event = { readonly at: number; readonly act: () => void | Promise<void> };

type Count = Record<'handOvers' | 'asked' | 'doubleProbers' | 'unprobed' | 'absentElected', number>;

/** Forty machines on one line, and what happens to them on so many school days. */
export async function liveSchoolDays(
  days: number,
  { random, loss }: Pick<WorldOptions, 'random' | 'loss'>,
): Promise<SchoolDays> {
  const world = await openSchoolWorld({ random, loss, lies: 0.3, probing });
  const count: Count = { handOvers: 0, asked: 0, doubleProbers: 0, unprobed: 0, absentElected: 0 };
  const watch = createWatch(world, count);
  let midnight = Date.UTC(2026, 8, 6, 17);
  world.setTime(midnight);
  for (let number = 1; number < 40; number += 1) world.join(number, 'student');
  const server = world.join(40, 'server');
  for (let day = 0; day < days; midnight += dayMs) {
    if (!isSchoolDay(midnight + 12 * hourMs, rules.calendar)) {
      await lookIn(world, midnight + 12 * hourMs);
      continue;
    }
    day += 1;
    // A server comes to the school for a while, and stays on at night.
    const isServed = day % 100 >= 50;
    if (server.isOn !== isServed) (isServed ? world.powerOn : world.powerOff)(server);
    await liveDay(world, midnight, { random, count, watch });
  }
  return summary(world, count);
}

function summary({ tests }: SchoolWorld, { handOvers, asked, ...faults }: Count): SchoolDays {
  const inLessons = tests.filter(({ from }) => isLesson(from, timetable)).length;
  const months = Map.groupBy(tests, ({ from }) => monthOf(from, rules.calendar));
  return {
    ...{ handOvers, asked, tests: tests.length },
    faults: {
      ...faults,
      testsInLessons: Math.max(0, inLessons - asked),
      overlappingTests: overlapping(tests),
      monthsOverBudget: months.values().filter(isOverBudget).toArray().length,
    },
  };
}

function overlapping(tests: readonly RunTest[]): number {
  const sorted = tests.toSorted((a, b) => a.from - b.from);
  return sorted.filter(({ from }, index) => from < (sorted[index - 1]?.to ?? 0)).length;
}

function isOverBudget(tests: readonly RunTest[]): boolean {
  const bytes = tests.reduce((sum, test) => sum + test.bytes, 0);
  const { budgetBytes, testsPerMonth } = probing.tests;
  return bytes > budgetBytes || tests.length > testsPerMonth;
}

type Watch = () => void;

/** On a day without school only the server tells something. */
async function lookIn(world: SchoolWorld, atMs: number): Promise<void> {
  world.setTime(atMs);
  world.report();
  await world.tick();
}

async function liveDay(
  world: SchoolWorld,
  midnight: number,
  { random, count, watch }: { random: Random; count: Count; watch: Watch },
): Promise<void> {
  const events = [...eventsOf(world, midnight, random, count)].sort((a, b) => a.at - b.at);
  const end = midnight + 18 * hourMs;
  let now = midnight + 6.5 * hourMs;
  let reportedAt = 0;
  while (now < end) {
    world.setTime(now);
    await happen(world, events);
    // At first whoever ran all night, who told so all night.
    if (now - reportedAt >= 5 * minuteMs) {
      reportedAt = now;
      world.report();
    }
    await world.tick();
    watch();
    const next = Math.floor(Math.min(now + stepOf(world), events[0]?.at ?? end));
    now = Math.max(now + 1_000, next);
  }
}

/** What is due by now, in its order; agents that lost their connection are back by themselves. */
async function happen({ clock, machines, connect }: SchoolWorld, events: Event[]): Promise<void> {
  while ((events[0]?.at ?? Number.POSITIVE_INFINITY) <= clock.now()) await events.shift()?.act();
  for (const machine of machines) {
    if (machine.returnAt !== null && clock.now() >= machine.returnAt) connect(machine);
  }
}

/** Every few seconds while a seat is empty or somebody is on the way back, else every few minutes. */
function stepOf({ machines, probes }: SchoolWorld): number {
  const { proberId } = probes().dutyOf('auto-A');
  const prober = machines.find(({ deviceId }) => deviceId === proberId);
  const isBusy = machines.some(
    ({ isOn, isConnected, duty, deviceId }) =>
      (isOn && !isConnected) || (duty?.duty === 'prober' && deviceId !== proberId),
  );
  return prober?.isConnected === true && !isBusy ? 2.5 * minuteMs : 5_000;
}

type Chance = {
  readonly random: Random;
  /** A moment between two hours of the day. */
  readonly at: (fromHour: number, toHour: number) => number;
};

function* eventsOf(world: SchoolWorld, midnight: number, random: Random, count: Count): Generator<Event> {
  const at = (from: number, to: number): number => midnight + (from + random() * (to - from)) * hourMs;
  const chance = { random, at };
  for (const machine of world.machines.slice(0, 39))
    if (random() < 0.85) yield* present(world, machine, chance);
  if (random() < 0.6) yield* proberLost(world, chance);
  if (random() < 0.3) yield* lineCut(world, chance);
  if (random() < 0.2) yield* brokerRestart(world, chance);
  const ask = async (): Promise<void> => {
    const asked = await world.probes().requestTest('auto-A');
    if (asked.ok) count.asked += 1;
  };
  if (random() >= 0.5) return;
  // Whoever waits for a result asks again.
  const askedAt = at(8, 16);
  yield { at: askedAt, act: ask };
  yield { at: askedAt + random() * minuteMs, act: ask };
}

/** On in the morning, off in the evening, now and then off in between. */
function* present(
  { powerOn, powerOff }: SchoolWorld,
  machine: SchoolMachine,
  { random, at }: Chance,
): Generator<Event> {
  yield { at: at(6.6, 7.2), act: () => powerOn(machine) };
  yield { at: at(16.8, 17.4), act: () => powerOff(machine) };
  if (random() >= 0.1) return;
  const leavesAt = at(7.5, 16);
  yield { at: leavesAt, act: () => powerOff(machine) };
  yield { at: leavesAt + random() * hourMs, act: () => powerOn(machine) };
}

function* proberLost(
  { machines, connect, disconnect }: SchoolWorld,
  { random, at }: Chance,
): Generator<Event> {
  const lostAt = at(7.5, 16);
  yield { at: lostAt, act: () => machines.filter(({ duty }) => duty?.duty === 'prober').forEach(disconnect) };
  yield { at: lostAt + random() * 2 * minuteMs, act: () => machines.forEach(connect) };
}

/** The broker misses one machine after the other; they are back together. */
function* lineCut({ machines, connect, disconnect }: SchoolWorld, { random, at }: Chance): Generator<Event> {
  const cutAt = at(7.5, 15);
  for (const machine of machines) {
    yield { at: cutAt + (1 + 2 * random()) * minuteMs, act: () => disconnect(machine) };
    yield { at: cutAt + 10 * minuteMs + random() * 5_000, act: () => connect(machine) };
  }
}

function* brokerRestart(
  { machines, connect, restartBroker }: SchoolWorld,
  { random, at }: Chance,
): Generator<Event> {
  const downAt = at(7.5, 16);
  yield { at: downAt, act: restartBroker };
  for (const machine of machines)
    yield { at: downAt + 5_000 + random() * 30_000, act: () => connect(machine) };
}

/** Looks at the school after each second of the broker. */
function createWatch(world: SchoolWorld, count: Count): Watch {
  const [probing, elected] = [watchProbing(world, count), watchElected(world, count)];
  return () => {
    probing();
    elected();
  };
}

function watchProbing({ clock, machines, lostAt }: SchoolWorld, count: Count): Watch {
  let doubleSince: number | null = null;
  let emptySince: number | null = null;
  return () => {
    const now = clock.now();
    const connected = machines.filter(({ isConnected }) => isConnected);
    const probing = connected.filter(({ duty }) => isProbing(duty, now)).length;
    doubleSince = probing > 1 ? (doubleSince ?? now) : null;
    if (isLong(doubleSince, now)) count.doubleProbers += 1;
    const isEmpty = probing === 0 && connected.length > 0;
    // A successor that is lost in its turn is followed in its turn.
    emptySince = isEmpty ? Math.max(emptySince ?? now, lostAt()) : null;
    if (isLong(emptySince, now)) count.unprobed += 1;
  };
}

function watchElected({ clock, machines, lostAt, probes }: SchoolWorld, count: Count): Watch {
  let prober: string | null = null;
  return () => {
    const { proberId } = probes().dutyOf('auto-A');
    if (proberId === prober) return;
    prober = proberId;
    count.handOvers += 1;
    const isThere = machines.some(({ deviceId, isConnected }) => deviceId === proberId && isConnected);
    if (!isThere && lostAt() !== clock.now()) count.absentElected += 1;
  };
}

function isProbing(duty: SchoolMachine['duty'], nowMs: number): boolean {
  return duty?.duty === 'prober' && nowMs < duty.until;
}

function isLong(since: number | null, nowMs: number): boolean {
  return since !== null && nowMs - since > minuteMs;
}

/** As it ought to be. */
export const noFaults: SchoolDays['faults'] = {
  doubleProbers: 0,
  unprobed: 0,
  absentElected: 0,
  testsInLessons: 0,
  overlappingTests: 0,
  monthsOverBudget: 0,
};
