import type { z } from 'zod';
import type {
  AvailabilityRow,
  DigestChannel,
  LessonDay,
  LineMeasures,
  LineRow,
  OutageRow,
  outageVersion,
  QualityRow,
  ReadinessRow,
  ServiceRow,
  SpeedRow,
} from '../../shared/contract/line-rows.ts';

type OutageVersion = z.infer<typeof outageVersion>;

import type { ConsoleEvent } from '../../console/state/event.ts';
import { sampleNowMs } from './sample-fleet.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const unmeasured = {
  stateSince: null,
  verdict: 'unknown',
  reasons: [],
  asn: null,
  asnName: null,
  publicAddress: null,
  isCarrierNat: null,
  hasIpv6: null,
  captivePortal: null,
  latencyMs: null,
  p95Ms: null,
  lossPercent: null,
  jitterMs: null,
  measuredDownMbps: null,
  measuredUpMbps: null,
  testedAt: null,
  measuredAt: null,
  availability: null,
  watchedHours: null,
  lessons: null,
  proberId: null,
  standbyId: null,
  usedBytes: 0,
  budgetBytes: 300_000_000,
} as const satisfies Partial<LineRow>;

/** Lessons of a morning, of which two minutes were bad. */
const sampleLesson: LessonDay = {
  ...{ day: '2026-11-20', minutes: 420, badMinutes: 2, p95Ms: 11.8, lossPercent: 0.2, dnsMs: 14 },
};

/** A line that works as declared. */
export function sampleLine(change: Partial<LineRow> = {}): LineRow {
  return {
    ...unmeasured,
    ...{ lineId: 'KD-1', schoolCode: '7510001', schoolName: 'TH Kim Đồng', isDeclared: true, duty: 'main' },
    ...{ isp: 'VNPT', medium: 'fibre', downMbps: 200, upMbps: 200, state: 'up', verdict: 'corroborated' },
    ...{ asn: 45_899, asnName: 'VNPT', latencyMs: 4.2, p95Ms: 7.4, lossPercent: 0, jitterMs: 0.8 },
    ...{ measuredDownMbps: 187.3, measuredUpMbps: 181, testedAt: sampleNowMs - 20 * hourMs },
    ...{
      measuredAt: sampleNowMs - minuteMs,
      availability: 0.9993,
      watchedHours: '111111111111111111111111',
      lessons: sampleLesson,
      usedBytes: 118_000_000,
    },
    ...{ proberId: 'd-aaaaaaaaaaaaaaaa', standbyId: 'd-bbbbbbbbbbbbbbbb' },
    ...change,
  };
}

/** What its prober told of it: over PPPoE, on radio, two name servers of which one is slow. */
export const sampleMeasures: LineMeasures = {
  ...{ deviceId: 'd-aaaaaaaaaaaaaaaa', hostname: 'PM1-01', measuredAt: sampleNowMs - minuteMs, seconds: 300 },
  targets: [
    {
      ...{ kind: 'gateway', address: '192.168.1.1', method: 'tcp', sent: 10, lost: 0 },
      ...{ p50Ms: 0.4, p95Ms: 0.9, jitterMs: 0.1 },
    },
    {
      ...{ kind: 'first-hop', address: '100.64.0.1', method: 'ping', sent: 5, lost: 1 },
      ...{ p50Ms: 3.1, p95Ms: 4, jitterMs: 0.5 },
    },
    {
      ...{ kind: 'broker', method: 'tcp', sent: 10, lost: 0 },
      ...{ p50Ms: 4.2, p95Ms: 7.4, jitterMs: 0.8 },
    },
    { kind: 'anchor', address: '1.1.1.1', method: 'tcp', sent: 10, lost: 10 },
  ],
  dns: [
    { server: '192.168.1.1', sent: 5, lost: 0, p50Ms: 2, p95Ms: 12.5 },
    { server: '203.162.4.190', sent: 5, lost: 5 },
  ],
  mtuBytes: 1492,
  ipv6: { hasGlobalAddress: true, isBrokerReachable: false },
  router: {
    model: 'GW040',
    accessType: 'Ethernet',
    linkStatus: 'Up',
    wanUptimeSeconds: 90_000,
    wanAddress: '100.66.1.2',
  },
  firstHop: { latencyMs: 3.1, jitterMs: 0.5 },
  link: {
    name: 'wlan0',
    kind: 'wifi',
    isUp: true,
    wifi: { band: '5', channel: 36, signalDbm: -61, rateMbps: 433 },
  },
  slowPorts: 3,
};

/** Down, its backup, degraded, undeclared, up. */
export const sampleLines: readonly LineRow[] = [
  sampleLine(),
  sampleLine({
    ...{ lineId: 'LL-1', schoolCode: '7510002', schoolName: 'THCS Lê Lợi', state: 'down' },
    ...{ stateSince: sampleNowMs - 72 * minuteMs, measuredDownMbps: 0, p95Ms: null, lossPercent: 100 },
    ...{ availability: 0.8127 },
  }),
  sampleLine({
    ...{ lineId: 'LL-2', schoolCode: '7510002', schoolName: 'THCS Lê Lợi', isp: 'Viettel', medium: '4g' },
    ...{ duty: 'backup', downMbps: 30, upMbps: 10, measuredDownMbps: 11.2, measuredUpMbps: 4, p95Ms: 62 },
    ...{ lossPercent: 2, availability: null },
  }),
  sampleLine({
    ...{ lineId: 'TH-1', schoolCode: '7510003', schoolName: 'TH Tân Hóa', state: 'degraded', isp: 'FPT' },
    lessons: { ...sampleLesson, badMinutes: 171, p95Ms: 512, lossPercent: 18.4, dnsMs: 310 },
    ...{ stateSince: sampleNowMs - 26 * minuteMs, measuredDownMbps: 31, p95Ms: 488, lossPercent: 24 },
    ...{ verdict: 'contradicted', availability: 0.96 },
  }),
  {
    ...unmeasured,
    ...{ lineId: 'auto-7510004', schoolCode: '7510004', schoolName: 'MN Hoa Sen', isDeclared: false },
    ...{ duty: 'main', state: 'unknown' },
  },
];

export function sampleOutage(change: Partial<OutageRow> = {}): OutageRow {
  return {
    ...{ outageId: 17, cause: 'line', scope: { kind: 'line', id: 'LL-1' }, impact: 'down', severity: 'high' },
    ...{ schoolCode: '7510002', schoolName: 'THCS Lê Lợi', schools: ['7510002'] },
    ...{ start: sampleNowMs - 72 * minuteMs, startWithinMs: 15_000, end: null, endWithinMs: null },
    ...{ confidence: 0.95, witnesses: 21, evidence: [], revision: 2 },
    ...change,
  };
}

export const sampleOutages: readonly OutageRow[] = [
  sampleOutage(),
  sampleOutage({
    ...{ outageId: 16, scope: { kind: 'line', id: 'TH-1' }, impact: 'degraded', severity: 'medium' },
    ...{ schoolCode: '7510003', schoolName: 'TH Tân Hóa', schools: ['7510003'] },
    ...{ start: sampleNowMs - 26 * minuteMs, confidence: 0.7, witnesses: 2 },
  }),
  sampleOutage({
    ...{ outageId: 12, cause: 'isp', scope: { kind: 'isp', id: 'VNPT' }, severity: 'critical' },
    ...{ schoolCode: null, schoolName: null, schools: ['7510001', '7510002', '7510003'] },
    ...{ start: sampleNowMs - 9 * hourMs, end: sampleNowMs - 7.5 * hourMs, endWithinMs: 20_000 },
    ...{ confidence: 0.9, witnesses: 64, revision: 3 },
  }),
];

/** The answer that the lines screen waits for. */
export const linesArrived: ConsoleEvent = {
  kind: 'lines',
  lines: { rows: sampleLines, outages: sampleOutages },
  nowMs: sampleNowMs,
};

export const sampleSpeed: SpeedRow = {
  ...{
    leaseId: 'lease-1',
    lineId: 'TH-1',
    server: 'broker',
    totalBytes: 48_300_000,
    deviceId: 'd-aaaaaaaaaaaaaaaa',
  },
  at: sampleNowMs - 20 * hourMs,
  download: { bitsPerSecond: 31_200_000, bytes: 30_000_000, seconds: 7.7, minRttMs: 5.1, endedBy: 'stable' },
  upload: { bitsPerSecond: 28_400_000, bytes: 18_300_000, seconds: 10, endedBy: 'time' },
};

export const sampleVersion: OutageVersion = {
  ...{ at: sampleNowMs - 60 * minuteMs, cause: 'school-power', scope: { kind: 'school', id: '7510002' } },
  ...{ start: sampleNowMs - 72 * minuteMs, end: null, confidence: 0.5, witnesses: 0, isWithdrawn: false },
};

const qualityHour = {
  ...{ lineId: 'KD-1', schoolCode: '7510001', schoolName: 'TH Kim Đồng', day: '2026-11-20', minutes: 60 },
  ...{ p95Ms: 7.4, lossPercent: 0, dnsMs: 11, badMinutes: 0, downMinutes: 0, isLesson: true },
};

export const sampleQuality: readonly QualityRow[] = [
  { ...qualityHour, hour: 7 },
  { ...qualityHour, hour: 9, p95Ms: 388, lossPercent: 12.5, dnsMs: 140, badMinutes: 31 },
  { ...qualityHour, hour: 12, p95Ms: null, lossPercent: null, dnsMs: null, minutes: 0, isLesson: false },
];

export const sampleAvailability: readonly AvailabilityRow[] = [
  {
    ...{ kind: 'line', id: 'KD-1', name: 'TH Kim Đồng', schoolCode: '7510001', watchedMinutes: 7200 },
    ...{ downMinutes: 5, degradedMinutes: 31, outages: 1, availability: 0.9993, lessonAvailability: 0.9981 },
    promisedPercent: 99.5,
  },
  {
    ...{ kind: 'line', id: 'auto-7510004', name: 'MN Hoa Sen', schoolCode: '7510004', watchedMinutes: 0 },
    ...{ downMinutes: 0, degradedMinutes: 0, outages: 0, availability: null, lessonAvailability: null },
    promisedPercent: null,
  },
];

const service = {
  ...{ service: 'csdl', name: 'Cơ sở dữ liệu ngành', url: 'https://csdl.example.vn/', state: 'active' },
  ...{ origin: 'shipped', source: null, schoolName: null, checkedBy: 75, failingAt: 0, p50Ms: 84 },
  ...{ httpStatus: 200, certificateDays: 61, failedStage: null, checkedAt: sampleNowMs, health: 'up' },
} as const satisfies ServiceRow;

export const sampleServices: readonly ServiceRow[] = [
  service,
  {
    ...service,
    ...{ service: 'hop', name: 'Họp trực tuyến của Bộ', url: 'https://hop.example.vn/', failingAt: 75 },
    ...{ p50Ms: null, httpStatus: null, failedStage: 'tls', certificateDays: -3, health: 'down' },
  },
  {
    ...service,
    ...{ service: 'lms', name: 'Học trực tuyến', url: null, state: 'unset', checkedBy: 0, p50Ms: null },
    ...{ httpStatus: null, certificateDays: null, checkedAt: null, health: 'unknown' },
  },
];

export const sampleReadiness: readonly ReadinessRow[] = [
  {
    ...{ schoolCode: '7510001', schoolName: 'TH Kim Đồng', room: 'PM1', purpose: 'computer-test' },
    ...{ verdict: 'not-ready', seats: 34, machines: 40 },
    demands: [
      { code: 'seats', result: 'short', found: 34, needed: 36 },
      { code: 'clock', result: 'met', found: 40, needed: 36 },
      { code: 'disk', result: 'unknown', found: null, needed: null },
    ],
  },
];

export const sampleChannels: readonly DigestChannel[] = [
  {
    ...{ id: 3, unitId: 'k3m9x2', unitName: 'Phường Hòa Bình', channel: 'email', address: 'cntt@example.vn' },
    ...{ hour: 7, lang: 'vi', lastSentAt: sampleNowMs, lastFailure: null },
  },
];
