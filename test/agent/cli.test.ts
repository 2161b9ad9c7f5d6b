import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sections } from '../../shared/domain/reading.ts';
import { callAgent } from '../support/agent-call.ts';
import { openAgentWorld } from '../support/agent-world.ts';
import { openResources } from '../support/resources.ts';
import { openSmallDoor } from '../support/small-door.ts';

describe('the command line', () => {
  test('speaks Vietnamese, or English when asked', async () => {
    const help = async (...args: string[]) => (await callAgent([...args, '--help'])).stdout;
    expect(await help('doctor')).toContain('kiểm tra bản cài đặt này');
    expect(await help('doctor', '--lang', 'en')).toContain('check this installation');
    expect((await callAgent(['--help'], { env: { SCHOOLDRUM_LANG: 'en' } })).stdout).toContain(
      'measure and report',
    );
  });

  test('speaks the language of its settings, unless another is asked for', async () => {
    await using resources = openResources();
    const file = join(await resources.folder(), 'agent.toml');
    await writeFile(file, 'lang = "en"\n');
    const notJoined = ['run', '--state', '/nonexistent', '--config', file];
    expect((await callAgent(notJoined)).stderr).toContain('This machine has not joined');
    expect((await callAgent([...notJoined, '--lang', 'vi'])).stderr).not.toContain('This machine');
  });

  test.each([
    ['an unknown command', ['dance'], /^SD-USAGE: [^\n]*dance[^\n]*\n$/],
    [
      'an unknown option',
      ['run', '--fast'],
      /^SD-USAGE: [^\n]*run không có --fast, chỉ có [^\n]*--at-once[^\n]*\n$/,
    ],
    ['a word too many', ['doctor', 'now'], /^SD-USAGE: [^\n]+\n$/],
    ['an unknown language', ['doctor', '--lang', 'fr'], /^SD-CONFIG-INVALID: [^\n]*lang[^\n]*\n$/],
    ['an unknown setting file', ['doctor', '--config', '/nonexistent'], /^SD-CONFIG-UNREADABLE: [^\n]+\n$/],
  ])('%s is one line on stderr', async (_, args, line) => {
    const call = await callAgent(args);
    expect(call.status).toBeGreaterThanOrEqual(64);
    expect(call.stderr).toMatch(line);
    expect(call.stdout).toBe('');
  });

  test('without a command it shows its help and fails', async () => {
    const call = await callAgent([]);
    expect(call.status).toBe(64);
    expect(call.stderr).toContain('schooldrum-agent');
    expect(call.stderr).not.toContain('SD-');
  });

  test('run needs a machine that has joined', async () => {
    await using resources = openResources();
    const call = await callAgent(['run', '--state', await resources.folder()]);
    expect(call).toMatchObject({ status: 66, stdout: '' });
    expect(call.stderr).toMatch(/^SD-AGENT-NOT-JOINED/);
  });
});

describe('once', () => {
  test('prints one report as JSON alone, with ISO times, and touches no state', async () => {
    await using resources = openResources();
    const state = join(await resources.folder(), 'state');
    const call = await callAgent(['once', '--json', '--state', state], {
      machine: { files: { '/proc/meminfo': 'MemTotal: 8000000 kB\n', '/proc/stat': 'btime 1788742800\n' } },
    });
    expect(call.status).toBe(0);
    const { at, readings, outcomes } = JSON.parse(call.stdout);
    expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const factsOf = (section: string) =>
      readings.find((each: { section: string }) => each.section === section)?.facts;
    expect(factsOf('hardware').memoryBytes).toBe(8_000_000 * 1024);
    expect(factsOf('system').bootedAt).toBe('2026-09-07T01:00:00.000Z');
    expect(outcomes).toHaveLength(sections.length);
    await expect(readdir(state)).rejects.toThrow('ENOENT');
  });

  test('for people it names what has no value, and why', async () => {
    const call = await callAgent(['once', '--lang', 'en'], { machine: { files: {} } });
    expect(call.stdout).toMatch(/^What recorded would report\n/);
    expect(call.stdout).toContain('no value: no-data');
  });
});

describe('leave', () => {
  test('does nothing where nothing was joined', async () => {
    await using resources = openResources();
    const call = await callAgent(['leave', '--state', await resources.folder(), '--lang', 'en']);
    expect(call).toMatchObject({ status: 0, stdout: '' });
  });

  test('sends what waits and a goodbye, and keeps nothing', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    await world.brokerDown();
    const agent = await world.start();
    await world.clock.advance(1);
    await agent.stop('stopped');
    await world.brokerUp();
    const call = await callAgent(['leave', '--state', world.folder, '--lang', 'en']);
    expect(call).toEqual({ status: 0, stdout: 'This machine has left TH Kim Đồng.\n', stderr: '' });
    expect(world.reports()).toHaveLength(1);
    expect(world.statuses().map(({ kind }) => kind)).toEqual(['birth', 'death']);
    expect(await readdir(world.folder)).toEqual([]);
  });

  test('is refused while the agent runs', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    await world.start();
    expect((await callAgent(['leave', '--state', world.folder])).stderr).toMatch(/^SD-AGENT-RUNNING/);
  });
});

describe('doctor', () => {
  test('of a machine that has not joined says so', async () => {
    await using resources = openResources();
    const state = join(await resources.folder(), 'state');
    const call = await callAgent(['doctor', '--json', '--check', '--state', state]);
    expect(call.status).toBe(2);
    const checks = JSON.parse(call.stdout).map(({ check, level }: Record<string, string>) => [check, level]);
    expect(checks).toEqual([
      ['state', 'ok'],
      ['freeze', 'ok'],
      ['outbox', 'ok'],
      ['identity', 'critical'],
    ]);
  });

  test('of a sound installation finds nothing, and opens no session', async () => {
    await using resources = openResources();
    const world = await openAgentWorld(resources);
    const door = await openSmallDoor(resources);
    const state = await resources.folder();
    await callAgent(['join', '-', '--state', state], { stdin: door.token() });
    const call = await callAgent(['doctor', '--check', '--lang', 'en', '--state', state]);
    expect(call.status).toBe(2);
    expect(call.stdout).toMatch(/✗ TCP 127\.0\.0\.1:8883: no connection/);
    await world.start();
    const running = await callAgent(['doctor', '--lang', 'en', '--state', world.folder]);
    expect(running.stdout).toContain('✓ Outbox: in use by the running agent');
    expect(running.stdout).toContain(
      `✓ TLS 127.0.0.1:${world.broker().address.mqttPort}: the broker proves to be ours`,
    );
    expect(
      world.broker().arrivals.filter(({ topic }) => topic.endsWith('/status')).length,
    ).toBeLessThanOrEqual(1);
  });

  test('of a folder that cannot be one names the folder', async () => {
    await using resources = openResources();
    const folder = await resources.folder();
    await mkdir(join(folder, 'outbox.db'));
    const call = await callAgent(['doctor', '--check', '--lang', 'en', '--state', folder]);
    expect(call.stdout).toContain('! Outbox: cannot be used');
  });
});
