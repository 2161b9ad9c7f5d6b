import { MqttClient } from 'mqtt';
import type { Agent } from '../../agent/agent.ts';
import { readIdentity, writeIdentity } from '../../agent/identity.ts';
import { createManualClock, every, type ManualClock } from '../../shared/runtime/clock.ts';
import { idOn, joinSeat, type LabSeat, openSeat, startSeat } from '../support/agent-lab.ts';
import type { Resources } from '../support/resources.ts';
import type { Installation } from '../support/running-installation.ts';
import { type CountingRelay, type Crossed, openCountingRelay, untilQuiet } from './counting-relay.ts';

/** One school day of an ordinary machine, as it crossed the wire. */
export type WireDay = {
  readonly total: Crossed;
  /** Both handshakes, both births with their welcomes, the day's first report and the goodbye. */
  readonly connecting: number;
  readonly heartbeats: Stretch;
  readonly pings: Stretch;
  /** What reports were sent, as MQTT carried them. */
  readonly payloads: readonly Buffer[];
};

/** How often something happened, and what it cost together. */
export type Stretch = { readonly count: number; readonly bytes: number };

const minuteMs = 60_000;
const stepMs = 3_000;
const lessonsMinutes = 9.5 * 60;
/** The connection breaks once, at noon. */
const cutMinute = 285;
const packages = 400;

/** A machine whose neighbours have the line's duties; it has told its inventory on the day before. */
export async function openOrdinaryMachine(
  resources: Resources,
  installation: Installation,
): Promise<LabSeat> {
  const clock = { now: Date.now, monotonicMs: () => performance.now() };
  for (const n of [2, 3]) {
    const seat = await openSeat(resources, n);
    await writeFiles(seat, heartbeatFiles(0));
    await joinSeat(seat, installation.token());
    const neighbour = await startSeat(seat, { ...systemTimers, ...clock });
    resources.defer(() => neighbour.stop('stopped'));
    await untilConnected(neighbour);
  }
  const seat = await openSeat(resources, 1);
  await writeFiles(seat, heartbeatFiles(0));
  await seat.host.write('/var/lib/dpkg/status', dpkgStatus('1.0'));
  await joinSeat(seat, installation.token());
  return seat;
}

/** What a heartbeat is read from: all its facts are there, and its figures never stand still, as on a real machine. */
function heartbeatFiles(minute: number): Readonly<Record<string, string>> {
  const noise = (minute * 7919) % 1_000_003;
  return {
    '/proc/stat': `cpu  ${402_125 + noise} 8811 120938 9120344 30211 0 4211 0 0 0\n`,
    '/proc/meminfo':
      `MemTotal: 8048676 kB\nMemAvailable: ${5_006_728 - noise} kB\n` +
      `SwapTotal: 2097148 kB\nSwapFree: ${2_090_012 - (noise % 9973)} kB\n`,
    '/proc/uptime': `${34_211 + minute * 60}.54 120938.11\n`,
    '/proc/net/route':
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n' +
      'eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n',
  };
}

async function writeFiles({ host }: LabSeat, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) await host.write(path, content);
}

const systemTimers = {
  after: (delayMs: number, callback: () => void) => {
    const timer = setTimeout(callback, Math.min(delayMs, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/** Lives one day from the switch in the morning to the one in the evening, with one changed package and one reconnect. */
export async function liveWireDay(
  resources: Resources,
  seat: LabSeat,
  mqttPort: number,
  startMs: number,
): Promise<WireDay> {
  const relay = await openCountingRelay(mqttPort);
  resources.defer(() => relay.close());
  goThrough(seat, relay);
  const clock = createManualClock(startMs);
  using _timers = virtualIntervals(clock);
  using published = recordReports(seat);
  const agent = await startSeat(seat, clock, () => 0.5);
  await settle(clock, relay, agent);
  let heartbeats: Stretch = { count: 0, bytes: 0 };
  let pings: Stretch = { count: 0, bytes: 0 };
  let other = relay.crossed().bytes;
  for (let minute = 0; minute < lessonsMinutes; minute += 1) {
    const before = { bytes: relay.crossed().bytes, reports: published.payloads.length };
    if (minute === cutMinute) await reconnect(clock, relay, agent);
    await writeFiles(seat, heartbeatFiles(minute));
    await passMinute(clock);
    await settle(clock, relay, agent);
    const bytes = relay.crossed().bytes - before.bytes;
    const reports = published.payloads.length - before.reports;
    if (minute === cutMinute || reports > 1) other += bytes;
    else if (reports === 1) heartbeats = { count: heartbeats.count + 1, bytes: heartbeats.bytes + bytes };
    else if (bytes > 0) pings = { count: pings.count + 1, bytes: pings.bytes + bytes };
  }
  const beforeGoodbye = relay.crossed().bytes;
  await agent.stop('shutdown');
  await untilQuiet(relay);
  const total = relay.crossed();
  return {
    ...{ total, heartbeats, pings, connecting: other + total.bytes - beforeGoodbye },
    payloads: [...published.payloads],
  };
}

/** A list of software as long as that of a school's machine; one package has another version. */
export function dpkgStatus(version: string): string {
  return Array.from({ length: packages }, (_, index) =>
    [
      `Package: package-${index.toString(36)}-of-the-distribution`,
      'Status: install ok installed',
      `Version: ${index === 0 ? version : `2.${index}-1ubuntu${index % 7}`}`,
      'Maintainer: Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>',
      '',
      '',
    ].join('\n'),
  ).join('');
}

function goThrough({ folder }: LabSeat, relay: CountingRelay): void {
  const identity = readIdentity(folder);
  if (!identity.ok || identity.value === null) throw new Error('no identity');
  const addresses = identity.value.addresses.map((address) => ({
    ...address,
    mqttPort: relay.port,
    httpsPort: relay.port,
  }));
  const written = writeIdentity(folder, { ...identity.value, addresses });
  if (!written.ok) throw new Error(written.error.code);
}

/** In steps shorter than a collector's deadline, and slowly enough for the disk of this machine to answer in between. */
async function passMinute(clock: ManualClock): Promise<void> {
  for (let passedMs = 0; passedMs < minuteMs; passedMs += stepMs) {
    await clock.advance(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Connected, everything acknowledged, and the wire silent. */
async function settle(clock: ManualClock, relay: CountingRelay, agent: Agent): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    await untilQuiet(relay);
    const { kind } = agent.connection();
    if (kind === 'connected' && agent.outbox().rows === 0) return;
    // A handshake takes real time.
    if (kind !== 'connecting') await clock.advance(200);
  }
  throw new Error(`not connected: ${JSON.stringify(agent.connection())}`);
}

async function reconnect(clock: ManualClock, relay: CountingRelay, agent: Agent): Promise<void> {
  relay.cut();
  for (let attempt = 0; attempt < 300 && agent.connection().kind === 'connected'; attempt += 1) {
    await untilQuiet(relay);
  }
  await settle(clock, relay, agent);
}

async function untilConnected(agent: Agent): Promise<void> {
  for (let attempt = 0; attempt < 300 && agent.connection().kind !== 'connected'; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** mqtt.js counts the keep-alive with the process's own intervals: here they follow the day's clock. */
function virtualIntervals(clock: ManualClock): Disposable {
  const { setInterval: set, clearInterval: clear } = globalThis;
  const ours = new Map<object, () => void>();
  Object.assign(globalThis, {
    setInterval: (callback: () => void, delayMs: number) => {
      const timer = { unref: () => timer, ref: () => timer };
      ours.set(timer, every(clock, delayMs, callback));
      return timer;
    },
    clearInterval: (timer: object) => {
      const cancel = ours.get(timer);
      if (cancel === undefined) clear(timer as ReturnType<typeof set>);
      else cancel();
    },
  });
  return {
    [Symbol.dispose]: () => void Object.assign(globalThis, { setInterval: set, clearInterval: clear }),
  };
}

/** Payloads of this machine's reports as they go out. */
function recordReports(seat: LabSeat): Disposable & { readonly payloads: readonly Buffer[] } {
  const topic = `drum/1/${idOn(seat)}/report`;
  const payloads: Buffer[] = [];
  const { publish } = MqttClient.prototype;
  MqttClient.prototype.publish = function record(this: MqttClient, ...sent: Parameters<typeof publish>) {
    if (sent[0] === topic) payloads.push(Buffer.from(sent[1]));
    return publish.apply(this, sent);
  } as typeof publish;
  return {
    payloads,
    [Symbol.dispose]: () => {
      MqttClient.prototype.publish = publish;
    },
  };
}
