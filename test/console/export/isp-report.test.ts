import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ispReportHtml } from '../../../console/export/isp-report-html.ts';
import { ispReportCsv, ispReportText } from '../../../console/export/isp-report-text.ts';
import { lessonHours } from '../../../console/export/lesson-hours.ts';
import {
  type IspReport,
  ispReport,
  type OutageRow,
  type QualityRow,
} from '../../../shared/contract/line-rows.ts';
import { createText } from '../../../shared/text/create-text.ts';
import { expectGolden } from '../goldens.ts';

const texts = { vi: createText('vi'), en: createText('en') };
const languages = ['vi', 'en'] as const;
const asAt = Date.UTC(2026, 10, 20);
const hourMs = 3_600_000;

function outage(change: Partial<OutageRow>): OutageRow {
  return {
    ...{ outageId: 1, cause: 'line', scope: { kind: 'line', id: 'LL-1' }, schoolCode: 'LL' },
    ...{ schoolName: 'THCS Lê Lợi', schools: ['LL'], impact: 'down', severity: 'high' },
    ...{ start: asAt - 30 * hourMs, startWithinMs: 30_000, end: asAt - 28 * hourMs, endWithinMs: 20_000 },
    ...{ confidence: 0.95, witnesses: 12, evidence: [], revision: 0 },
    ...change,
  };
}

function quality(hour: number, change: Partial<QualityRow> = {}): QualityRow {
  return {
    ...{
      lineId: 'LL-1',
      schoolCode: 'LL',
      schoolName: 'THCS Lê Lợi',
      day: '2026-11-18',
      hour,
      isLesson: true,
    },
    ...{ minutes: 60, badMinutes: 6, downMinutes: 3, p95Ms: 80, lossPercent: 1.5, dnsMs: 12 },
    ...change,
  };
}

const sample: IspReport = ispReport.parse({
  line: {
    ...{ lineId: 'LL-1', schoolCode: 'LL', schoolName: 'THCS Lê Lợi', isp: 'VNPT', medium: 'fibre' },
    ...{ isDeclared: true, duty: 'main', downMbps: 200, upMbps: 200, state: 'up', stateSince: null },
    ...{ verdict: 'corroborated', reasons: [], asn: 45_899, asnName: 'VNPT', publicAddress: '203.0.113.7' },
    ...{
      isCarrierNat: false,
      hasIpv6: true,
      captivePortal: false,
      latencyMs: 9,
      p95Ms: 31,
      lossPercent: 0.1,
    },
    ...{ jitterMs: 2, measuredDownMbps: 94.1, measuredUpMbps: 41, testedAt: asAt - 60 * hourMs },
    ...{
      measuredAt: asAt,
      availability: 0.97,
      proberId: null,
      standbyId: null,
      usedBytes: 0,
      budgetBytes: 0,
    },
  },
  from: Date.UTC(2026, 9, 31, 17),
  until: asAt,
  asAt,
  availability: {
    ...{ kind: 'line', id: 'LL-1', name: 'LL-1', schoolCode: 'LL', watchedMinutes: 12_345, downMinutes: 144 },
    ...{
      degradedMinutes: 35,
      outages: 3,
      availability: 0.994_999,
      lessonAvailability: 0.987,
      promisedPercent: 99.5,
    },
  },
  outages: [
    outage({
      outageId: 3,
      start: asAt - 2 * hourMs,
      startWithinMs: 240_000,
      end: null,
      endWithinMs: null,
      confidence: 0.65,
    }),
    outage({
      outageId: 1,
      evidence: [
        { code: 'line-check-failed', count: 2, at: asAt - 30 * hourMs },
        { code: 'gateway-reachable', count: 12, at: null },
      ],
    }),
    outage({ outageId: 2, cause: 'school-power' }),
    outage({
      outageId: 4,
      impact: 'degraded',
      start: asAt - 10 * hourMs,
      end: asAt - 9 * hourMs,
      confidence: 0.3,
    }),
  ],
  speeds: [
    {
      ...{
        deviceId: 'd-aaaaaaaaaaaaaaab',
        at: asAt - 60 * hourMs,
        leaseId: 'l1',
        lineId: 'LL-1',
        server: 'own',
      },
      download: { bitsPerSecond: 94_130_000, bytes: 1, seconds: 10, minRttMs: 8.25, endedBy: 'time' },
      ...{ upload: { bitsPerSecond: 41_000_000, bytes: 1, seconds: 10, endedBy: 'stable' }, totalBytes: 2 },
    },
  ],
  quality: [
    quality(8),
    quality(7, { p95Ms: null, lossPercent: null, dnsMs: null, minutes: 0, badMinutes: 0, downMinutes: 0 }),
    quality(8, { day: '2026-11-19', p95Ms: 120, badMinutes: 0, downMinutes: 0 }),
    quality(12, { isLesson: false }),
  ],
  sha256: 'a'.repeat(64),
});

const nothing: IspReport = {
  ...sample,
  availability: {
    ...sample.availability,
    availability: null,
    lessonAvailability: null,
    promisedPercent: null,
  },
  outages: [],
  speeds: [],
  quality: [],
};

describe.each(languages)('a report to a provider in %s', (language) => {
  const text = texts[language];

  it('is plain text', () => expectGolden(`isp-report.${language}.txt`, ispReportText(sample, text)));

  it('is a page for print', () => expectGolden(`isp-report.${language}.html`, ispReportHtml(sample, text)));

  it('of a time without data says so', () => {
    for (const page of [ispReportText(nothing, text), ispReportHtml(nothing, text)]) {
      expect(page).toContain(text.t('ispReport.noOutages'));
      expect(page).toContain(text.t('ispReport.noData'));
      expect(page).toContain(text.t('ispReport.unwatched'));
      expect(page).not.toMatch(/NaN|null|undefined|ispReport\./);
    }
  });

  it('holds against the provider what is the provider’s alone', () => {
    const rows: string[][] = parse(ispReportCsv(sample, text, { separator: ';', bom: true }), {
      delimiter: ';',
      bom: true,
      relax_column_count: true,
    });
    const head = rows.findIndex(([first]) => first === text.t('ispReport.column.from'));
    expect(rows.slice(head + 1).map((row) => row[3])).toEqual([
      text.t('cause.line'),
      text.t('outage.degraded'),
      text.t('cause.line'),
    ]);
  });

  it('never says that a fibre is cut, and rounds no availability up', () => {
    const page = ispReportText(sample, text);
    expect(page).not.toMatch(/đứt/i);
    expect(page).toContain(`${text.number(99.49, 2)} %`);
  });

  it('runs nothing and fetches nothing, whatever things are called', () => {
    const hostile = fc.oneof(
      fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onload='x", '&lt;'),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(hostile, hostile, (schoolName, isp) => {
        const line = { ...sample.line, schoolName, isp, publicAddress: isp };
        const page = ispReportHtml({ ...sample, line }, text);
        const tags = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];
        expect(tags(page)).toEqual(tags(ispReportHtml(sample, text)));
        for (const tag of tags(page))
          expect(tag).not.toMatch(/^<(script|img|link|iframe)|\s(src|href|on\w+)=/i);
      }),
    );
  });
});

it('hours of lessons are told by their medians, and what was not measured is unknown', () => {
  expect(lessonHours(sample.quality)).toEqual([
    { hour: 7, days: 0, minutes: 0, badMinutes: 0, p95Ms: null, lossPercent: null, dnsMs: null },
    { hour: 8, days: 2, minutes: 120, badMinutes: 9, p95Ms: 100, lossPercent: 1.5, dnsMs: 12 },
  ]);
});
