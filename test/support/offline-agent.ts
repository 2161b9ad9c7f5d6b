import process from 'node:process';
import { startAgent } from '../../agent/agent.ts';
import type { Collector } from '../../agent/collector.ts';
import { createRealHost } from '../../agent/host/real-host.ts';
import type { Facts } from '../../shared/contract/readings.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { createLog } from '../../shared/runtime/log.ts';

/*
 * The agent that has joined in the state folder named first, on a machine of the host name and the memory (bytes) named
 * third and fourth, in a time of its own that begins at the second (ms UTC) and runs as fast as the disk keeps its
 * reports. Prints how many wait in the outbox, until it is killed.
 */
const [, , folder = '', startedAt = '', hostname = '', memoryBytes = ''] = process.argv;
const clock = createManualClock(Number(startedAt));
const stepMs = 10_000;
const quarterDayMs = 6 * 3_600_000;

const found: { readonly [S in 'usage' | 'system' | 'hardware' | 'network']: () => Facts[S] } = {
  usage: () => ({ cpuPercent: 7, memoryAvailableBytes: 1_000_000_000, osUptimeSeconds: 60 }),
  system: () => ({ platform: 'linux', osId: 'debian', osVersion: '12', hostname }),
  hardware: () => ({ vendor: 'Dell', model: 'OptiPlex 3050', memoryBytes: Number(memoryBytes) }),
  // Another gateway every six hours: a section that goes on changing.
  network: () => ({ gateway: `10.0.0.${1 + (Math.floor(clock.now() / quarterDayMs) % 200)}` }),
};
const sections = ['usage', 'system', 'hardware', 'network'] as const;
const collectors: readonly Collector[] = sections.map((section) => ({
  section,
  deadlineMs: 1_000,
  collect: () => Promise.resolve({ outcome: 'ok', facts: found[section]() }),
}));

const agent = await startAgent(
  {
    clock,
    collectors,
    // Asked for the birth alone, which nobody hears.
    host: createRealHost(),
    random: Math.random,
    log: createLog('agent', 'error'),
    upSeconds: () => clock.monotonicMs() / 1000,
  },
  { folder, isAtOnce: true },
);
if (!agent.ok) throw new Error(agent.error.code);
for (let printed = 0; ; ) {
  await clock.advance(stepMs);
  const { rows } = agent.value.outbox();
  if (rows !== printed) process.stdout.write(`${rows}\n`);
  printed = rows;
}
