import { expect, test } from 'vitest';
import { leavingFields } from '../../agent/explain.ts';
import { defaultHostnamePolicy, protect, withheldFacts } from '../../agent/privacy.ts';
import { answer } from '../../shared/contract/order.ts';
import { type Reading, reading } from '../../shared/contract/readings.ts';
import { report } from '../../shared/contract/report.ts';
import { birth, death } from '../../shared/contract/status.ts';
import { en } from '../../shared/text/en.ts';
import { vi } from '../../shared/text/vi.ts';
import { callAgent } from '../support/agent-call.ts';
import { openResources } from '../support/resources.ts';
import { openSmallDoor } from '../support/small-door.ts';

const fields = leavingFields(null);
const paths = fields.map(({ path }) => path);

test('every field has its words, and no words are left over, in both languages', () => {
  const described = (texts: object): string[] =>
    Object.keys(texts).flatMap((key) => (key.startsWith('field.') ? [key.slice('field.'.length)] : []));
  expect(new Set(paths).size).toBe(paths.length);
  expect(described(en).sort()).toEqual([...paths].sort());
  expect(described(vi).sort()).toEqual([...paths].sort());
});

/** Paths of a message's values, found in the message and not in its schema. */
function pathsOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsOf(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  const isNamedByOthers = path.endsWith('.absent') || path.endsWith('.hashes');
  return Object.entries(value).flatMap(([name, part]) =>
    pathsOf(part, `${path}.${isNamedByOthers ? '*' : name}`),
  );
}

test('everything that a real machine would send is on the list', async () => {
  const call = await callAgent(['once', '--json'], {
    machine: {
      files: {
        '/proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n',
        '/etc/os-release': 'ID=debian\n',
      },
    },
  });
  const { readings, outcomes } = JSON.parse(call.stdout);
  expect(readings.length).toBeGreaterThan(3);
  const sent = [
    ...readings.flatMap(({ section, facts, ...rest }: Reading) => [
      ...pathsOf(facts, section),
      ...pathsOf({ section, ...rest }, 'report.readings[]'),
    ]),
    ...pathsOf(outcomes, 'report.outcomes'),
  ];
  expect(sent.filter((path) => !paths.includes(path))).toEqual([]);
});

test('every message that an agent sends begins with a part of the list', () => {
  const roots = { report, birth, death, answer };
  for (const [root, schema] of Object.entries(roots)) {
    for (const name of Object.keys(schema.shape)) {
      expect(
        paths.some((path) => path === `${root}.${name}` || new RegExp(`^${root}\\.${name}[.[]`).test(path)),
      ).toBe(true);
    }
  }
  for (const { shape } of reading.options) {
    const section = [...shape.section.values][0];
    for (const name of Object.keys(shape.facts.shape)) {
      expect(
        paths.some(
          (path) => path === `${section}.${name}` || new RegExp(`^${section}\\.${name}[.[]`).test(path),
        ),
      ).toBe(true);
    }
  }
});

const policy = {
  role: 'teacher',
  hostname: 'hashed',
  fingerprintKey: Buffer.alloc(32, 1).toString('base64url'),
} as const;
const hash = '0'.repeat(16);

const whole: readonly Reading[] = [
  {
    section: 'usage',
    hash,
    facts: { cpuPercent: 4, systemFreeBytes: 5, osUptimeSeconds: 6, gatewayReachable: true },
  },
  { section: 'system', hash, facts: { hostname: 'MAY-CO-LAN', bootedAt: 7, osId: 'debian' } },
  {
    section: 'network',
    hash,
    facts: { gateway: '192.168.1.1', interfaces: [{ name: 'eth0' }] },
    absent: { dnsServers: 'denied' },
  },
];

test('a machine that belongs to one person withholds addresses and times of use', () => {
  const protectedReadings = whole.map((each) => protect(each, policy));
  expect(protectedReadings.map(({ facts }) => facts)).toEqual([
    { systemFreeBytes: 5 },
    { hostname: expect.stringMatching(/^h-[a-z2-7]{16}$/), osId: 'debian' },
    {},
  ]);
  expect(protectedReadings[2]?.absent).toEqual({});
  const sent = protectedReadings.flatMap(({ section, facts }) => pathsOf(facts, section));
  const withheld = leavingFields(policy).flatMap(({ path, isWithheld }) => (isWithheld ? [path] : []));
  expect(sent.filter((path) => withheld.includes(path))).toEqual([]);
  for (const fact of withheldFacts) expect(withheld.some((path) => path.startsWith(fact))).toBe(true);
});

test('a machine that belongs to one person tells no hours of use, nothing that is plugged in, and days instead of moments', () => {
  const noon = Date.UTC(2026, 10, 20, 12, 34);
  const day = Date.UTC(2026, 10, 20);
  const readings: Reading[] = [
    {
      section: 'diskHealth',
      hash,
      facts: { disks: [{ device: 'sda', source: 'smartctl', powerOnHours: 9 }] },
    },
    { section: 'peripherals', hash, facts: { usbDevices: [{ name: 'Pixel' }], cameras: [] } },
    { section: 'updates', hash, facts: { lastCheckedAt: noon, pendingCount: 3 } },
    {
      section: 'antivirus',
      hash,
      facts: { products: [{ name: 'X', reportedAt: noon, productState: 397_568 }] },
    },
  ];
  expect(readings.map((each) => protect(each, policy).facts)).toEqual([
    { disks: [{ device: 'sda', source: 'smartctl' }] },
    { cameras: [] },
    { lastCheckedAt: day, pendingCount: 3 },
    { products: [{ name: 'X', reportedAt: day, productState: 397_568 }] },
  ]);
});

test('other machines send everything, and the host name as the school wants it', () => {
  const student = { ...policy, role: 'student', hostname: 'plain' } as const;
  expect(whole.map((each) => protect(each, student))).toEqual(whole);
  const hashed = protect(whole[1] as Reading, { ...student, hostname: 'hashed' });
  expect(hashed.facts).toMatchObject({ bootedAt: 7, hostname: expect.stringMatching(/^h-/) });
  expect(hashed.hash).not.toBe(hash);
  expect(leavingFields(student).some(({ isWithheld }) => isWithheld)).toBe(false);
});

test('a hashed host name is the same within an installation and another in the next', () => {
  const name = (key: number) => {
    const fingerprintKey = Buffer.alloc(32, key).toString('base64url');
    return protect(whole[1] as Reading, { ...policy, fingerprintKey }).facts;
  };
  expect(name(1)).toEqual(name(1));
  expect(name(1)).not.toEqual(name(2));
  expect((['student', 'teacher', 'office', 'server'] as const).map(defaultHostnamePolicy)).toEqual([
    'plain',
    'hashed',
    'hashed',
    'plain',
  ]);
});

test('explain says what applies to this machine', async () => {
  await using resources = openResources();
  const state = await resources.folder();
  const unjoined = await callAgent(['explain', '--state', state, '--lang', 'en']);
  expect(unjoined.stdout).toContain('This machine has not joined.');
  const door = await openSmallDoor(resources, {
    answer: (response) => ({ ok: true, value: { ...response, role: 'teacher' } }),
  });
  await callAgent(['join', '-', '--state', state], { stdin: door.token() });
  const joined = await callAgent(['explain', '--state', state, '--lang', 'en']);
  expect(joined.stdout).toContain('network.gateway (text; never sent from this machine)');
  const json = JSON.parse((await callAgent(['explain', '--json', '--state', state])).stdout);
  expect(json).toMatchObject({ role: 'teacher', hostname: 'hashed' });
  expect(json.fields).toHaveLength(paths.length);
  expect(json.fields[0]).toEqual({
    ...{
      path: 'report.v',
      message: 'report',
      section: null,
      type: '1',
      when: 'heartbeat',
      isWithheld: false,
    },
    description: vi['field.report.v'],
  });
});
