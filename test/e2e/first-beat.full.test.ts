import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const data = mkdtempSync(join(tmpdir(), 'schooldrum-start-'));
const document = (): Start => run('--once', '--json');

type Start = {
  orgUnit: { name: string };
  schools: { schoolCode: string; registered: number; usable: number; studentsPerComputer: number | null }[];
  devices: {
    deviceId: string;
    hostname: string;
    role: string;
    presence: string;
    memoryBytes: number;
    os: { name: string; version: string };
    cpu: { threads: number };
    disks: { device: string; sizeBytes: number }[];
    antivirus: { state: string };
    outcomes: { collector: string; outcome: string; ms: number }[];
    countsAsStudentComputer: boolean;
    reason: string | null;
    lastSeen: string;
  }[];
};

function start(...parameters: readonly string[]): ChildProcess {
  const script = join(root, 'scripts/ready.mjs');
  return spawn(process.execPath, [script, 'scripts/start.ts', '--data', data, ...parameters], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function run(...parameters: readonly string[]): Start {
  const script = join(root, 'scripts/ready.mjs');
  const ended = spawnSync(process.execPath, [script, 'scripts/start.ts', '--data', data, ...parameters], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(ended).toMatchObject({ status: 0 });
  return JSON.parse(ended.stdout) as Start;
}

/** Processes that still run on this installation's folder. */
function leftBehind(): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data);
    } catch {
      return false;
    }
  });
}

describe.runIf(process.platform === 'linux')('npm start makes this machine a one-school installation', () => {
  let first: Start;
  beforeAll(() => {
    first = document();
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('its document carries the true values of this machine', () => {
    const [device] = first.devices;
    const memTotalKb = Number(/^MemTotal:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]);
    const osName = /^NAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown';
    const disks = readdirSync('/sys/block').filter((name) => !/^(loop|ram|zram|dm-|md|sr|fd|nbd)/.test(name));
    expect(first.devices).toHaveLength(1);
    expect(device).toMatchObject({
      hostname: hostname(),
      memoryBytes: memTotalKb * 1024,
      presence: 'online',
    });
    expect(device?.cpu.threads).toBe(cpus().length);
    expect(device?.os.name).toContain(osName);
    expect(device?.disks.map((disk) => disk.device).sort()).toEqual(disks.sort());
    for (const disk of device?.disks ?? []) {
      expect(disk.sizeBytes).toBe(Number(readFileSync(`/sys/block/${disk.device}/size`, 'utf8')) * 512);
    }
    expect(device?.outcomes.length).toBeGreaterThanOrEqual(11);
    expect(new Date(device?.lastSeen ?? '').toISOString()).toBe(device?.lastSeen);
  });

  test('its role is unknown: listed, not counted', () => {
    expect(first.devices[0]).toMatchObject({
      role: 'unknown',
      countsAsStudentComputer: false,
      reason: 'role-unknown',
    });
    expect(first.schools).toHaveLength(1);
    expect(first.schools[0]).toMatchObject({ usable: 0, studentsPerComputer: null });
  });

  test('a second start is the same installation, with the same ports', () => {
    const profile = readFileSync(join(data, 'broker/admin.profile.json'), 'utf8');
    expect(document().devices[0]?.deviceId).toBe(first.devices[0]?.deviceId);
    expect(readFileSync(join(data, 'broker/admin.profile.json'), 'utf8')).toBe(profile);
  });

  test('Ctrl-C stops broker, agent and console, and leaves nothing behind', {
    timeout: 120_000,
  }, async () => {
    const child = start();
    const heard: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => heard.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => heard.push(chunk));
    for (let i = 0; i < 600 && !Buffer.concat(heard).includes('Ctrl-C'); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(leftBehind().length).toBeGreaterThanOrEqual(2);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(leftBehind()).toEqual([]);
    expect(existsSync(join(data, 'broker/control.sock'))).toBe(false);
  });
});
