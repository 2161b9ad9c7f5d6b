import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMqttSource } from '../../console/mqtt-source.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { endAgent } from '../support/agent-process.ts';
import { openConnectProxy } from '../support/connect-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { openResources } from '../support/resources.ts';
import { createInstallation } from '../support/running-installation.ts';

const root = join(import.meta.dirname, '../..');
const credentials = 'trường:mật khẩu';

/** Runs a program to its end without stopping this process, in which the proxy lives. */
function run(
  main: string,
  args: readonly string[],
  { env, input = '' }: { readonly env: NodeJS.ProcessEnv; readonly input?: string },
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [join(root, main), ...args], { env });
  const words = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    words.stdout += text;
  });
  child.stderr.on('data', (text) => {
    words.stderr += text;
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, ...words })));
}

test('a school whose proxy lets only the web port through joins, reports, and is seen from behind the same proxy', async () => {
  await using resources = openResources();
  await using installation = createInstallation();
  await installation.serve();
  const proxy = await openConnectProxy(resources, { credentials, ports: [installation.httpsPort] });
  const user = encodeURIComponent(credentials).replace('%3A', ':');
  const env = {
    ...{ PATH: process.env.PATH, LANG: 'en_US.UTF-8' },
    SCHOOLDRUM_PROXY: `http://${user}@127.0.0.1:${proxy.port}`,
  };
  const state = await resources.folder();
  const agent = (...args: readonly string[]) => [...args, '--state', state];

  const wrong = { ...env, SCHOOLDRUM_PROXY: env.SCHOOLDRUM_PROXY.replace('%20', '') };
  const input = installation.token();
  const refused = await run('agent/main.ts', agent('join', '-'), { env: wrong, input });
  expect(refused.stderr).toMatch(/^SD-PROXY-FAILED: .*407/);
  expect(refused.stderr).not.toMatch(/kh/);
  const joined = await run('agent/main.ts', agent('join', '-'), { env, input });
  expect([joined.status, joined.stderr]).toEqual([0, expect.not.stringMatching(/SD-/)]);

  const doctor = await run('agent/main.ts', agent('doctor', '--json'), { env });
  const checks = JSON.parse(doctor.stdout).map(
    ({ check, level }: Record<string, string>) => `${check} ${level}`,
  );
  expect(checks).toEqual(expect.arrayContaining(['tcp warning', 'tls ok', 'websocket ok', 'health ok']));

  const child = resources.process(
    spawn(
      process.execPath,
      [join(root, 'agent/main.ts'), ...agent('run', '--at-once', '--log-level', 'error')],
      {
        ...{ env, stdio: ['ignore', 'ignore', 'inherit'] },
      },
    ),
  );
  const console = createMqttSource(installation.profile, {
    ...{ clock: createSystemClock(), random: () => 0 },
    route: { carrier: 'auto', proxy: { host: proxy.host, port: proxy.port, credentials } },
  });
  resources.defer(console.stop);
  console.start({ onLink: () => {}, onView: () => {} });
  const online = async () => {
    const answer = await console.ask('devices', {});
    const [device] = answer.ok ? answer.value.devices : [];
    return device?.presence === 'online' && (device.memoryBytes ?? 0) > 0 ? device : undefined;
  };
  await eventually(online, 30_000);
  expect(
    proxy.asked.filter(({ to }) => to === `127.0.0.1:${installation.mqttPort}`).length,
  ).toBeLessThanOrEqual(2);

  await installation.kill();
  await installation.serve();
  await eventually(async () => {
    const answer = await console.ask('brokerStatus', {});
    return answer.ok && answer.value.connected === 2 ? answer.value : undefined;
  }, 30_000);
  await endAgent(child, 'SIGTERM');
}, 120_000);
