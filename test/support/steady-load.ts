import { createInterface } from 'node:readline';
import type { TLSSocket } from 'node:tls';
import { generate } from 'mqtt-packet';
import { heartbeat } from './heartbeat.ts';
import type { JoinedMachine } from './join-machines.ts';
import { openDevice } from './open-device.ts';
import type { SteadyFigures, SteadyJob } from './steady-load-process.ts';

/** Publishes on schedule, whatever the answers (open loop): what was not acknowledged shows, also when nothing moves. */
type Drummer = { socket: TLSSocket | null; seq: number; readonly sentMs: Map<number, number> };

type Window = { due: number; acknowledged: number; readonly latenciesMs: number[]; reconnects: number };

const emptyWindow = (): Window => ({ due: 0, acknowledged: 0, latenciesMs: [], reconnects: 0 });

function startDrumming(job: SteadyJob, windowOf: () => Window): Promise<void>[] {
  const everyMs = 1000 / job.perSecond;
  return job.machines.map(async (machine, n) => {
    const drummer: Drummer = { socket: null, seq: job.firstSeq, sentMs: new Map() };
    await connectDrummer(job, machine, drummer, windowOf);
    setTimeout(
      () => setInterval(() => beat(machine, drummer, windowOf()), everyMs),
      (everyMs * n) / job.machines.length,
    );
  });
}

async function connectDrummer(
  job: SteadyJob,
  machine: JoinedMachine,
  drummer: Drummer,
  windowOf: () => Window,
): Promise<void> {
  const socket = await openDevice(job, machine, {
    onPacket: (packet) => {
      if (packet.cmd !== 'puback') return;
      const sentMs = drummer.sentMs.get(packet.messageId ?? 0);
      drummer.sentMs.delete(packet.messageId ?? 0);
      const window = windowOf();
      window.acknowledged += 1;
      if (sentMs !== undefined) window.latenciesMs.push(performance.now() - sentMs);
    },
  });
  drummer.socket = socket;
  socket.once('close', () => {
    drummer.socket = null;
    windowOf().reconnects += 1;
    const again = (): void => {
      connectDrummer(job, machine, drummer, windowOf).catch(() => setTimeout(again, 200));
    };
    again();
  });
}

function beat({ deviceId, boot }: JoinedMachine, drummer: Drummer, window: Window): void {
  window.due += 1;
  if (drummer.socket === null) return;
  drummer.seq += 1;
  const messageId = (drummer.seq % 65_535) + 1;
  drummer.sentMs.set(messageId, performance.now());
  const payload = heartbeat(boot, drummer.seq);
  const topic = `drum/1/${deviceId}/report`;
  drummer.socket.write(
    generate({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false, messageId }),
  );
}

function figuresOf({ due, acknowledged, latenciesMs, reconnects }: Window): SteadyFigures {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    ...{ due, acknowledged, reconnects },
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: sorted.at(-1) ?? 0 },
  };
}

// Line 1 is the job. Every further line ends a window: its figures are printed, and the next one begins.
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const job = JSON.parse((await lines.next()).value ?? '{}') as SteadyJob;
let current = emptyWindow();
await Promise.all(startDrumming(job, () => current));
process.stdout.write('connected\n');
for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
  const ended = current;
  current = emptyWindow();
  process.stdout.write(`${JSON.stringify(figuresOf(ended))}\n`);
}
process.exit(0);
