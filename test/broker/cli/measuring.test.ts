import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { initBroker, runBroker, runDone, runHere, startBroker } from '../../support/broker-process.ts';
import { eventually } from '../../support/eventually.ts';
import { openResources } from '../../support/resources.ts';

const settingsOf = async (data: string): Promise<Record<string, unknown>> =>
  parse(await readFile(join(data, 'broker.toml'), 'utf8'));

test('serve opens the measuring ports that init chose, and closes them', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const { echoPort, measuring } = await settingsOf(data);
  expect(measuring).toBe(true);
  const broker = await startBroker(resources, data);
  await eventually(() => (broker.stderr().includes('"measuring"') ? true : undefined));
  const ask = () => fetch(`http://127.0.0.1:${echoPort}/generate_204`);
  expect((await ask()).headers.get('x-address')).toBe('127.0.0.1');
  expect(await broker.end('SIGTERM')).toBe(0);
  await expect(ask()).rejects.toThrow();
});

test('killed, the broker takes its measuring process along', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const { echoPort } = await settingsOf(data);
  const broker = await startBroker(resources, data);
  await eventually(() => (broker.stderr().includes('"measuring"') ? true : undefined));
  await broker.end('SIGKILL');
  await eventually(() =>
    fetch(`http://127.0.0.1:${echoPort}/generate_204`).then(
      () => undefined,
      () => true,
    ),
  );
});

test('a taken measuring port is a warning, and the broker serves', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const { ndt7Port } = await settingsOf(data);
  const other = resources.closing(createServer());
  await once(other.listen(Number(ndt7Port)), 'listening');
  const broker = await startBroker(resources, data);
  const line = await eventually(() =>
    broker
      .stderr()
      .split('\n')
      .find((one) => one.includes('SD-MEASURING-FAILED')),
  );
  expect(JSON.parse(line)).toMatchObject({ level: 40, reason: `EADDRINUSE ${ndt7Port}` });
  expect(await runDone(data, 'device', 'list', '--json')).toBe('[]\n');
  expect(await broker.end('SIGTERM')).toBe(0);
});

test('init remembers ports and whether to measure, and knows a port that is named twice', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const before = await settingsOf(data);
  const init = (...flags: string[]) => runHere(['init', '--data', data, ...flags]);
  expect((await init('--no-measuring', '--echo-port', '80')).status).toBe(0);
  expect(await settingsOf(data)).toEqual({ ...before, measuring: false, echoPort: 80 });
  expect((await init()).status).toBe(0);
  expect(await settingsOf(data)).toEqual({ ...before, measuring: false, echoPort: 80 });
  expect((await init('--measuring')).status).toBe(0);
  expect(await settingsOf(data)).toEqual({ ...before, measuring: true, echoPort: 80 });
  const twice = await init('--ndt7-port', '80');
  expect(twice).toMatchObject({ status: 64, stderr: expect.stringContaining('--echo-port 80') });
});

test('a server of Measurement Lab needs its policy accepted; any other needs to be a server', async () => {
  await using resources = openResources();
  const data = await initBroker(resources);
  const file = join(data, 'broker.toml');
  const toml = await readFile(file, 'utf8');
  const serveWith = async (...lines: string[]) => {
    await writeFile(file, [toml, ...lines].join('\n'));
    return runBroker(resources, ['serve', '--data', data]);
  };
  const ofTheirs = 'ndt7Server = "wss://ndt-mlab1-han01.mlab-oti.measurement-lab.org"';
  expect(await serveWith(ofTheirs)).toMatchObject({
    status: 78,
    stderr: expect.stringContaining('ndt7PolicyAccepted'),
  });
  expect(await serveWith('ndt7Server = "ws://ndt.example.vn"')).toMatchObject({
    status: 78,
    stderr: expect.stringContaining('ndt7Server'),
  });
  await writeFile(file, `${toml}\n${ofTheirs}\nndt7PolicyAccepted = true\n`);
  await startBroker(resources, data);
});
