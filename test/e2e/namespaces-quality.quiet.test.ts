import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { countConnections } from '../support/net-count.ts';
import { card, resolvers, uplinks } from '../support/net-network.ts';
import type { Relay } from '../support/net-relay.ts';
import { type NetSchool, openNetSchool, patiently, untilProbed } from '../support/net-school.ts';
import { openResources } from '../support/resources.ts';
import { requireTool } from '../support/tools.ts';

// Real agents look once a minute, and five minutes in a row make an incident: these tests take their time, and take it together.
const timeout = 720_000;
const anchor = '1.1.1.1:443';

async function lineOf(school: NetSchool) {
  const [listed] = await school.ask('lineList', {});
  return listed?.lines[0];
}

/** What agents that stop hand over; the line as it is told then. */
async function told(school: NetSchool) {
  const before = (await lineOf(school))?.measuredAt ?? 0;
  await school.startAgents();
  return await patiently(async () => {
    const line = await lineOf(school);
    return line?.measuredAt != null && line.measuredAt > before ? line : undefined;
  }, 60_000);
}

/** Until so many handshakes with this target were tried over the line. */
async function untilTried(relay: Relay, target: string, count: number): Promise<void> {
  await patiently(async () => (await triesOf(relay, target)) >= count || undefined, 400_000);
}

async function triesOf(relay: Relay, target: string): Promise<number> {
  const { passed = 0, lost = 0 } = (await relay.counts()).up[target] ?? {};
  return passed + lost;
}

/** What was measured of each kind of target, and of each name server. */
async function measuresOf(school: NetSchool, lineId: string) {
  const [shown] = await school.ask('lineShow', { lineId });
  const { targets = [], dns = [] } = shown?.measured ?? {};
  return {
    medianMs: (kind: string) => targets.find((each) => each.kind === kind)?.p50Ms ?? Number.NaN,
    answeredShare: (address: string) => {
      const { sent = 0, lost = 0 } = dns.find(({ server }) => server === address) ?? {};
      return (sent - lost) / sent;
    },
  };
}

/** What agents hand over, once a look along the line knew its first hop: the first look finds it. */
async function toldWithFirstHop(school: NetSchool, relay: Relay, lineId: string) {
  const tried = await triesOf(relay, anchor);
  for (let more = 4; ; more += 2) {
    await untilTried(relay, anchor, tried + more);
    const line = await told(school);
    const measures = await measuresOf(school, lineId);
    if (!Number.isNaN(measures.medianMs('first-hop'))) return { line, ...measures };
  }
}

async function outagesOf(school: NetSchool) {
  const [listed] = await school.ask('outageList', {});
  return listed?.outages ?? [];
}

test.concurrent('delay, jitter and a tenth of loss beyond the first hop are told as they are', {
  timeout,
}, async (context) => {
  // The first hop is found by it.
  requireTool(context, 'ping');
  await using resources = openResources();
  const school = await openNetSchool(context, resources, { lines: ['vnpt'], computers: 1 });
  const [computer] = school.computers;
  computer?.run('ip', 'address', 'add', '2405:4800:1::11/64', 'dev', card);
  const { transit } = school.line('vnpt');
  await transit.set({ up: { delayMs: 40 }, down: { delayMs: 40, jitterMs: 60 } });
  await school.startAgents();
  await untilProbed(school, 1);
  const { line: uneven, medianMs } = await toldWithFirstHop(school, transit, 'S1-vnpt');
  expect(uneven.latencyMs).toBeGreaterThanOrEqual(80);
  expect(uneven.latencyMs).toBeLessThan(150);
  expect(uneven.p95Ms).toBeGreaterThanOrEqual(100);
  expect(uneven.p95Ms).toBeLessThan(220);
  expect(uneven.jitterMs).toBeGreaterThan(5);
  expect(uneven.jitterMs).toBeLessThan(90);
  expect(uneven.lossPercent).toBe(0);
  // The line itself is near, whatever lies behind it.
  expect(medianMs('first-hop')).toBeLessThan(40);
  expect(medianMs('anchor')).toBeGreaterThanOrEqual(80);

  const before = await triesOf(transit, anchor);
  await transit.set({ up: { delayMs: 40, lossShare: 0.1 }, down: { delayMs: 40 } });
  await untilTried(transit, anchor, before + 12);
  const lossy = await told(school);
  expect(lossy.lossPercent).toBeGreaterThan(4);
  expect(lossy.lossPercent).toBeLessThan(18);
  expect(lossy.hasIpv6).toBe(true);
  expect(lossy.state).toBe('up');
  expect(await outagesOf(school)).toEqual([]);
  const [quality] = await school.ask('lineQuality', {});
  expect(quality?.rows.map(({ badMinutes }) => badMinutes)).toEqual(quality?.rows.map(() => 0));
  // Gateway and first hop answered from the second look on.
  expect(school.checks().at(-1)?.result).toBe('ooooog');

  const fine = await triesOf(transit, anchor);
  await transit.set({ up: { lossShare: 1 }, down: { lossShare: 1 } });
  // A look tries four times, and the system says each once more: the ninth is of the next look.
  await untilTried(transit, anchor, fine + 9);
  await transit.set({ up: {}, down: {} });
  // Beginning and rest of a cut are reports of their own.
  await school.startAgents();
  // Cut behind the provider's first hop: that one still answers.
  await patiently(
    async () => school.checks().some(({ result }) => /^oobb/.test(result)) || undefined,
    60_000,
  );
});

test.concurrent('a third lost for five minutes behind shared addresses is a bad line; only prober and standby asked', {
  timeout,
}, async (context) => {
  // The first hop is found by it.
  requireTool(context, 'ping');
  await using resources = openResources();
  const school = await openNetSchool(context, resources, { lines: ['fpt'], computers: 3 });
  const { access } = school.line('fpt');
  // One of two name servers is dead: names are found all the same.
  school.nameServers.get(resolvers[0])?.kill('SIGSTOP');
  const connections = countConnections(school.router, school.computers.length, school.mqttPort);
  // As far and as uneven as no fibre is.
  const slow = { up: { delayMs: 20 }, down: { delayMs: 20, jitterMs: 40 } };
  await access.set(slow);
  await school.startAgents();
  await untilProbed(school, 1);
  // The prober knows its first hop.
  await untilTried(access, `${uplinks.fpt.far}:80`, 1);
  const before = (await access.counts()).up[anchor];
  const lossyAt = Date.now();
  await access.set({ ...slow, up: { delayMs: 20, lossShare: 0.3 } });
  await wait(420_000);
  const passed = await access.counts();
  // What was measured is handed over sooner than over such a line.
  await access.set(slow);
  const line = await told(school);
  const after = passed.up[anchor];
  const share = (after?.lost ?? 0) / ((after?.lost ?? 0) + (after?.passed ?? 0) - (before?.passed ?? 0));
  expect(share).toBeCloseTo(0.3, 1);
  expect(line.reasons).toContain('latency-unlike');
  expect(line).toMatchObject({ hasIpv6: false, publicAddress: uplinks.fpt.seen });
  const { medianMs, answeredShare } = await measuresOf(school, 'S1-fpt');
  expect(medianMs('first-hop')).toBeGreaterThanOrEqual(40);
  expect(answeredShare(resolvers[0])).toBe(0);
  expect(answeredShare(resolvers[1])).toBeGreaterThan(0.2);
  const [outage, ...others] = await patiently(async () => {
    const outages = await outagesOf(school);
    return outages.length > 0 ? outages : undefined;
  }, 60_000);
  expect(others).toEqual([]);
  expect(outage).toMatchObject({
    cause: 'line',
    impact: 'degraded',
    scope: { kind: 'line', id: 'S1-fpt' },
  });
  expect(Math.abs((outage?.start ?? 0) - lossyAt)).toBeLessThan(90_000);
  const [quality] = await school.ask('lineQuality', {});
  // Two machines share what is lost: of each a part, of both together the whole.
  const lost = Math.max(...(quality?.rows ?? []).map(({ lossPercent }) => lossPercent ?? 0));
  expect(lost).toBeGreaterThan(20);
  expect(lost).toBeLessThan(40);
  expect(quality?.rows.reduce((sum, { badMinutes }) => sum + badMinutes, 0)).toBeGreaterThanOrEqual(4);
  // One machine of three opened nothing but its session; its gateway it has in its heartbeat like the others.
  const counted = connections();
  expect(counted.filter((count) => count === 0)).toHaveLength(1);
  expect(Math.min(...counted.filter((count) => count > 0))).toBeGreaterThan(20);
  expect(school.machinesWithGateway()).toBe(3);
});
