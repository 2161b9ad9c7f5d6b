import type { OutageRow } from '../../../shared/contract/line-rows.ts';
import { createSchoolCalendar, type SchoolCalendar } from '../../../shared/domain/calendar.ts';
import { createDraw, type Draw } from '../simulator/random.ts';
import { createAddressPlan } from './address-plan.ts';
import { type Enrolled, enrolAll } from './enrol.ts';
import { openThrowAway, type ThrowAway } from './installation.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMachine, type Machine } from './machine.ts';
import { type OutageJson, outageJson } from './outage-json.ts';
import { type Plan, type PlannedMachine, utcOffsetMs } from './plan.ts';
import { createPump, type Pump } from './pump.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { createWorld, type World } from './world.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const utcOffset = { utcOffsetMinutes: utcOffsetMs / minuteMs };
/** Everybody is on, connected and known before the scenario begins. */
const leadInMs = 20 * minuteMs;
/** For what waits to be delivered and judged when it is over; nothing happens meanwhile. */
const settlingMs = 15 * minuteMs;
const stepMs = 1_000;

type Stage = {
  readonly plan: Plan;
  readonly clock: VirtualClock;
  readonly draw: Draw;
  readonly ledger: Ledger;
  readonly pump: Pump;
  readonly installation: ThrowAway;
  readonly world: World;
  readonly machines: readonly Machine[];
  /** What the broker's own fate takes to happen. */
  brokerWork: Promise<void>;
  /** The scenario ends without its broker: it runs again only to be asked. */
  isBrokerGone: boolean;
};

export type PlayDeps = { readonly say: (line: string) => void };

/** Plays a scenario on an installation of its own, and gives the incidents that its broker tells of. */
export async function play(plan: Plan, deps: PlayDeps): Promise<readonly OutageJson[]> {
  const beginMs = plan.startMs - leadInMs;
  const clock = createVirtualClock(beginMs);
  const addresses = createAddressPlan(plan);
  // TLS looks at the wall clock: a certificate of a scenario in the past must be valid today.
  const certificateClock = { ...clock, now: () => Math.max(Date.now(), clock.now()) };
  const calendar = calendarOf(plan);
  const ledger = createLedger();
  const pump = createPump({ clock, ledger });
  const installation = await openThrowAway(clock, {
    certificateClock,
    calendar,
    networks: addresses.networks,
  });
  try {
    await pump.through(installation.start());
    const enrolled = await pump.through(enrolAll(installation, plan));
    deps.say(`joined: ${enrolled.size} machines`);
    const stage = createStage(plan, { clock, ledger, pump, installation, addresses, enrolled });
    await run(stage, deps);
    return await outagesOf(stage);
  } finally {
    await pump.through(installation.close());
  }
}

/** Every day is a school day, Sundays too, except the scenario's holidays: the shipped rules know no such week. */
function calendarOf({ holidays }: Plan): SchoolCalendar {
  const none = createSchoolCalendar({ ...utcOffset, saturdayIsSchoolDay: true, yearly: [], dated: [] });
  const first = Date.UTC(2000, 0, 1) / dayMs;
  const closed = new Set(holidays.map((day) => Date.parse(day) / dayMs - first));
  let total = 0;
  const days = none.schoolDaysThrough.map((_, index) => {
    if (index > 0 && !closed.has(index - 1)) total += 1;
    return total;
  });
  return { ...utcOffset, schoolDaysThrough: days };
}

function createStage(
  plan: Plan,
  parts: Pick<Stage, 'clock' | 'ledger' | 'pump' | 'installation'> & {
    readonly addresses: ReturnType<typeof createAddressPlan>;
    readonly enrolled: ReadonlyMap<string, Enrolled>;
  },
): Stage {
  const { clock, ledger, installation, addresses, enrolled } = parts;
  const draw = createDraw(plan.seed);
  const machineOf = new Map<string, Machine>();
  const world = createWorld(plan, {
    ...{ clock, draw: draw.fork('world'), addressOf: addresses.addressOf },
    machinesChanged: (names) => {
      for (const name of names) machineOf.get(name)?.reconsider();
    },
    waysChanged: (schoolCode) => {
      for (const machine of machineOf.values())
        if (machine.planned.schoolCode === schoolCode) machine.wayChanged();
    },
    brokerChanged: (isUp) => brokerChanged(stage, isUp),
  });
  const stage: Stage = {
    ...{ ...parts, plan, draw, world, brokerWork: Promise.resolve(), isBrokerGone: false },
    get machines() {
      return [...machineOf.values()];
    },
  };
  for (const planned of plan.machines) {
    const identity = enrolled.get(planned.name);
    if (identity === undefined) throw new Error(`${planned.name} did not join`);
    const own = draw.fork(planned.name);
    const machine = createMachine(planned, {
      ...{ clock, ledger, identity, draw: own, world: () => world },
      clockOffsetMs: wrongClock(plan, planned, own),
      target: ({ address }) => ({ ...identity, port: installation.mqttPort(), localAddress: address }),
    });
    machineOf.set(planned.name, machine);
  }
  return stage;
}

/** Dead batteries, wrong time zones, clocks that run away. */
function wrongClock({ schools }: Plan, { schoolCode }: PlannedMachine, draw: Draw): number {
  const share = schools.find(({ code }) => code === schoolCode)?.clock ?? 0;
  if (!draw.chance(share)) return 0;
  const hourMs = 3_600_000;
  return draw.pick([
    -7 * hourMs,
    7 * hourMs,
    -400 * 24 * hourMs,
    3 * 24 * hourMs,
    11 * minuteMs,
    -25 * minuteMs,
  ]);
}

function brokerChanged(stage: Stage, isUp: boolean): void {
  const { installation, draw } = stage;
  const how = draw.chance(0.5) ? 'clean' : 'crash';
  const over = stage.ledger.begin();
  stage.brokerWork = stage.brokerWork
    .then(() => (isUp ? installation.start() : installation.stop(how)))
    .finally(over);
}

async function run(stage: Stage, { say }: PlayDeps): Promise<void> {
  const { clock, plan, world, machines } = stage;
  for (const machine of machines) machine.begin();
  await moveTo(stage, plan.startMs - minuteMs);
  const connected = machines.filter((machine) => machine.isConnected()).length;
  say(`connected: ${connected} of ${machines.length}`);
  world.start();
  await moveTo(stage, plan.endMs);
  stage.isBrokerGone = world.freeze().wasBrokerDown;
  if (stage.isBrokerGone) brokerChanged(stage, true);
  await moveTo(stage, plan.endMs + settlingMs);
  say(`played: ${Math.round((clock.now() - plan.startMs) / minuteMs)} minutes`);
}

/** In steps, each of which ends when the broker has worked off what was sent in it. */
async function moveTo({ clock, pump }: Stage, untilMs: number): Promise<void> {
  while (clock.now() < untilMs) {
    await clock.moveTo(Math.min(untilMs, clock.now() + stepMs));
    await pump.settle();
  }
}

async function outagesOf({
  installation,
  isBrokerGone,
  machines,
  pump,
  plan,
}: Stage): Promise<readonly OutageJson[]> {
  const names = new Map([
    ...machines.map(({ deviceId, planned }) => [deviceId, planned.name] as const),
    ...plan.lines.map((line) => [line.lineId, line.name] as const),
    ...plan.services.map((service) => [service.serviceId, service.name] as const),
  ]);
  const pages = await pump.through(
    installation.ask('outageList', { from: plan.startMs - leadInMs, until: plan.endMs + settlingMs }),
  );
  const rows = pages.flatMap(({ outages }) => outages);
  const isStillGone = ({ cause, end }: OutageRow): boolean =>
    isBrokerGone && cause === 'broker' && end !== null && end >= plan.endMs - minuteMs;
  const shown = rows.map((row) => (isStillGone(row) ? { ...row, end: null } : row));
  return outageJson(shown, (id) => names.get(id) ?? id);
}
