import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { expect, test } from 'vitest';
import { collect } from '../../../agent/collect.ts';
import type { Host } from '../../../agent/host/host.ts';
import { createRealHost } from '../../../agent/host/real-host.ts';
import { collectors } from '../../../agent/registry.ts';
import { type Section, sections } from '../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';

const clock = createSystemClock();

function countingHost(): Host & { readonly started: string[] } {
  const real = createRealHost();
  const started: string[] = [];
  return {
    ...real,
    started,
    run: (program, args, options) => {
      started.push(program);
      return real.run(program, args, options);
    },
    runToExit: (program, args, options) => {
      started.push(program);
      return real.runToExit(program, args, options);
    },
    systemInformation: (kind) => {
      started.push(kind);
      return real.systemInformation(kind);
    },
  };
}

test('this machine: every section has an outcome, no fact is invalid, and hardly a process is started', async () => {
  const host = countingHost();
  const { outcomes, details } = await collect({ host, clock, collectors }, sections);
  expect(outcomes.map(({ collector }) => collector).sort()).toEqual([...sections].sort());
  expect(details).toEqual({});
  // A Debian starts none; rpm, nft and antivirus products are asked where nothing else tells, and smartctl for each disk.
  expect(host.started.length).toBeLessThanOrEqual(40);
});

test.skipIf(process.platform !== 'linux')('memory and disks are those of /proc and /sys', async () => {
  const { readings } = await collect({ host: createRealHost(), clock, collectors }, ['hardware', 'storage']);
  const meminfo = await readFile('/proc/meminfo', 'utf8');
  const kib = Number(/MemTotal:\s+(\d+)/.exec(meminfo)?.[1]);
  const hardware = readings.find((reading) => reading.section === 'hardware');
  expect(hardware?.facts.memoryBytes).toBe(kib * 1024);
  const blocks = await readdir('/sys/block');
  const disks = blocks.filter((name) => !/^(loop|ram|zram|dm-|md|sr|fd|nbd)|boot\d$|rpmb$/.test(name));
  const storage = readings.find((reading) => reading.section === 'storage');
  expect(storage?.facts.disks?.map(({ device }) => device)).toEqual(disks.sort());
});

test('on a platform without readers a section is unsupported, and none pretends', async () => {
  const host: Host = { ...createRealHost(), platform: 'other' };
  const asked: Section[] = [
    'software',
    'antivirus',
    'firewall',
    'updates',
    'accounts',
    'exposure',
    'storage',
  ];
  const { readings, outcomes } = await collect({ host, clock, collectors }, asked);
  expect(readings).toEqual([]);
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['unsupported']));
  const basics = await collect({ host, clock, collectors }, ['hardware', 'network', 'usage']);
  expect(basics.readings.map(({ section }) => section)).toEqual(['usage', 'hardware', 'network']);
  expect(basics.details).toEqual({});
});
