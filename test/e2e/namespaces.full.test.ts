import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { limitRate } from '../support/net-namespace.ts';
import { startFlood, startPortal, uplinks } from '../support/net-network.ts';
import { type NetSchool, openNetSchool, patiently, untilProbed } from '../support/net-school.ts';
import { openResources } from '../support/resources.ts';

// Real agents look once a minute, every ten seconds while something is wrong: these tests take their time, and take it together.
const timeout = 360_000;
const minuteMs = 60_000;

async function outagesOf(school: NetSchool) {
  const [listed] = await school.ask('outageList', {});
  return listed?.outages ?? [];
}

test.concurrent('a cut of the line is one incident of the line, with its start and end', {
  timeout,
}, async (context) => {
  await using resources = openResources();
  const school = await openNetSchool(context, resources, { lines: ['vnpt'] });
  await school.startAgents();
  const [line] = await untilProbed(school, 1);
  expect(line?.lineId).toBe('S1-vnpt');
  // Both have looked at the whole line once.
  await wait(15_000);
  const cutAt = Date.now();
  school.routeOver();
  await wait(125_000);
  const backAt = Date.now();
  school.routeOver('vnpt');
  const [outage, ...others] = await patiently(async () => {
    const outages = await outagesOf(school);
    return outages.some(({ end }) => end !== null) ? outages : undefined;
  }, 120_000);
  expect(others).toEqual([]);
  expect(outage).toMatchObject({ cause: 'line', scope: { kind: 'line', id: 'S1-vnpt' }, impact: 'down' });
  expect(Math.abs((outage?.start ?? 0) - cutAt)).toBeLessThan(minuteMs);
  expect(Math.abs((outage?.end ?? 0) - backAt)).toBeLessThan(minuteMs);
  const [listed] = await school.ask('lineList', {});
  expect(listed?.lines[0]).toMatchObject({ asn: 45_899, publicAddress: uplinks.vnpt.seen });
});

test.concurrent('a dead name server, a portal and an overloaded line are told as such', {
  timeout,
}, async (context) => {
  await using resources = openResources();
  const school = await openNetSchool(context, resources, { lines: ['vnpt'] });
  await school.startAgents();
  await untilProbed(school, 1);
  await wait(10_000);
  for (const server of school.nameServers.values()) server.kill('SIGSTOP');
  await startPortal(school.router, school.echoPort);
  await wait(70_000);
  for (const server of school.nameServers.values()) server.kill('SIGCONT');
  const { provider, access } = school.line('vnpt');
  // More comes than the line carries: what waits in front of it takes 600 ms.
  limitRate(provider, access.far, 1, 600);
  const flood = startFlood(school.internet, 'vnpt', 1_100);
  await wait(75_000);
  flood.kill();
  limitRate(provider, access.far, 100);
  await school.startAgents();
  const row = await patiently(async () => {
    const [listed] = await school.ask('lineList', {});
    const [found] = listed?.lines ?? [];
    return found?.captivePortal === true ? found : undefined;
  }, 60_000);
  expect(row.p95Ms).toBeGreaterThan(300);
  expect(await school.tell('line', 'show', 'S1-vnpt', '--lang', 'vi')).toMatch(/Trang chặn đăng nhập\s*: có/);
  expect(await school.tell('line', 'show', 'S1-vnpt', '--lang', 'en')).toMatch(/Captive portal\s*: yes/);
  const checks = school.checks().map(({ result }) => result);
  // Gateway, broker and Internet fine, names not found.
  expect(checks).toContainEqual(expect.stringMatching(/^o.oob[gu]$/));
  // Everything answers, too slowly to work with.
  expect(checks).toContainEqual(expect.stringMatching(/^o.oo.b$/));
  expect((await outagesOf(school)).filter(({ impact }) => impact === 'down')).toEqual([]);
});

test.concurrent('two providers balance and fail over with a prober for each line and no false incident', {
  timeout,
}, async (context) => {
  await using resources = openResources();
  const school = await openNetSchool(context, resources, { lines: ['vnpt', 'viettel'] });
  await school.startAgents();
  const rows = await untilProbed(school, 2);
  expect(new Set(rows.map(({ proberId }) => proberId)).size).toBe(2);
  await wait(70_000);
  expect(await outagesOf(school)).toEqual([]);

  const { access } = school.line('vnpt');
  // A router moves its traffic as it sees a line go.
  school.routeOver('viettel');
  await access.set({ up: { lossShare: 1 }, down: { lossShare: 1 } });
  await wait(110_000);
  await access.set({ up: {}, down: {} });
  school.routeOver('vnpt', 'viettel');
  await wait(20_000);
  await school.startAgents();
  await wait(30_000);
  // Of the school nothing was down: at most the line that was.
  for (const outage of await outagesOf(school)) {
    expect(outage).toMatchObject({ cause: 'line', scope: { kind: 'line', id: 'S1-vnpt' } });
  }
  const checks = school.checks();
  // Each check takes the way that its port falls to; during the cut all take the one that is left.
  const seen = new Set(checks.map(({ address }) => address));
  expect(seen).toContain(uplinks.viettel.seen);
  // Whose echo was on its way as the line was cut knows no address.
  const known = [uplinks.vnpt.seen, uplinks.viettel.seen, null];
  expect([...seen].filter((one) => !known.includes(one))).toEqual([]);
  expect(checks.filter(({ result }) => /^o.bb/.test(result))).toEqual([]);
  const [listed] = await school.ask('lineList', {});
  const probers = listed?.lines.map(({ proberId }) => proberId) ?? [];
  expect(probers).not.toContain(null);
  expect(new Set(probers).size).toBe(2);
});
