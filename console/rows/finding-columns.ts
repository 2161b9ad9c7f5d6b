import type { FindingRow, RiskRow, TrendRow, UpgradeRow } from '../../shared/contract/finding-rows.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { memoryText } from './device-rows.ts';
import type { FindingGroup, GroupBy } from './finding-groups.ts';
import { dash, dateColumn, dayColumn, monthColumn, numberColumn, wordsColumn } from './words-column.ts';

type Coded = Pick<FindingRow, 'code' | 'severity'>;

export function findingTitle(code: string, text: Text): string {
  return text.say(`finding.${code}`);
}

/** `4 × Mẫu virus cũ`, by words and number. */
function listOf(parts: FindingGroup['explains'], text: Text): string {
  return parts
    .map(({ code, machines }) => `${findingTitle(code, text)} (${text.number(machines)})`)
    .join(', ');
}

const severity = <Row extends Coded>(): Column<Row> =>
  wordsColumn(
    'severity',
    'column.severity',
    (row) => row.severity,
    (row, text) => text.say(`severity.${row.severity}`),
  );

const title = <Row extends Coded>(): Column<Row> =>
  wordsColumn(
    'finding',
    'column.finding',
    (row) => row.code,
    (row, text) => findingTitle(row.code, text),
  );

const groupStatus: Column<FindingGroup> = wordsColumn(
  'status',
  'column.findingStatus',
  ({ status }) => status,
  ({ status }, text) => (status === null ? dash : text.t(`findingStatus.${status}`)),
);

const groupEnds: readonly Column<FindingGroup>[] = [
  numberColumn('machines', 'column.machines', ({ machines }) => machines),
  dateColumn('since', 'column.since', ({ since }) => since),
  groupStatus,
  wordsColumn(
    'explains',
    'column.explains',
    ({ explains }) => explains.map(({ code, machines }) => `${code} ${machines}`).join(', '),
    ({ explains }, text) => listOf(explains, text),
  ),
];

/** Lines of `findings`, by what each line is about. */
export function groupColumns(by: GroupBy): readonly Column<FindingGroup>[] {
  const school = wordsColumn<FindingGroup>('school', 'column.school', (row) => row.schoolName);
  const room = wordsColumn<FindingGroup>('room', 'column.room', (row) => row.room);
  const host = wordsColumn<FindingGroup>(
    'hostname',
    'column.hostname',
    (row) => row.hostname ?? row.deviceId,
  );
  const places = {
    code: [],
    school: [school],
    room: [school, room],
    machine: [school, room, host],
  } satisfies Record<GroupBy, Column<FindingGroup>[]>;
  return [severity(), title(), ...places[by], ...groupEnds];
}

/** Every finding with its evidence: what CSV carries. */
export const findingColumns: readonly Column<FindingRow>[] = [
  severity(),
  wordsColumn('code', 'column.findingCode', (row) => row.code),
  wordsColumn('schoolCode', 'column.code', (row) => row.schoolCode),
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  wordsColumn('room', 'column.room', (row) => row.room),
  wordsColumn('seat', 'column.seat', (row) => row.seat),
  wordsColumn('deviceId', 'column.deviceId', (row) => row.deviceId),
  wordsColumn('hostname', 'column.hostname', (row) => row.hostname),
  wordsColumn('status', 'column.findingStatus', (row) => row.status),
  dateColumn('since', 'column.since', (row) => row.since),
  dateColumn('fixedAt', 'column.fixedAt', (row) => row.fixedAt),
  wordsColumn('basis', 'column.basis', (row) => row.basis),
  wordsColumn('evidence', 'column.evidence', (row) => evidenceText(row.evidence)),
  wordsColumn('explainedBy', 'column.explainedBy', (row) => row.explainedBy),
  wordsColumn('reason', 'column.decision', (row) => row.reason),
  dateColumn('acceptedUntil', 'column.acceptedUntil', (row) => row.acceptedUntil),
];

/** Findings of one machine, for people. */
export const machineFindingColumns: readonly Column<FindingRow>[] = [
  severity(),
  title(),
  dateColumn('since', 'column.since', (row) => row.since),
  wordsColumn(
    'status',
    'column.findingStatus',
    (row) => row.status,
    (row, text) => text.t(`findingStatus.${row.status}`),
  ),
  wordsColumn(
    'explainedBy',
    'column.explainedBy',
    (row) => row.explainedBy,
    (row, text) => (row.explainedBy === null ? dash : findingTitle(row.explainedBy, text)),
  ),
  wordsColumn('evidence', 'column.evidence', (row) => evidenceText(row.evidence)),
];

/** Raw values by their place in the contract: what an auditor traces a finding by. */
export function evidenceText(evidence: FindingRow['evidence']): string {
  return evidence.map(({ fact, value }) => `${fact}=${value}`).join('; ');
}

type Placed = { readonly schoolCode: string; readonly deviceId: string | null };

/** For files: names of schools and machines repeat, their codes do not. */
export function withIds<Row extends Placed>(
  columns: readonly Column<Row>[],
  of: 'school' | 'machine',
): readonly Column<Row>[] {
  const school = wordsColumn<Row>('schoolCode', 'column.code', (row) => row.schoolCode);
  const machine = wordsColumn<Row>('deviceId', 'column.deviceId', (row) => row.deviceId);
  return of === 'machine' ? [school, machine, ...columns] : [school, ...columns];
}

/** Lines of `risk`, by what each line is about. */
export function riskColumns(by: 'school' | 'room' | 'machine'): readonly Column<RiskRow>[] {
  const place: Column<RiskRow>[] = [wordsColumn('school', 'column.school', (row) => row.schoolName)];
  if (by !== 'school') place.push(wordsColumn('room', 'column.room', (row) => row.room));
  if (by === 'machine')
    place.push(wordsColumn('hostname', 'column.hostname', (row) => row.hostname ?? row.deviceId));
  return [
    numberColumn('risk', 'column.risk', (row) => row.score),
    ...place,
    numberColumn('machines', 'column.machines', (row) => row.machines),
    numberColumn('unknownMachines', 'column.unknownMachines', (row) => row.unknownMachines),
    wordsColumn(
      'breakdown',
      'column.breakdown',
      (row) => row.breakdown.map(({ code, points }) => `${code} ${points}`).join(', '),
      (row, text) =>
        row.breakdown
          .map(
            ({ code, points }) =>
              `${findingTitle(code, text)} ${text.number(points, points % 1 === 0 ? 0 : 1)}`,
          )
          .join('; '),
    ),
  ];
}

export const trendColumns: readonly Column<TrendRow>[] = [
  monthColumn('month', 'column.month', (row) => row.month),
  numberColumn('opened', 'column.opened', (row) => row.opened),
  numberColumn('fixed', 'column.fixed', (row) => row.fixed),
  numberColumn('openAtEnd', 'column.openAtEnd', (row) => row.openAtEnd),
  numberColumn('medianDaysToFix', 'column.daysToFix', (row) => row.medianDaysToFix, 1),
];

export const upgradeColumns: readonly Column<UpgradeRow>[] = [
  wordsColumn('school', 'column.school', (row) => row.schoolName),
  wordsColumn('room', 'column.room', (row) => row.room),
  wordsColumn('hostname', 'column.hostname', (row) => row.hostname ?? row.deviceId),
  wordsColumn('model', 'column.model', (row) => row.model),
  wordsColumn('cpu', 'column.cpu', (row) => row.cpu),
  {
    ...numberColumn<UpgradeRow>('memoryBytes', 'column.memory', (row) => row.memoryBytes),
    cell: (row, text) => memoryText(row.memoryBytes, text),
  },
  numberColumn('freeMemorySlots', 'column.freeSlots', (row) => row.freeMemorySlots),
  {
    ...numberColumn<UpgradeRow>('maxMemoryBytes', 'column.maxMemory', (row) => row.maxMemoryBytes),
    cell: (row, text) => memoryText(row.maxMemoryBytes, text),
  },
  dayColumn('supportEnds', 'column.supportEnds', (row) => row.supportEnds),
  wordsColumn(
    'windowsEleven',
    'column.windowsEleven',
    (row) => row.windowsEleven,
    (row, text) => text.t(`windowsEleven.${row.windowsEleven}`),
  ),
  wordsColumn(
    'action',
    'column.action',
    (row) => row.action,
    (row, text) => text.t(`action.${row.action}`),
  ),
  wordsColumn(
    'reasons',
    'column.decision',
    (row) => row.reasons.join(', '),
    (row, text) => row.reasons.map((reason) => text.say(`upgrade.${reason}`)).join(', '),
  ),
];
