import fc from 'fast-check';
import { monthOf } from '../../../../broker/fleet/local-day.ts';
import type { TestRules } from '../../../../shared/domain/probe/budget.ts';
import { rules } from '../fleet-rig.ts';
import type { RunTest, SchoolMachine, SchoolWorld } from './school-world.ts';

/** What must hold of a school, as simply as it can be said. */
export type SchoolModel = {
  readonly rules: TestRules;
  /** Who is connected. */
  readonly connected: Set<number>;
  /** Since when nothing has happened that an election may wait for, in ms of the world. */
  calmSince: number;
  isClockSet: boolean;
};

type Command = fc.AsyncCommand<SchoolModel, SchoolWorld>;

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Somebody leaves: patience of 40 s, a sweep of 30 s, and the order. A broker that was away: five minutes before. */
const handOverMs = 90_000;

function machineOf(world: SchoolWorld, number: number): SchoolMachine {
  const machine = world.machines[number];
  if (machine === undefined) throw new Error(`no machine ${number}`);
  return machine;
}

/** A command about one machine, or about none. */
function command(
  name: string,
  run: (world: SchoolWorld, model: SchoolModel) => void | Promise<void>,
  check: (model: SchoolModel) => boolean = () => true,
): Command {
  return {
    check,
    run: async (model, world) => {
      await run(world, model);
      expectAll(world, model);
    },
    toString: () => name,
  };
}

const isOff =
  (number: number) =>
  ({ connected }: SchoolModel): boolean =>
    !connected.has(number);
const isOn =
  (number: number) =>
  ({ connected }: SchoolModel): boolean =>
    connected.has(number);

const changed = (world: SchoolWorld, model: SchoolModel): void => {
  model.calmSince = world.monotonicMs();
};

const powerOn = (number: number): Command =>
  command(
    `on ${number}`,
    (world, model) => {
      world.powerOn(machineOf(world, number));
      model.connected.add(number);
      changed(world, model);
    },
    isOff(number),
  );

const leave = (number: number, how: 'off' | 'sleep'): Command =>
  command(
    `${how} ${number}`,
    (world, model) => {
      const machine = machineOf(world, number);
      if (how === 'off') world.powerOff(machine);
      else world.disconnect(machine);
      model.connected.delete(number);
      changed(world, model);
    },
    isOn(number),
  );

const wake = (number: number): Command =>
  command(
    `wake ${number}`,
    (world, model) => {
      const machine = machineOf(world, number);
      if (!machine.isOn) return;
      world.connect(machine);
      model.connected.add(number);
      changed(world, model);
    },
    isOff(number),
  );

/** A result is lost with its machine's disk. */
const forget = (number: number): Command =>
  command(`forget ${number}`, (world) => void machineOf(world, number).outbox.splice(0));

const wrongClock = (number: number, aheadMs: number): Command =>
  command(`clock of ${number} ahead by ${aheadMs}`, (world) => {
    machineOf(world, number).aheadMs = aheadMs;
  });

const pass = (seconds: number): Command => command(`${seconds} s`, (world) => live(world, seconds));

/** Whoever waits for a result asks again. */
const ask = (times: number, everySeconds: number): Command =>
  command(`ask ${times} times, every ${everySeconds} s`, async (world) => {
    for (let left = times; left > 0; left -= 1) {
      await world.probes().requestTest('auto-A');
      await live(world, everySeconds);
    }
  });

const restart = (): Command =>
  command('restart', async (world, model) => {
    await world.restartBroker();
    model.connected.clear();
    // Whoever was connected may be on the way back for five minutes.
    model.calmSince = world.monotonicMs() + 5 * minuteMs;
  });

/** To the last minutes of the month, or some days on. */
const skip = (days: number): Command =>
  command(`${days} days`, async (world, model) => {
    world.setTime(world.monotonicMs() + Math.round(days * dayMs));
    // Nobody told anything meanwhile: whoever was on duty would be mute. They begin anew.
    for (const number of model.connected) {
      world.powerOff(machineOf(world, number));
      world.powerOn(machineOf(world, number));
    }
    changed(world, model);
    await live(world, 5);
  });

/** Once: after a clock that was set twice a machine that slept for days may end its duty sooner than anybody knows. */
const setClock = (byMs: number): Command =>
  command(
    `broker's clock by ${byMs}`,
    (world, model) => {
      // An order that still waits for its machine would live as much longer.
      if (byMs < 0 && world.machines.some(({ unanswered }) => unanswered.length > 0)) return;
      model.isClockSet = true;
      world.setClock(byMs);
    },
    ({ isClockSet }) => !isClockSet,
  );

/** Each second of a broker that matters, and what machines tell every five minutes. */
async function live(world: SchoolWorld, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 5) {
    const now = world.monotonicMs() + Math.min(5, left) * 1_000;
    const isDue = Math.floor(now / (5 * minuteMs)) > Math.floor(world.monotonicMs() / (5 * minuteMs));
    world.setTime(now);
    if (isDue) world.report();
    await world.tick();
  }
}

function expectAll(world: SchoolWorld, model: SchoolModel): void {
  const { tests } = world;
  const last = tests.at(-1);
  for (const test of tests.slice(-6, -1)) {
    if (last !== undefined && last.from < test.to) throw new Error('two tests at once');
  }
  expectMonths(world, model.rules);
  if (world.monotonicMs() - model.calmSince > handOverMs) expectSeats(world, model);
}

/** No month costs more than it may, and nothing that crossed the line is missing from what is told of this one. */
function expectMonths(world: SchoolWorld, { budgetBytes, testsPerMonth }: TestRules): void {
  const { tests, clock } = world;
  for (const [month, ofMonth] of Map.groupBy(tests, ({ months: [ordered] }) => ordered)) {
    if (bytesOf(ofMonth) > budgetBytes) throw new Error(`${month} costs ${bytesOf(ofMonth)}`);
    if (ofMonth.length > testsPerMonth) throw new Error(`${month} has ${ofMonth.length} tests`);
  }
  const now = monthOf(clock.now(), rules.calendar);
  const crossed = bytesOf(tests.filter(({ months }) => months.includes(now)));
  const { usedBytes } = world.probes().spentOf('auto-A');
  if (usedBytes < crossed) throw new Error(`${now}: ${usedBytes} told of ${crossed}`);
}

function bytesOf(tests: readonly RunTest[]): number {
  return tests.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** One prober where anybody is connected, and one who stands by where two are; each knows, and nobody else believes. */
function expectSeats(world: SchoolWorld, { connected }: SchoolModel): void {
  const there = world.machines.filter((_, number) => connected.has(number));
  const { proberId, standbyId } = world.probes().dutyOf('auto-A');
  const believing = (duty: string) =>
    there
      .filter((machine) => machine.duty?.duty === duty && world.monotonicMs() < machine.duty.until)
      .map(({ deviceId }) => deviceId);
  if (there.length === 0) return;
  const [probers, standbys] = [believing('prober'), believing('standby')];
  if (probers.length !== 1 || probers[0] !== proberId) throw new Error(`probers: ${probers} for ${proberId}`);
  if (there.length === 1) return;
  if (standbys.length !== 1 || standbys[0] !== standbyId || standbyId === proberId)
    throw new Error(`standbys: ${standbys} for ${standbyId}`);
}

/** What may happen to a school of so many machines. */
export function schoolCommands(machines: number): fc.Arbitrary<Iterable<Command>> {
  const number = fc.nat(machines - 1);
  const hourMs = 3_600_000;
  const all = [
    number.map(powerOn),
    number.map(powerOn),
    number.map((one) => leave(one, 'off')),
    number.map((one) => leave(one, 'sleep')),
    number.map(wake),
    number.map(forget),
    fc
      .tuple(number, fc.constantFrom(-400 * dayMs, -7 * hourMs, 7 * hourMs, 0, 0, 0))
      .map((given) => wrongClock(...given)),
    fc.constantFrom(5, 20, 60, 120, 200, 400).map(pass),
    fc.constantFrom(120, 200, 400).map(pass),
    fc.tuple(fc.constantFrom(1, 2, 4, 7), fc.constantFrom(5, 30, 250)).map((given) => ask(...given)),
    fc.tuple(fc.constantFrom(1, 2, 4, 7), fc.constantFrom(5, 30, 250)).map((given) => ask(...given)),
    fc.constant(restart()),
    fc.constantFrom(0.1, 1, 6.99, 20).map(skip),
    fc.constantFrom(-2 * hourMs, -40 * dayMs, 3 * hourMs, 35 * dayMs).map(setClock),
  ];
  return fc.commands(all, { maxCommands: 60, size: 'max' });
}
