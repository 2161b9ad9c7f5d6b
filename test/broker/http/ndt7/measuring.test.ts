import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import { runSpeedTest } from '../../../../agent/line/ndt7.ts';
import type { BrokerSettings } from '../../../../broker/config.ts';
import type { FromChild, ToChild } from '../../../../broker/http/ndt7/child-message.ts';
import { createMeasuring, type Measuring } from '../../../../broker/http/ndt7/measuring.ts';
import {
  createMeasuringProcess,
  type StartMeasuringProcess,
} from '../../../../broker/http/ndt7/measuring-process.ts';
import { createManualClock, createSystemClock } from '../../../../shared/runtime/clock.ts';
import { createBrokerPki } from '../../../support/broker-pki.ts';
import { eventually } from '../../../support/eventually.ts';
import { freePorts } from '../../../support/free-ports.ts';
import { openResources, type Resources } from '../../../support/resources.ts';
import { repository } from '../../../tools/rules/sample-tree.ts';

const settings: BrokerSettings = {
  ...{ hosts: ['broker.vn', '10.1.2.3'], mqttPort: 1, httpsPort: 2, ndt7Port: 3, echoPort: 4 },
  ...{ measuring: true, logLevel: 'info' },
};
const host = '127.0.0.1';
const lease = { leaseId: 'o-1', until: Date.UTC(2200, 0), budgetBytes: 4_000_000 };

/** A process that does what the test says. */
function openSupervised(more: Partial<BrokerSettings> = {}) {
  const clock = createManualClock(0);
  const said: ToChild[] = [];
  const warnings: string[] = [];
  let on: Parameters<StartMeasuringProcess>[0] | undefined;
  let starts = 0;
  const startProcess: StartMeasuringProcess = (listener) => {
    on = listener;
    starts += 1;
    return { say: (message) => void said.push(message), stop: () => Promise.resolve() };
  };
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
  const credentials = () => ({ keyPem: 'key', chainPem: 'chain' });
  const chosen = { ...settings, ...more };
  const measuring = createMeasuring({ startProcess, credentials, clock, log }, { settings: chosen, host });
  return {
    ...{ clock, said, warnings, measuring },
    starts: () => starts,
    hear: (message: FromChild) => on?.message(message),
    end: () => on?.ended('1'),
  };
}

test('there is a measuring point once the process listens, with a key that only it is told', () => {
  const { measuring, said, hear } = openSupervised();
  expect(measuring.point()).toBeNull();
  measuring.start(() => {});
  expect(measuring.point()).toBeNull();
  hear({ kind: 'listening' });
  const wanted = { port: 3, key: expect.any(String), credentials: { keyPem: 'key', chainPem: 'chain' } };
  expect(said).toEqual([{ kind: 'start', host, echoPort: 4, ndt7: wanted }]);
  expect(measuring.point()).toMatchObject({
    ...{ host: 'broker.vn', ndt7Url: 'wss://broker.vn:3', isOurs: true, echoPort: 4 },
  });
  expect(measuring.point()?.ticketFor(lease)).toMatch(/^[A-Za-z0-9._-]+$/);
  measuring.setCredentials();
  expect(said.at(-1)).toMatchObject({ kind: 'credentials' });
});

test('another ndt7 server goes into leases, and our process only echoes', () => {
  const { measuring, said, hear } = openSupervised({ ndt7Server: 'wss://ndt.example.vn' });
  measuring.start(() => {});
  hear({ kind: 'listening' });
  expect(said).toEqual([{ kind: 'start', host, echoPort: 4 }]);
  expect(measuring.point()).toMatchObject({ ndt7Url: 'wss://ndt.example.vn', isOurs: false, echoPort: 4 });
});

test('a process that ends is started again, later each time, and not for ever', async () => {
  const { measuring, clock, starts, hear, end, warnings } = openSupervised();
  measuring.start(() => {});
  for (const waitMs of [1_000, 5_000, 30_000, 120_000]) {
    const before = starts();
    hear({ kind: 'listening' });
    end();
    expect(measuring.point()).toBeNull();
    await clock.advance(waitMs - 1);
    expect(starts()).toBe(before);
    await clock.advance(1);
    expect(starts()).toBe(before + 1);
  }
  end();
  await clock.advance(3_600_000);
  expect(starts()).toBe(5);
  expect(warnings.at(-1)).toContain('SD-MEASURING-FAILED');
});

test('one that ran long enough has all its tries again; one that was stopped has none', async () => {
  const { measuring, clock, starts, hear, end } = openSupervised();
  measuring.start(() => {});
  for (let n = 0; n < 6; n += 1) {
    hear({ kind: 'listening' });
    await clock.advance(600_000);
    end();
    await clock.advance(1_000);
  }
  expect(starts()).toBe(7);
  await measuring.stop();
  end();
  await clock.advance(3_600_000);
  expect(starts()).toBe(7);
});

test('turned off, nothing is started', () => {
  const { measuring, starts } = openSupervised({ measuring: false });
  measuring.start(() => {});
  expect([starts(), measuring.point()]).toEqual([0, null]);
});

const entry = join(repository, 'broker/http/ndt7/main.ts');

async function openReal(resources: Resources) {
  const pki = await createBrokerPki();
  const { key: keyPem, certificate: chainPem } = await pki.server();
  const [ndt7Port = 0, echoPort = 0] = await freePorts(2);
  const clock = createSystemClock();
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const measuring = createMeasuring(
    { startProcess: createMeasuringProcess(entry), credentials: () => ({ keyPem, chainPem }), clock, log },
    { settings: { ...settings, hosts: ['localhost'], ndt7Port, echoPort }, host },
  );
  resources.defer(measuring.stop);
  return { measuring, lines, echoPort, clock, caPem: pki.ca };
}

const isUp = (measuring: Measuring) => () => (measuring.point() === null ? undefined : true);

test('the real process tests and echoes, and ends with the broker', async () => {
  await using resources = openResources();
  const { measuring, echoPort, clock, caPem } = await openReal(resources);
  measuring.start(() => {});
  await eventually(isUp(measuring));
  const point = measuring.point();
  const { budgetBytes } = lease;
  const done = await runSpeedTest(
    { clock },
    {
      ...{ serverUrl: point?.ndt7Url ?? '', caPem, ticket: point?.ticketFor(lease), budgetBytes },
      signal: new AbortController().signal,
    },
  );
  expect(done.failure).toBeUndefined();
  expect(done.upload?.bytes).toBeGreaterThan(1_000_000);
  const echo = await fetch(`http://127.0.0.1:${echoPort}/generate_204`);
  expect([echo.status, echo.headers.get('x-address')]).toEqual([204, '127.0.0.1']);
  await measuring.stop();
  await expect(fetch(`http://127.0.0.1:${echoPort}/generate_204`)).rejects.toThrow();
});

test('a taken port is told, and nothing listens', async () => {
  await using resources = openResources();
  const { measuring, lines, echoPort } = await openReal(resources);
  const other = resources.closing(createServer());
  await once(other.listen(echoPort, host), 'listening');
  measuring.start(() => {});
  await eventually(() => lines.find((line) => line.includes('SD-MEASURING-FAILED')));
  expect(lines.at(-1)).toContain(`EADDRINUSE ${echoPort}`);
  expect(measuring.point()).toBeNull();
});

test('the process ends with its standard input, also when nobody says goodbye', async () => {
  await using resources = openResources();
  const [echoPort] = await freePorts(1);
  const child: ChildProcess = resources.process(
    spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const heard = once(child.stdout ?? process.stdin, 'data');
  child.stdin?.write(`${JSON.stringify({ kind: 'start', host, echoPort })}\n`);
  expect(String(await heard)).toBe('{"kind":"listening"}\n');
  const exited = once(child, 'exit');
  child.stdin?.destroy();
  expect(await exited).toEqual([0, null]);
});

test('what the process counted of a test goes to who keeps the books', () => {
  const { measuring, hear } = openSupervised();
  const counted: unknown[] = [];
  measuring.start((...count) => void counted.push(count));
  hear({ kind: 'listening' });
  hear({ kind: 'tested', leaseId: 'o-1', lineBytes: 31_000_000 });
  expect(counted).toEqual([['o-1', 31_000_000]]);
  expect(measuring.point()).not.toBeNull();
});
