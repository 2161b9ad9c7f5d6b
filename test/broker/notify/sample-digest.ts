import type { DigestFacts, Incident, Place } from '../../../broker/notify/digest-facts.ts';
import type { OutageRow } from '../../../shared/contract/line-rows.ts';

/** Friday 20 November 2026, 07:00 in Vietnam. */
export const atMs = Date.UTC(2026, 10, 20);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export function outage(change: Partial<OutageRow> = {}): OutageRow {
  return {
    outageId: 1,
    cause: 'line',
    scope: { kind: 'line', id: 'LL-1' },
    schoolCode: 'LL',
    schoolName: 'THCS Lê Lợi',
    schools: ['LL'],
    impact: 'down',
    severity: 'high',
    start: atMs - 108 * minuteMs,
    startWithinMs: 30_000,
    end: null,
    endWithinMs: null,
    confidence: 0.95,
    witnesses: 3,
    evidence: [],
    revision: 0,
    ...change,
  };
}

const nowhere: Place = {
  school: null,
  room: null,
  machine: null,
  line: null,
  isp: null,
  service: null,
  schools: [],
};

export function incident(change: Partial<OutageRow>, place: Partial<Place>): Incident {
  return { ...outage(change), place: { ...nowhere, ...place } };
}

const school = 'THCS Lê Lợi';

const open: readonly Incident[] = [
  incident(
    {
      ...{ outageId: 7, cause: 'isp', scope: { kind: 'isp', id: 'VNPT' }, severity: 'critical' },
      ...{ start: atMs - 26 * hourMs, confidence: 0.9, witnesses: 41 },
    },
    {
      isp: 'VNPT',
      schools: ['TH Kim Đồng', 'TH Tân Hóa', 'MN Hoa Sen', school, 'THPT Trần Phú', 'TH Số 2', 'TH Số 3'],
    },
  ),
  incident({ outageId: 8 }, { school, line: { lineId: 'LL-1', isp: 'VNPT' } }),
  incident(
    { outageId: 9, start: atMs - 12 * minuteMs, startWithinMs: 240_000, confidence: 0.5, witnesses: 0 },
    { school: 'TH Kim Đồng', line: { lineId: 'auto-KD', isp: null } },
  ),
  incident(
    { outageId: 10, cause: 'school-power', severity: 'high', confidence: 0.7 },
    { school: 'Trường phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Nậm Cắn' },
  ),
  incident({ outageId: 11, cause: 'lan', severity: 'medium' }, { school: 'TH Tân Hóa' }),
  incident(
    { outageId: 12, impact: 'degraded', severity: 'medium' },
    { school, line: { lineId: 'LL-2', isp: 'Viettel' } },
  ),
  incident({ outageId: 13, cause: 'room', severity: 'medium' }, { school, room: 'Phòng Tin 1' }),
  incident({ outageId: 14, cause: 'service', severity: 'medium' }, { service: 'Cơ sở dữ liệu ngành' }),
  incident({ outageId: 15, cause: 'broker', severity: 'medium' }, { service: 'Schooldrum' }),
  incident(
    { outageId: 16, cause: 'machine-off', severity: 'low', start: atMs - 3 * dayMs },
    { school, room: 'Phòng Tin 1', machine: 'PC-07' },
  ),
  incident(
    { outageId: 17, cause: 'agent-stopped', severity: 'low' },
    { school, machine: 'd-aaaaaaaaaaaaaaab' },
  ),
];

/** One of everything. */
export const fullDay: DigestFacts = {
  unitName: 'Tỉnh Nghệ An',
  atMs,
  counts: {
    schools: 1_540,
    linesDown: 2,
    linesDegraded: 1,
    opened: 9,
    ended: 1,
    silentMachines: 1_012,
    newCriticalFindings: 4,
  },
  open,
  ended: [
    incident(
      {
        outageId: 5,
        cause: 'school-power',
        start: atMs - 22 * hourMs,
        end: atMs - 21 * hourMs - 20 * minuteMs,
      },
      { school: 'TH Kim Đồng' },
    ),
  ],
  weakLines: [
    { id: 'LL-1', schoolName: school, availability: 0.97204, promisedPercent: 99.5, downMinutes: 806 },
  ],
  servicesDown: [
    {
      ...{ service: 'csdl', name: 'Cơ sở dữ liệu ngành', url: 'https://csdl.moet.gov.vn', state: 'active' },
      ...{
        origin: 'shipped',
        source: null,
        schoolName: null,
        checkedBy: 1_102,
        failingAt: 1_099,
        p50Ms: null,
      },
      ...{ httpStatus: null, certificateDays: null, failedStage: 'tcp', checkedAt: atMs, health: 'down' },
    },
  ],
};

export const quietDay: DigestFacts = {
  ...fullDay,
  unitName: 'Xã Nậm Cắn',
  counts: {
    ...{ schools: 3, linesDown: 0, linesDegraded: 0, opened: 0, ended: 0 },
    ...{ silentMachines: 0, newCriticalFindings: 0 },
  },
  open: [],
  ended: [],
  weakLines: [],
  servicesDown: [],
};
