import { err, ok } from '../../shared/domain/result.ts';
import { type Clock, delay } from '../../shared/runtime/clock.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type CpuTicks, type Host } from '../host/host.ts';
import { known, mapFact, readFact } from './facts.ts';
import { probeGateway } from './gateway-probe.linux.ts';
import { keyValues, wholeNumber, words } from './text.ts';

/** Ten ticks of a 100 Hz kernel on each processor: enough for a per cent, too short to be a wait. */
const cpuWindowMs = 100;

export async function readLinuxUsage({ host, clock }: CollectorContext): Promise<Measured<'usage'>> {
  const [cpuPercent, gateway] = await Promise.all([sampleCpu(host, clock), probeGateway(host)]);
  const memory = await readFact(host, '/proc/meminfo', parseMemory);
  const capacity = await host.capacity('/');
  return {
    cpuPercent,
    memoryAvailableBytes: mapFact(memory, (values) => values.availableBytes),
    swapUsedBytes: mapFact(memory, (values) => values.swapUsedBytes),
    systemFreeBytes: capacity.ok ? ok(capacity.value.freeBytes) : err(absentReason(capacity.error)),
    osUptimeSeconds: await readFact(host, '/proc/uptime', parseUptime),
    gatewayReachable: mapFact(gateway, ({ isReachable }) => isReachable),
    gatewayLatencyMs: mapFact(gateway, ({ latencyMs }) => latencyMs),
  };
}

/** The `cpu` line of /proc/stat: idle and iowait are not busy; guest time is already in user time. */
export function parseCpuTicks(stat: string): CpuTicks | undefined {
  const line = /^cpu +(.+)$/m.exec(stat)?.[1];
  const ticks = line === undefined ? [] : words(line).slice(0, 8).map(wholeNumber);
  const [user, nice, system, idle, iowait = 0, irq = 0, softirq = 0, steal = 0] = ticks;
  if (user === undefined || nice === undefined || system === undefined || idle === undefined)
    return undefined;
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, total: busy + idle + iowait };
}

async function sampleCpu(host: Host, clock: Clock): Promise<Fact<number>> {
  const before = await readFact(host, '/proc/stat', parseCpuTicks);
  if (!before.ok) return before;
  await delay(clock, cpuWindowMs);
  const after = await readFact(host, '/proc/stat', parseCpuTicks);
  return after.ok ? known(busyPercent(before.value, after.value)) : after;
}

/** Undefined when no tick has passed, or the counters went back (a suspended machine). */
export function busyPercent(before: CpuTicks, after: CpuTicks): number | undefined {
  const total = after.total - before.total;
  const busy = after.busy - before.busy;
  if (total <= 0 || busy < 0) return undefined;
  return Math.round(Math.min(1, busy / total) * 1000) / 10;
}

/** MemAvailable, and SwapTotal − SwapFree, of proc(5). */
export function parseMemory(meminfo: string): { availableBytes?: number; swapUsedBytes?: number } {
  const values = keyValues(meminfo, ':');
  const bytes = (name: string): number | undefined => {
    const kib = wholeNumber(/^(\d{1,12}) kB$/.exec(values.get(name) ?? '')?.[1]);
    return kib === undefined ? undefined : kib * 1024;
  };
  const [available, swap, swapFree] = [bytes('MemAvailable'), bytes('SwapTotal'), bytes('SwapFree')];
  return {
    ...(available === undefined ? {} : { availableBytes: available }),
    ...(swap === undefined || swapFree === undefined ? {} : { swapUsedBytes: Math.max(0, swap - swapFree) }),
  };
}

export function parseUptime(text: string): number | undefined {
  return wholeNumber(/^(\d{1,12})(\.\d+)? /.exec(text)?.[1]);
}
