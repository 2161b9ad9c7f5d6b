import type {
  FindingRow,
  LicenceCoverage,
  LicenceRow,
  Review,
  RiskRow,
  TrendRow,
  UpgradeRow,
} from '../../shared/contract/finding-rows.ts';
import { sampleDeviceId, sampleNowMs } from './sample-fleet.ts';

const dayMs = 86_400_000;
const school = { schoolCode: '51-001', schoolName: 'TH Kim Đồng' };

/** One finding of machine `index` in a room of the first school. */
export function sampleFinding(index: number, change: Partial<FindingRow> = {}): FindingRow {
  return {
    ...school,
    room: 'PM1',
    deviceId: sampleDeviceId(index),
    hostname: `PM1-MAY-${String(index).padStart(2, '0')}`,
    seat: `A${index}`,
    code: 'antivirus-off',
    severity: 'critical',
    basis: 'guidance',
    status: 'open',
    since: sampleNowMs - 12 * dayMs,
    lastFoundAt: sampleNowMs,
    fixedAt: null,
    evidence: [{ fact: 'antivirus.products[].productState', value: '393472' }],
    explainedBy: null,
    decidedBy: null,
    decidedAt: null,
    reason: null,
    acceptedUntil: null,
    ...change,
  };
}

const frozen = { code: 'frozen-disk', severity: 'medium', basis: 'assumption' } as const;
const stale = { code: 'antivirus-outdated', severity: 'high', explainedBy: 'frozen-disk' } as const;

/** A lab of forty frozen machines with old signatures, two machines without protection, one accepted finding. */
export const sampleFindings: readonly FindingRow[] = [
  ...Array.from({ length: 40 }, (_, index) => sampleFinding(index, { ...frozen, evidence: [] })),
  ...Array.from({ length: 40 }, (_, index) => sampleFinding(index, stale)),
  sampleFinding(41, { room: 'VP' }),
  sampleFinding(42, { room: 'VP', status: 'acknowledged', since: sampleNowMs - 40 * dayMs }),
  sampleFinding(43, {
    code: 'smb-one',
    severity: 'medium',
    basis: 'assumption',
    status: 'accepted',
    reason: 'Máy in cũ',
    acceptedUntil: sampleNowMs + 30 * dayMs,
    room: null,
    hostname: null,
  }),
];

export const sampleRisks: readonly RiskRow[] = [
  {
    ...{ ...school, room: null, deviceId: null, hostname: null, machines: 44, unknownMachines: 2, score: 23 },
    breakdown: [
      { code: 'antivirus-off', machines: 2, points: 1.8 },
      { code: 'frozen-disk', machines: 40, points: 9 },
    ],
  },
  {
    ...{ schoolCode: '51-002', schoolName: 'THCS Lê Lợi', room: null, deviceId: null, hostname: null },
    ...{ machines: 3, unknownMachines: 3, score: null, breakdown: [] },
  },
  {
    ...{ schoolCode: '51-003', schoolName: 'TH Nguyễn Huệ', room: null, deviceId: null, hostname: null },
    ...{
      machines: 10,
      unknownMachines: 0,
      score: 61,
      breakdown: [{ code: 'os-unsupported', machines: 10, points: 30 }],
    },
  },
];

export const sampleTrend: readonly TrendRow[] = [
  { month: '2026-10', opened: 12, fixed: 4, openAtEnd: 8, medianDaysToFix: 3.5 },
  { month: '2026-11', opened: 75, fixed: 0, openAtEnd: 83, medianDaysToFix: null },
];

export const sampleUpgrade: UpgradeRow = {
  ...{ ...school, room: 'PM1', deviceId: sampleDeviceId(0), hostname: 'PM1-MAY-00', model: 'OptiPlex 3020' },
  cpu: 'Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz',
  windowsEleven: 'not-eligible',
  reasons: ['cpu-too-old'],
  memoryBytes: 4 * 1024 ** 3,
  freeMemorySlots: 1,
  maxMemoryBytes: 16 * 1024 ** 3,
  supportEnds: '2025-10-14',
  action: 'replace-machine',
};

export const sampleLicences: readonly LicenceRow[] = [
  {
    ...school,
    id: 1,
    product: 'Kaspersky',
    seats: 40,
    expiresOn: '2026-12-01',
    note: 'HĐ 12/2025',
    installs: 38,
    state: 'ending',
  },
  {
    ...school,
    id: 2,
    product: 'Bkav Pro',
    seats: 5,
    expiresOn: null,
    note: null,
    installs: 0,
    state: 'unused',
  },
];

export const sampleCoverage: LicenceCoverage = {
  ...{ ...school, machines: 44, licensed: 38, builtIn: 3, unlicensed: 2, unknown: 1 },
};

export const sampleReview: Review = {
  ...{ id: null, ...school, month: '2026-11', asAt: sampleNowMs, recordedBy: null, conclusion: null },
  machines: { total: 44, heard: 43 },
  counts: { open: 81, acknowledged: 1, accepted: 1, fixedInMonth: 1 },
  score: 23,
  unknown: [{ code: 'encryption-off', machines: 4 }],
  licences: [...sampleLicences],
  coverage: sampleCoverage,
  lines: [
    sampleFinding(41, { room: 'VP' }),
    sampleFinding(40, {
      code: 'firewall-off',
      severity: 'high',
      status: 'fixed',
      fixedAt: sampleNowMs - dayMs,
    }),
    sampleFinding(43, { status: 'accepted', reason: '=Máy in cũ', acceptedUntil: sampleNowMs + 30 * dayMs }),
  ].map((line) => ({ ...line, dueOn: '2026-11-25' })),
};
