import type {
  AvailabilityRow,
  LineRow,
  QualityRow,
  ReadinessRow,
  ServiceRow,
  SpeedRow,
} from '../../shared/contract/line-rows.ts';
import { percentOf } from '../../shared/domain/percent.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { badPercent, lessonText } from './lesson-columns.ts';
import { dash, dayColumn, momentColumn, numberColumn, pairColumn, wordsColumn } from './words-column.ts';

/** The register beside what was measured; null is not declared, or not measured. */
export const lineColumns: readonly Column<LineRow>[] = [
  wordsColumn('lineId', 'column.line', (row) => row.lineId),
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  wordsColumn(
    'state',
    'column.lineState',
    (row) => row.state,
    (row, text) => text.t(`lineState.${row.state}`),
  ),
  wordsColumn('isp', 'column.isp', (row) => row.isp ?? null),
  wordsColumn(
    'medium',
    'column.medium',
    (row) => row.medium ?? null,
    (row, text) => (row.medium === undefined ? dash : text.t(`lineMedium.${row.medium}`)),
  ),
  wordsColumn(
    'duty',
    'column.duty',
    (row) => row.duty,
    (row, text) => text.t(`lineDuty.${row.duty}`),
  ),
  wordsColumn(
    'verdict',
    'column.verdict',
    (row) => row.verdict,
    (row, text) => text.t(`lineVerdict.${row.verdict}`),
  ),
  pairColumn(
    'rates',
    'column.contractMbps',
    [
      { label: 'column.contractDown', value: (row) => row.downMbps ?? null },
      { label: 'column.contractUp', value: (row) => row.upMbps ?? null },
    ],
    (row, text) => ratesText(row.downMbps, row.upMbps, text),
  ),
  pairColumn(
    'measured',
    'column.measuredMbps',
    [
      { label: 'column.measuredDown', value: (row) => row.measuredDownMbps },
      { label: 'column.measuredUp', value: (row) => row.measuredUpMbps },
    ],
    (row, text) => ratesText(row.measuredDownMbps, row.measuredUpMbps, text),
  ),
  pairColumn(
    'lessons',
    'column.lessons',
    [
      { label: 'column.lessonP95', value: ({ lessons }) => lessons?.p95Ms ?? null },
      { label: 'column.lessonBad', value: ({ lessons }) => (lessons === null ? null : badPercent(lessons)) },
    ],
    ({ lessons }, text) => lessonText(lessons, text),
  ),
  numberColumn('p95Ms', 'column.p95', (row) => row.p95Ms),
  numberColumn('lossPercent', 'column.loss', (row) => row.lossPercent, 1),
  wordsColumn(
    'availability',
    'column.availability',
    (row) => (row.availability === null ? null : String(row.availability)),
    (row, text) => shareText(row.availability, text),
  ),
  pairColumn(
    'budget',
    'column.budget',
    [
      { label: 'column.usedMegabytes', value: (row) => row.usedBytes / 1e6 },
      { label: 'column.budgetMegabytes', value: (row) => row.budgetBytes / 1e6 },
    ],
    (row, text) => `${text.number(row.usedBytes / 1e6)}/${text.number(row.budgetBytes / 1e6)}`,
  ),
];

function ratesText(down: number | null | undefined, up: number | null | undefined, text: Text): string {
  if (down == null && up == null) return dash;
  return [down, up].map((rate) => (rate == null ? dash : text.number(rate))).join('/');
}

/** A share between 0 and 1 as percent with one decimal; never rounded up to 100. */
function shareText(share: number | null, text: Text): string {
  return share === null ? dash : `${text.number(percentOf(share, 1), 1)} %`;
}

export const speedColumns: readonly Column<SpeedRow>[] = [
  momentColumn('at', 'column.testedAt', (row) => row.at),
  numberColumn('down', 'column.down', (row) => mbps(row.download?.bitsPerSecond), 1),
  numberColumn('up', 'column.up', (row) => mbps(row.upload?.bitsPerSecond), 1),
  numberColumn(
    'minRttMs',
    'column.minRtt',
    (row) => row.download?.minRttMs ?? row.upload?.minRttMs ?? null,
    1,
  ),
  numberColumn('megabytes', 'column.megabytes', (row) => row.totalBytes / 1e6, 1),
  wordsColumn('server', 'column.server', (row) => row.server),
  wordsColumn('failure', 'column.failure', (row) => row.failure ?? null),
];

function mbps(bitsPerSecond: number | undefined): number | null {
  return bitsPerSecond === undefined ? null : bitsPerSecond / 1e6;
}

export const qualityColumns: readonly Column<QualityRow>[] = [
  wordsColumn('lineId', 'column.line', (row) => row.lineId),
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  dayColumn('day', 'column.day', (row) => row.day),
  wordsColumn(
    'hour',
    'column.hour',
    (row) => String(row.hour),
    ({ hour }) => `${pad(hour)}–${pad(hour + 1)}`,
  ),
  wordsColumn(
    'lesson',
    'column.lesson',
    (row) => String(row.isLesson),
    (row, text) => text.t(row.isLesson ? 'quality.lesson' : 'quality.outside'),
  ),
  numberColumn('p95Ms', 'column.p95', (row) => row.p95Ms),
  numberColumn('lossPercent', 'column.loss', (row) => row.lossPercent, 1),
  numberColumn('dnsMs', 'column.dns', (row) => row.dnsMs),
  numberColumn('minutes', 'column.minutes', (row) => row.minutes),
  numberColumn('badMinutes', 'column.badMinutes', (row) => row.badMinutes),
  numberColumn('downMinutes', 'column.downMinutes', (row) => row.downMinutes),
];

function pad(hour: number): string {
  return String(hour).padStart(2, '0');
}

/** As fine as contracts are: 99,95 % beside 99,94 %; never rounded up. */
function promiseText(share: number | null, text: Text): string {
  return share === null ? dash : `${text.number(percentOf(share, 2), 2)} %`;
}

export const availabilityColumns: readonly Column<AvailabilityRow>[] = [
  wordsColumn('id', 'column.identifier', (row) => row.id),
  wordsColumn('name', 'column.name', (row) => row.name),
  wordsColumn(
    'availability',
    'column.availability',
    (row) => (row.availability === null ? null : String(row.availability)),
    (row, text) => promiseText(row.availability, text),
  ),
  wordsColumn(
    'lesson',
    'column.lessonAvailability',
    (row) => (row.lessonAvailability === null ? null : String(row.lessonAvailability)),
    (row, text) => promiseText(row.lessonAvailability, text),
  ),
  wordsColumn(
    'promised',
    'column.promised',
    (row) => (row.promisedPercent === null ? null : String(row.promisedPercent)),
    (row, text) => (row.promisedPercent === null ? dash : `${text.number(row.promisedPercent, 2)} %`),
  ),
  numberColumn('outages', 'column.outages', (row) => row.outages),
  numberColumn('downMinutes', 'column.downMinutes', (row) => row.downMinutes),
  numberColumn('degradedMinutes', 'column.degradedMinutes', (row) => row.degradedMinutes),
  numberColumn('watchedMinutes', 'column.watchedMinutes', (row) => row.watchedMinutes),
];

export const serviceColumns: readonly Column<ServiceRow>[] = [
  wordsColumn('service', 'column.service', (row) => row.service),
  wordsColumn('name', 'column.name', (row) => row.name),
  wordsColumn(
    'health',
    'column.health',
    (row) => (row.state === 'active' ? row.health : row.state),
    (row, text) =>
      row.state === 'active' ? text.t(`serviceHealth.${row.health}`) : text.t(`serviceState.${row.state}`),
  ),
  pairColumn(
    'checked',
    'column.schoolsChecking',
    [
      { label: 'column.schoolsFailing', value: (row) => row.failingAt },
      { label: 'column.schoolsAsking', value: (row) => row.checkedBy },
    ],
    (row) => `${row.failingAt}/${row.checkedBy}`,
  ),
  numberColumn('p50Ms', 'column.latency', (row) => row.p50Ms),
  wordsColumn(
    'failedStage',
    'column.failedStage',
    (row) => row.failedStage,
    (row, text) => (row.failedStage === null ? dash : text.t(`serviceStage.${row.failedStage}`)),
  ),
  numberColumn('httpStatus', 'column.httpStatus', (row) => row.httpStatus),
  numberColumn('certificateDays', 'column.certificateDays', (row) => row.certificateDays),
  wordsColumn('schoolName', 'column.privateTo', (row) => row.schoolName),
  wordsColumn('url', 'column.url', (row) => row.url),
];

export const readinessColumns: readonly Column<ReadinessRow>[] = [
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  wordsColumn('room', 'column.room', (row) => row.room),
  wordsColumn(
    'purpose',
    'column.purpose',
    (row) => row.purpose,
    (row, text) => text.t(`readinessPurpose.${row.purpose}`),
  ),
  wordsColumn(
    'verdict',
    'column.readiness',
    (row) => row.verdict,
    (row, text) => text.t(`readinessVerdict.${row.verdict}`),
  ),
  pairColumn(
    'seats',
    'column.seatsUsable',
    [
      { label: 'column.seatsUsable', value: (row) => row.seats },
      { label: 'column.machines', value: (row) => row.machines },
    ],
    (row) => `${row.seats}/${row.machines}`,
  ),
  wordsColumn(
    'demands',
    'column.demands',
    (row) => row.demands.map(({ code, result }) => `${code}=${result}`).join(' '),
    (row, text) => lacking(row, text),
  ),
];

/** What stands in the way, and what nobody knows; a demand that is met needs no words. */
function lacking({ demands }: ReadinessRow, text: Text): string {
  const words = demands
    .filter(({ result }) => result !== 'met')
    .map(({ code, result, found, needed }) => {
      const numbers =
        found === null || needed === null ? '' : ` ${amount(found, text)}/${amount(needed, text)}`;
      return `${text.say(`readiness.${code}`)}${result === 'unknown' ? ' ?' : numbers}`;
    });
  return words.length === 0 ? dash : words.join('; ');
}

function amount(value: number, text: Text): string {
  return text.number(value, Number.isInteger(value) ? 0 : 2);
}
