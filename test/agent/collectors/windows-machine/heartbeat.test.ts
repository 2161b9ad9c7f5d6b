import { describe, expect, test } from 'vitest';
import { usage } from '../../../../agent/collectors/usage.ts';
import type { ConnectFailure } from '../../../../agent/host/network-port.ts';
import { err, ok, type Result } from '../../../../shared/domain/result.ts';
import { createManualClock } from '../../../../shared/runtime/clock.ts';
import type { RecordedHost } from '../../../support/recorded-host.ts';
import { openResources } from '../../../support/resources.ts';
import { labPc } from './samples/lab-pc.ts';
import { factsOf, openWindowsHost } from './support/machine.ts';

type Answer = Result<number, ConnectFailure>;

/** Facts of a heartbeat whose gateway answers a port in this way, and how often it was asked. */
async function heartbeat(answer: (port: number, timeoutMs: number) => Answer) {
  const asked: string[] = [];
  const connect = (address: string, port: number, timeoutMs: number): Promise<Answer> => {
    asked.push(`${address}:${port}`);
    return Promise.resolve(answer(port, timeoutMs));
  };
  return { ...(await factsOf(usage, { ...labPc, connect })), asked };
}

describe('the gateway of the live interface is asked', () => {
  test('one answer is enough', async () => {
    const { facts, asked } = await heartbeat(() => ok(0.8));
    expect(facts).toMatchObject({ gatewayReachable: true, gatewayLatencyMs: 0.8 });
    expect(asked).toEqual(['192.168.10.1:80']);
  });

  test('a router that drops one port may answer another', async () => {
    const { facts } = await heartbeat((port) => (port === 53 ? ok(1.5) : err('timed-out')));
    expect(facts).toMatchObject({ gatewayReachable: true, gatewayLatencyMs: 1.5 });
  });

  test('Windows that finds no such machine says so', async () => {
    const { facts } = await heartbeat((_, timeoutMs) => err(timeoutMs > 1_000 ? 'unreachable' : 'timed-out'));
    expect(facts).toMatchObject({ gatewayReachable: false });
    expect(facts.gatewayLatencyMs).toBeUndefined();
  });

  test('silence proves nothing', async () => {
    const { facts, absent } = await heartbeat(() => err('timed-out'));
    expect(facts.gatewayReachable).toBeUndefined();
    expect(absent).toMatchObject({ gatewayReachable: 'timed-out' });
  });
});

test('memory and uptime come from the runtime', async () => {
  const { facts } = await heartbeat(() => ok(1));
  expect(facts).toMatchObject({ memoryAvailableBytes: 1_200_000_000, osUptimeSeconds: 7200 });
});

test('the load of the processors is the mean since the heartbeat before', async () => {
  await using resources = openResources();
  const recorded = resources.closing(await openWindowsHost(labPc));
  const ticks = [
    { busy: 100, total: 1_000 },
    { busy: 350, total: 2_000 },
    { busy: 10, total: 20 },
  ];
  let at = 0;
  const host: RecordedHost = {
    ...recorded,
    facts: () => ({ ...recorded.facts(), ...(ticks[at] === undefined ? {} : { cpuTicks: ticks[at] }) }),
  };
  const beat = async () => {
    const { signal } = new AbortController();
    const windows = () => err('unsupported' as const);
    const clock = createManualClock(1_790_000_000_000);
    const result = await usage.collect({ host, clock, signal, windows, isQuerySlow: false });
    at += 1;
    return result.outcome === 'ok' ? (result.facts.cpuPercent ?? result.absent?.cpuPercent) : undefined;
  };
  // The counters of the last two went back: the machine was suspended.
  expect([await beat(), await beat(), await beat(), await beat()]).toEqual([
    'no-data',
    25,
    'no-data',
    'no-data',
  ]);
});

test('the registry is asked at the first heartbeat, and again after six hours or when an address changed', async () => {
  await using resources = openResources();
  const clock = createManualClock(1_790_000_000_000);
  let facts = labPc.facts;
  const recorded = resources.closing(await openWindowsHost(labPc));
  const host: RecordedHost = { ...recorded, facts: () => ({ ...recorded.facts(), ...facts }) };
  const beat = async (): Promise<number> => {
    const { signal } = new AbortController();
    await usage.collect({ host, clock, signal, windows: () => err('unsupported'), isQuerySlow: false });
    return recorded.started.length;
  };
  expect(await beat()).toBe(1);
  await clock.advance(5 * 3_600_000);
  expect(await beat()).toBe(1);
  await clock.advance(3_600_000);
  expect(await beat()).toBe(2);
  const [first, ...others] = labPc.facts?.interfaces ?? [];
  if (first === undefined) throw new Error('the sample has no interface');
  facts = { ...labPc.facts, interfaces: [{ ...first, address: '192.168.10.99' }, ...others] };
  expect(await beat()).toBe(3);
  expect(await beat()).toBe(3);
});
