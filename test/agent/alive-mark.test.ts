import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAliveMark } from '../../agent/alive-mark.ts';
import { isGoingDown } from '../../agent/host/shutdown.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { advanceUntil, openAgentWorld, worldStartMs } from '../support/agent-world.ts';
import { openRecordedHost, type RecordedMachine } from '../support/recorded-host.ts';
import { openResources, type Resources } from '../support/resources.ts';

const boot = (n: number): string => n.toString(16).padStart(16, '0');

async function openMachine(resources: Resources, machine: Partial<RecordedMachine> = {}) {
  const path = join(await resources.folder(), 'alive');
  const host = resources.closing(await openRecordedHost({ files: {}, ...machine }));
  const clock = createManualClock(worldStartMs);
  let startedMs = 0;
  let isPersonal = false;
  return {
    path,
    clock,
    own: (is: boolean) => {
      isPersonal = is;
    },
    start: (n: number) => {
      startedMs = clock.monotonicMs();
      const upSeconds = () => (clock.monotonicMs() - startedMs) / 1000;
      return openAliveMark({ clock, host, upSeconds }, { path, boot: boot(n) }, () => isPersonal);
    },
  };
}

test('a process tells the next how old it was in its last minute, and how it ended where it could', async () => {
  await using resources = openResources();
  const machine = await openMachine(resources);
  const first = await machine.start(1);
  expect(first.past()).toEqual({ osUp: 3600.5 });
  await machine.clock.advance(150_000);
  // It ends without a word: nobody stops it.
  const second = await machine.start(2);
  expect(second.past().previous).toEqual({ boot: boot(1), up: 120, end: 'unknown' });
  await machine.clock.advance(30_000);
  second.stop('shutdown');
  const third = await machine.start(3);
  expect(third.past().previous).toEqual({ boot: boot(2), up: 30, end: 'shutdown' });
  third.stop('stopped');
  expect((await machine.start(4)).past().previous?.end).toBe('stopped');
});

test('the mark is written over in place, and is never longer than it was', async () => {
  await using resources = openResources();
  const machine = await openMachine(resources);
  await machine.start(1);
  const sizes = new Set<number>();
  for (let minute = 0; minute < 12; minute += 1) {
    await machine.clock.advance(60_000);
    sizes.add(readFileSync(machine.path).length);
  }
  expect([...sizes]).toEqual([128]);
});

test('a machine that belongs to one person leaves no mark and tells no past', async () => {
  await using resources = openResources();
  const machine = await openMachine(resources);
  (await machine.start(1)).stop('stopped');
  machine.own(true);
  const second = await machine.start(2);
  expect(second.past()).toEqual({});
  expect(existsSync(machine.path)).toBe(false);
});

test('a damaged mark, or a disk that takes none, only loses it', async () => {
  await using resources = openResources();
  const machine = await openMachine(resources);
  writeFileSync(machine.path, '{"boot":"x","up":-1');
  expect((await machine.start(1)).past().previous).toBeUndefined();
  const folder = await openMachine(resources);
  await mkdir(folder.path);
  const alive = await folder.start(1);
  expect(alive.past().previous).toBeUndefined();
  alive.stop('stopped');
});

test('the orderly shutdown of Windows, which tells its programs nothing, is found in the registry', async () => {
  await using resources = openResources();
  const ticks = Buffer.alloc(8);
  const shutdownAt = worldStartMs + 130_000;
  ticks.writeBigInt64LE(BigInt(shutdownAt) * 10_000n + 116_444_736_000_000_000n);
  const program = 'C:\\Windows\\System32\\reg.exe';
  const printed = (hex: string): string =>
    `\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Windows\r\n    ShutdownTime    REG_BINARY    ${hex}\r\n\r\n`;
  const machine = await openMachine(resources, {
    platform: 'windows',
    programs: { [program]: printed(ticks.toString('hex').toUpperCase()) },
  });
  await machine.start(1);
  await machine.clock.advance(125_000);
  expect((await machine.start(2)).past().previous).toEqual({ boot: boot(1), up: 120, end: 'shutdown' });
  // The same shutdown does not explain the end of a later process: that one lost its power.
  await machine.clock.advance(86_400_000);
  expect((await machine.start(3)).past().previous?.end).toBe('unknown');
});

test.each([
  ['linux', 'SIGTERM', 'stopping\n', true],
  ['linux', 'SIGTERM', 'running\n', false],
  ['linux', 'SIGINT', 'stopping\n', false],
  ['windows', 'SIGHUP', '', true],
  ['windows', 'SIGINT', '', false],
  ['darwin', 'SIGTERM', '', false],
] as const)(
  'on %s, %s while the system says %j: going down is %s',
  async (platform, signal, stdout, isDown) => {
    await using resources = openResources();
    const exits = { 'systemctl is-system-running': { exitCode: stdout === 'running\n' ? 0 : 1, stdout } };
    const host = resources.closing(await openRecordedHost({ files: {}, platform, exits }));
    expect(await isGoingDown(host, signal)).toBe(isDown);
  },
);

test('births carry the past of their machine', async () => {
  await using resources = openResources();
  const world = await openAgentWorld(resources);
  const first = await world.start();
  await advanceUntil(world.clock, 1, () => (first.connection().kind === 'connected' ? true : undefined));
  await world.clock.advance(60_000);
  await first.stop('shutdown');
  await world.start();
  const births = await advanceUntil(world.clock, 1, () => {
    const all = world.statuses().flatMap((status) => (status.kind === 'birth' ? [status] : []));
    return all.length === 2 ? all : undefined;
  });
  expect(births[0]?.previous).toBeUndefined();
  expect(births[0]?.osUp).toBe(3600.5);
  expect(births[1]?.previous).toEqual({ boot: births[0]?.boot, up: expect.any(Number), end: 'shutdown' });
});
