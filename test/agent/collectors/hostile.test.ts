import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect } from '../../../agent/collect.ts';
import { createDpkgParser } from '../../../agent/collectors/dpkg-status.linux.ts';
import { parseArpEntry } from '../../../agent/collectors/gateway-probe.linux.ts';
import { parseMemorySlots } from '../../../agent/collectors/memory-slots.ts';
import { parsePlistStrings } from '../../../agent/collectors/plist.darwin.ts';
import { parseRpmList } from '../../../agent/collectors/software.linux.ts';
import {
  busyPercent,
  parseCpuTicks,
  parseMemory,
  parseUptime,
} from '../../../agent/collectors/usage.linux.ts';
import { readIdentifiers } from '../../../agent/host/fingerprint.ts';
import { collectors } from '../../../agent/registry.ts';
import { factSchemas } from '../../../shared/contract/readings.ts';
import { sections } from '../../../shared/domain/reading.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedHost } from '../../support/recorded-host.ts';
import { labPc } from './samples/lab-pc.ts';
import { memoryArray, memoryDevice, smbiosTable } from './samples/smbios.ts';

let host: RecordedHost;
const table = smbiosTable([
  memoryArray({ use: 3, slots: 2, maxKib: 16 * 1024 ** 2 }),
  memoryDevice({ size: 4096, type: 26, speed: 2400, locator: 'A1' }),
]);
const files: Readonly<Record<string, string>> = {
  ...labPc.files,
  '/sys/firmware/dmi/tables/DMI': table,
  '/proc/mdstat': 'md0 : active raid1 sda1[0] sdb1[1]\n      1993728 blocks [2/1] [U_]\n',
  '/etc/lightdm/lightdm.conf': '[Seat:*]\nautologin-user=\n',
  '/etc/nftables.conf': 'chain input { type filter hook input priority 0; }\n',
};
const paths = Object.keys(files);
// Usage waits for its window on the clock; its parsers are tried on their own below.
const still = sections.filter((section) => section !== 'usage');

beforeAll(async () => {
  host = await openRecordedHost({ ...labPc, files });
});
afterAll(() => host.close());

/** Digits, separators and keywords at the wrong place hurt a parser more than noise does. */
const fragment = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    '\n',
    '\n\n',
    ':',
    '=',
    '"',
    '\t',
    ' ',
    '-1',
    '0',
    '99999999999999999999',
    '4294967296',
  ),
  fc.constantFrom('é', '\u0301', '\\040', '..', '*', '#', '%eth0'),
  fc.constant('x'.repeat(5_000)),
);

const damage = fc.record({
  path: fc.constantFrom(...paths),
  at: fc.nat(4_000),
  cut: fc.nat(200),
  insert: fragment,
});

function damaged(text: string, { at, cut, insert }: { at: number; cut: number; insert: string }): string {
  const from = text.length === 0 ? 0 : at % text.length;
  return text.slice(0, from) + insert + text.slice(from + cut);
}

test('whatever stands in the files of a machine, no collector throws and no invalid fact leaves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 60, size: 'max' }), async (damages) => {
      for (const each of damages) await host.write(each.path, damaged(files[each.path] ?? '', each));
      const { outcomes, details } = await collect({ host, clock: createSystemClock(), collectors }, still);
      expect(details).toEqual({});
      expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      await readIdentifiers(host);
      for (const each of damages) await host.write(each.path, files[each.path] ?? '');
    }),
    { numRuns: 80 },
  );
});

const text = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(''));

function parseDpkg(name: string, version: string) {
  const parser = createDpkgParser();
  const stanza = `Package: ${name}\nVersion: ${version}\nStatus: install ok installed\n`;
  for (const line of stanza.split('\n')) parser.line(line);
  return parser.end();
}

test('the parsers of the heartbeat and of command output take any text', () => {
  fc.assert(
    fc.property(text, text, (first, second) => {
      const ticks = [parseCpuTicks(`cpu  ${first}\n`), parseCpuTicks(`cpu  ${second}\n`)];
      const [before, after] = ticks;
      const cpuPercent = before === undefined || after === undefined ? undefined : busyPercent(before, after);
      const memory = parseMemory(first);
      const facts = {
        cpuPercent,
        memoryAvailableBytes: memory.availableBytes,
        swapUsedBytes: memory.swapUsedBytes,
        osUptimeSeconds: parseUptime(first),
      };
      expect(factSchemas.usage.safeParse(facts).success).toBe(true);
      const packages = [...parseRpmList(`${first}\t${second}\t${first}`), ...parseDpkg(first, second)];
      expect(factSchemas.software.safeParse({ packages }).success).toBe(true);
      expect(factSchemas.hardware.safeParse({ memorySlots: parseMemorySlots(first) }).success).toBe(true);
      expect([true, false, undefined]).toContain(parseArpEntry(first, '192.168.1.1'));
      expect(parsePlistStrings(first)).toBeInstanceOf(Map);
    }),
  );
});

test('a file that is one line of blanks, or of one character, stalls nobody', async () => {
  for (const filler of [' ', '\n', '#', '"', '0']) {
    for (const path of paths) await host.write(path, filler.repeat(300_000));
    const { details } = await collect({ host, clock: createSystemClock(), collectors }, still);
    expect(details).toEqual({});
  }
  for (const path of paths) await host.write(path, files[path] ?? '');
});

test('the share of busy time is between 0 and 100, or unknown', () => {
  const ticks = fc.record({ busy: fc.nat(), total: fc.nat() });
  fc.assert(
    fc.property(ticks, ticks, (before, after) => {
      const percent = busyPercent(before, after);
      expect(percent === undefined || (percent >= 0 && percent <= 100)).toBe(true);
    }),
  );
});
