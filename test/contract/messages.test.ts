import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { decode, encode } from '../../shared/contract/codec.ts';
import { joinRequest, joinResponse } from '../../shared/contract/enrol.ts';
import { answer, order } from '../../shared/contract/order.ts';
import { ask, tell } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { report } from '../../shared/contract/report.ts';
import { status } from '../../shared/contract/status.ts';
import { alertsView, devicesView, headView, summaryView } from '../../shared/contract/view.ts';

const boot = '00000000000000aa';
const hash = '0123456789abcdef';
const component = 'A'.repeat(43);
const deviceId = 'd-aaaaaaaaaaaaaaaa';
const address = { host: 'broker.example.edu.vn', mqttPort: 8883, httpsPort: 8443 };
const now = 1_789_000_000_000;

const totals = {
  ...{ registered: 1, usable: 1, devices: 1, online: 1, quiet: 0, silent: 0, missing: 0 },
  ...{ antivirusOn: 1, antivirusUnknown: 0, unknownRole: 0, atRisk: 0 },
};
const school = {
  ...{ schoolCode: 'S1', schoolName: 'TH Kim Đồng', unitId: 'u1', commune: null, level: 'TH&THCS' },
  ...{ students: 500, informaticsStudents: null, declared: 0, ...totals },
};
const device = {
  ...{
    deviceId,
    hostname: null,
    schoolCode: 'S1',
    room: 'PM1',
    seat: '23',
    role: 'student',
    state: 'approved',
  },
  ...{ presence: 'online', lastSeen: now, os: { name: null, version: null, build: null }, memoryBytes: null },
  ...{ antivirus: 'unknown', risk: null, findings: 0, countsAsStudentComputer: true, reason: null },
};

/** One of each message, with everything optional that it can carry. */
const samples: readonly [string, z.ZodType, object][] = [
  [
    'report',
    report,
    {
      ...{ v: 1, boot, seq: 1, at: now, up: 12.5 },
      readings: [
        { section: 'usage', hash, facts: { cpuPercent: 3.5, gatewayReachable: false } },
        { section: 'hardware', hash, facts: { memoryBytes: 0 }, absent: { 'cpu.model': 'denied' } },
        { section: 'antivirus', hash, facts: { products: [] } },
      ],
      outcomes: [{ collector: 'software', outcome: 'timed-out', ms: 5000 }],
      hashes: { hardware: hash },
    },
  ],
  ['thinned report', report, { v: 1, boot, seq: 1, at: now, up: 0, readings: [], outcomes: [] }],
  [
    'birth',
    status,
    {
      ...{ v: 1, kind: 'birth', boot, bootNo: 7, conn: 2, at: now, up: 3 },
      fingerprint: {
        systemUuid: component,
        boardSerial: component,
        macs: [component],
        systemDisk: component,
      },
      keyId: hash,
      versions: { agent: '0.1.0', node: '26.10.0', platform: 'linux', contract: [1] },
    },
  ],
  ['death', status, { v: 1, kind: 'death', boot, conn: 2, reason: 'lost' }],
  [
    'welcome',
    order,
    {
      v: 1,
      id: 'o1',
      expiresAt: now,
      body: {
        ...{ kind: 'welcome', schoolCode: 'S1', schoolName: 'TH Kim Đồng', room: 'PM1', seat: '23' },
        ...{ role: 'teacher', state: 'pending', ack: 'stored', cadenceSeconds: 300, hostname: 'hashed' },
        hashes: { system: hash },
      },
    },
  ],
  ['stored', order, { v: 1, id: 'o2', body: { kind: 'stored', boot, upTo: 0, also: [3, 5] } }],
  ['resend', order, { v: 1, id: 'o3', body: { kind: 'resend', sections: ['system'] } }],
  ['set-addresses', order, { v: 1, id: 'o4', body: { kind: 'set-addresses', addresses: [address] } }],
  ['split', order, { v: 1, id: 'o5', body: { kind: 'split', boot, conn: 1 } }],
  ['answer', answer, { v: 1, orderId: 'o1', outcome: 'failed', detail: 'field kind' }],
  ['ask', ask, { v: 1, id: 'q1', window: 'abcd0123', kind: 'devices', params: { schoolCode: 'S1' } }],
  ['tell', tell, { v: 1, id: 'q1', page: 0, last: false, body: { devices: [] } }],
  [
    'tell of an error',
    tell,
    { v: 1, id: 'q1', page: 1, last: true, error: { code: 'SD-X', values: { a: 'b' } } },
  ],
  [
    'summary view',
    summaryView,
    {
      ...{ v: 1, epoch: boot, rev: 3, at: now },
      unit: { unitId: 'u1', parentId: null, kind: 'commune', name: 'Xã Bình Minh', code: null },
      totals: { ...totals, schools: 1, pending: 0, quarantined: 0 },
      ...{ schools: [school], isTruncated: false },
    },
  ],
  ['devices view', devicesView, { v: 1, epoch: boot, rev: 3, page: 0, pages: 1, devices: [device] }],
  [
    'alerts view',
    alertsView,
    {
      ...{ v: 1, epoch: boot, rev: 3, at: now },
      alerts: [
        {
          ...{ outageId: 1, since: now, severity: 'high', cause: 'line', impact: 'down', schoolCode: 'S1' },
          ...{ scope: { kind: 'line', id: 'S1-main' }, confidence: 0.9 },
        },
      ],
      isTruncated: false,
    },
  ],
  ['head view', headView, { v: 1, epoch: boot, at: now, revs: { u1: 3 } }],
  [
    'join request',
    joinRequest,
    {
      ...{ v: 1, tokenId: 'abcdefgh', secret: 'a'.repeat(22), csr: 'PEM', fingerprint: {} },
      ...{ hostname: 'pm1-23', room: 'PM1', seat: '23' },
    },
  ],
  [
    'join response',
    joinResponse,
    {
      ...{ v: 1, deviceId, certificate: 'PEM', ca: 'PEM', addresses: [address], schoolCode: 'S1' },
      ...{ schoolName: 'TH Kim Đồng', room: null, seat: null, role: 'unknown', state: 'pending' },
      ...{ outcome: 'admitted', machineNumber: 23, seats: 40 },
      fingerprintKey: component,
    },
  ],
];

/** The same message from a later version of the product: with a field more in every object. */
function withMore(value: unknown, isRecord = false): unknown {
  if (Array.isArray(value)) return value.map((each) => withMore(each));
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([name, part]) => [
    name,
    withMore(part, ['absent', 'hashes', 'revs', 'values'].includes(name)),
  ]);
  return { ...Object.fromEntries(parts), ...(isRecord ? {} : { fieldOfLater: { x: 1 } }) };
}

describe.each(samples)('%s', (_, schema, sample) => {
  test('is read as it was written', () => {
    expect(decode(encode(sample), schema)).toEqual({ ok: true, value: sample });
  });

  test('is read without the fields of a later version', () => {
    // Parameters and bodies of a query are checked by the query's kind.
    const open = 'params' in sample || ('body' in sample && 'page' in sample);
    if (!open)
      expect(decode(encode(withMore(sample) as object), schema)).toEqual({ ok: true, value: sample });
  });
});

describe('what no message may carry', () => {
  const [, , good] = samples[0] ?? [];
  const reading = (facts: unknown) => ({ ...good, readings: [{ section: 'usage', hash, facts }] });

  test.each([
    ['a number of 0', { ...good, seq: 0 }],
    ['a broken number', { ...good, seq: 1.5 }],
    ['a number beyond what can be counted', { ...good, seq: 2 ** 53 }],
    ['a boot in capitals', { ...good, boot: boot.toUpperCase() }],
    ['a time before 1970', { ...good, at: -1 }],
    ['a time after the year 9999', { ...good, at: 1e15 }],
    ['an unknown section', { ...good, readings: [{ section: 'games', hash, facts: {} }] }],
    ['a fact of the wrong kind', reading({ cpuPercent: '3' })],
    ['a fact out of range', reading({ cpuPercent: 101 })],
    ['a null for an unknown fact', reading({ cpuPercent: null })],
    ['too many readings', { ...good, readings: Array.from({ length: 33 }, () => reading({}).readings[0]) }],
    [
      'a reason that is none',
      { ...good, readings: [{ section: 'usage', hash, facts: {}, absent: { x: 'ok' } }] },
    ],
    [
      'a key of the prototype as a fact name',
      { ...good, readings: [{ section: 'usage', hash, facts: {}, absent: { '': 'denied' } }] },
    ],
    ['an unknown outcome', { ...good, outcomes: [{ collector: 'usage', outcome: 'fine', ms: 1 }] }],
  ])('%s', (_, message) => {
    expect(report.safeParse(message).success).toBe(false);
  });

  test('control characters and decomposed text become plain', () => {
    const facts = { osName: 'Tie\u0302\u0301ng\u0007Việt' };
    const message = { ...good, readings: [{ section: 'system', hash, facts }] };
    expect(report.parse(message).readings[0]).toMatchObject({ facts: { osName: 'Tiếng Việt' } });
  });
});

test('every question has parameters that no one but it can fill by accident', () => {
  for (const { params } of Object.values(queryKinds)) {
    expect(params.safeParse(null).success).toBe(false);
    expect(params.safeParse('x').success).toBe(false);
    expect(params.safeParse([]).success).toBe(false);
  }
});
