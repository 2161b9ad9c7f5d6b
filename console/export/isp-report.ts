import type { IspReport, LineRow, OutageRow, QualityRow, SpeedRow } from '../../shared/contract/line-rows.ts';
import { percentOf } from '../../shared/domain/percent.ts';
import { surenessOf } from '../../shared/domain/sureness.ts';
import { spanText } from '../../shared/text/span.ts';
import type { Text } from '../../shared/text/text.ts';
import { plain } from '../rows/cell.ts';
import { evidenceText } from '../rows/outage-columns.ts';
import { dash } from '../rows/words-column.ts';
import { lessonHours } from './lesson-hours.ts';

/** A table of the report; where it has no rows, `none` says so. */
export type ReportTable = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly none: string;
};

/** What the report says, in words and without a form. */
export type ReportParts = {
  readonly title: string;
  readonly school: string;
  readonly addressee: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly tables: readonly ReportTable[];
  readonly method: { readonly title: string; readonly lines: readonly string[] };
  readonly signatures: readonly string[];
  readonly asAt: string;
  readonly hash: string;
};

const exactMs = 60_000;
const methodLines = [1, 2, 3, 4, 5] as const;

/** What a school holds against its provider: what was promised beside what was measured, and how it was measured. */
export function ispReportParts(report: IspReport, text: Text): ReportParts {
  const { line, asAt, sha256 } = report;
  return {
    title: text.t('ispReport.title'),
    school: plain(line.schoolName),
    addressee: text.t('ispReport.to', { isp: orDash(line.isp) }),
    facts: [...lineFacts(report, text), ...availabilityFacts(report, text)],
    tables: [
      outageTable(report, text),
      evidenceTable(report, text),
      qualityTable(report.quality, text),
      speedTable(report.speeds, text),
    ],
    method: {
      title: text.t('ispReport.method'),
      lines: methodLines.map((number) => text.t(`ispReport.method.${number}`)),
    },
    signatures: [
      text.t('ispReport.sign.author'),
      text.t('ispReport.sign.head'),
      text.t('ispReport.sign.isp'),
    ],
    asAt: text.t('ispReport.asAt', { at: text.dateTime(asAt) }),
    hash: text.t('ispReport.hash', { hash: plain(sha256) }),
  };
}

/** Incidents for which a provider answers: neither power nor the network inside the school, nor a day off. */
export function providersOutages({ outages }: IspReport): readonly OutageRow[] {
  return outages
    .filter(({ cause }) => cause === 'line' || cause === 'isp')
    .toSorted((a, b) => a.start - b.start || a.outageId - b.outageId);
}

function lineFacts({ line, from, until }: IspReport, text: Text): [string, string][] {
  const duty = text.t(`lineDuty.${line.duty}`);
  const medium = line.medium === undefined ? dash : text.t(`lineMedium.${line.medium}`);
  return [
    [text.t('ispReport.school'), `${plain(line.schoolName)} (${line.schoolCode})`],
    [text.t('ispReport.line'), line.lineId],
    [text.t('ispReport.isp'), orDash(line.isp)],
    [text.t('ispReport.medium'), `${medium}; ${duty}`],
    [text.t('ispReport.address'), orDash(line.publicAddress)],
    [
      text.t('ispReport.period'),
      text.t('ispReport.fromUntil', { from: text.dateTime(from), until: text.dateTime(until) }),
    ],
    [text.t('ispReport.down'), ratesText(line.downMbps, line.measuredDownMbps, line, text)],
    [text.t('ispReport.up'), ratesText(line.upMbps, line.measuredUpMbps, line, text)],
  ];
}

function ratesText(
  contracted: number | undefined,
  measured: number | null,
  { testedAt }: LineRow,
  text: Text,
): string {
  const promised = mbps(contracted ?? null, text);
  if (measured === null || testedAt === null)
    return text.t('ispReport.ratesUnmeasured', { contracted: promised });
  return text.t('ispReport.rates', {
    ...{ contracted: promised, measured: mbps(measured, text) },
    at: text.dateTime(testedAt),
  });
}

function availabilityFacts({ availability, from, until }: IspReport, text: Text): [string, string][] {
  const { watchedMinutes, downMinutes, degradedMinutes, promisedPercent } = availability;
  const span = (minutes: number): string => spanText(minutes * 60_000, text);
  return [
    [text.t('ispReport.promised'), promisedPercent === null ? dash : `${text.number(promisedPercent, 2)} %`],
    [text.t('ispReport.available'), percent(availability.availability, text)],
    [text.t('ispReport.availableInLessons'), percent(availability.lessonAvailability, text)],
    [text.t('ispReport.watched'), span(watchedMinutes)],
    [text.t('ispReport.unwatched'), span(Math.max(0, Math.round((until - from) / 60_000) - watchedMinutes))],
    [text.t('ispReport.downTime'), span(downMinutes)],
    [text.t('ispReport.degradedTime'), span(degradedMinutes)],
  ];
}

/** A time that is known less well is said to be about then. */
function moment(at: number, withinMs: number | null, text: Text): string {
  return (withinMs ?? 0) > exactMs ? text.t('digest.about', { at: text.dateTime(at) }) : text.dateTime(at);
}

/** The columns of the table of outages; CSV files have them too. */
export function outageCells(row: OutageRow, text: Text): string[] {
  return [
    moment(row.start, row.startWithinMs, text),
    row.end === null ? text.t('ispReport.lasting') : moment(row.end, row.endWithinMs, text),
    row.end === null ? dash : spanText(row.end - row.start, text),
    text.say(row.impact === 'degraded' ? 'outage.degraded' : `cause.${row.cause}`),
    text.t(`confidence.${surenessOf(row.confidence)}`),
    text.number(row.witnesses),
  ];
}

export function outageHead(text: Text): string[] {
  return (['from', 'until', 'span', 'what', 'sure', 'witnesses'] as const).map((name) =>
    text.t(`ispReport.column.${name}`),
  );
}

function outageTable(report: IspReport, text: Text): ReportTable {
  const rows = providersOutages(report).map((row) => outageCells(row, text));
  return {
    title: text.t('ispReport.outages', { count: text.number(rows.length) }),
    head: outageHead(text),
    rows,
    none: text.t('ispReport.noOutages'),
  };
}

/** What speaks for each of them, in order. */
export function evidenceCell({ evidence }: OutageRow, text: Text): string {
  return evidence.map((one) => evidenceText(one, text)).join('; ');
}

function evidenceTable(report: IspReport, text: Text): ReportTable {
  const told = providersOutages(report).filter(({ evidence }) => evidence.length > 0);
  return {
    title: text.t('ispReport.evidence'),
    head: [text.t('ispReport.column.from'), text.t('ispReport.column.evidence')],
    rows: told.flatMap((row) =>
      row.evidence.map((one) => [moment(row.start, row.startWithinMs, text), evidenceText(one, text)]),
    ),
    none: text.t('ispReport.noData'),
  };
}

function qualityTable(quality: readonly QualityRow[], text: Text): ReportTable {
  return {
    title: text.t('ispReport.quality'),
    head: (['hour', 'days', 'minutes', 'bad', 'p95', 'loss', 'dns'] as const).map((name) =>
      text.t(`ispReport.column.${name}`),
    ),
    rows: lessonHours(quality).map((hour) => [
      `${String(hour.hour).padStart(2, '0')}:00`,
      text.number(hour.days),
      text.number(hour.minutes),
      percent(hour.minutes === 0 ? null : hour.badMinutes / hour.minutes, text),
      number(hour.p95Ms, text),
      number(hour.lossPercent, text, 1),
      number(hour.dnsMs, text),
    ]),
    none: text.t('ispReport.noData'),
  };
}

function speedTable(speeds: readonly SpeedRow[], text: Text): ReportTable {
  return {
    title: text.t('ispReport.speeds'),
    head: (['at', 'download', 'upload', 'rtt'] as const).map((name) => text.t(`ispReport.column.${name}`)),
    rows: speeds
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, download, upload }) => [
        text.dateTime(at),
        mbps(download === undefined ? null : download.bitsPerSecond / 1e6, text),
        mbps(upload === undefined ? null : upload.bitsPerSecond / 1e6, text),
        number(download?.minRttMs ?? upload?.minRttMs ?? null, text, 1),
      ]),
    none: text.t('ispReport.noData'),
  };
}

function percent(share: number | null, text: Text): string {
  return share === null ? dash : `${text.number(percentOf(share, 2), 2)} %`;
}

function mbps(rate: number | null, text: Text): string {
  return rate === null ? dash : `${text.number(rate, Number.isInteger(rate) ? 0 : 1)} Mb/s`;
}

function number(value: number | null, text: Text, digits = 0): string {
  return value === null ? dash : text.number(value, digits);
}

function orDash(value: string | null | undefined): string {
  return value === null || value === undefined || value === '' ? dash : plain(value);
}
