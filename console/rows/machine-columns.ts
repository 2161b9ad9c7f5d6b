import type { DeviceFacts } from '../../shared/contract/device-facts.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { memoryText, systemText } from './device-rows.ts';

function words(
  id: string,
  label: Column<DeviceFacts>['label'],
  value: (row: DeviceFacts) => string | null,
  cell: (row: DeviceFacts, text: Text) => string = (row) => value(row) ?? '—',
): Column<DeviceFacts> {
  return { id, label, width: 'grow', align: 'left', value, cell };
}

/** A machine as listings print it: values are codes and ISO times for programs, cells are words for people. */
export const machineColumns: readonly Column<DeviceFacts>[] = [
  words('deviceId', 'column.deviceId', (row) => row.deviceId),
  words('hostname', 'column.hostname', (row) => row.hostname),
  words('code', 'column.code', (row) => row.schoolCode),
  words('school', 'column.school', (row) => row.schoolName),
  words('room', 'column.room', (row) => row.room),
  words('seat', 'column.seat', (row) => row.seat),
  words(
    'role',
    'column.role',
    (row) => row.role,
    (row, text) => text.t(`role.${row.role}`),
  ),
  words(
    'state',
    'column.state',
    (row) => row.state,
    (row, text) => text.t(`state.${row.state}`),
  ),
  words(
    'presence',
    'column.presence',
    (row) => row.presence,
    (row, text) => text.t(`presence.${row.presence}`),
  ),
  words(
    'lastSeen',
    'column.lastSeen',
    (row) => (row.lastSeen === null ? null : new Date(row.lastSeen).toISOString()),
    (row, text) => (row.lastSeen === null ? '—' : text.dateTime(row.lastSeen)),
  ),
  words('os', 'column.os', (row) => systemText(row.os)),
  {
    id: 'memoryBytes',
    label: 'column.memory',
    width: 9,
    align: 'right',
    value: (row) => row.memoryBytes,
    cell: (row, text) => memoryText(row.memoryBytes, text),
  },
  words(
    'antivirus',
    'column.antivirus',
    (row) => row.antivirus.state,
    (row, text) => text.t(`antivirus.${row.antivirus.state}`),
  ),
  {
    id: 'risk',
    label: 'column.risk',
    width: 6,
    align: 'right',
    value: (row) => row.risk,
    cell: (row, text) => (row.risk === null ? '—' : text.number(row.risk)),
  },
  words(
    'counts',
    'column.counts',
    (row) => (row.countsAsStudentComputer ? 'yes' : 'no'),
    (row, text) => (row.countsAsStudentComputer ? text.t('pane.yes') : '—'),
  ),
  words(
    'reason',
    'column.reason',
    (row) => row.reason,
    (row, text) => (row.reason === null ? '' : text.say(`reason.${row.reason}`)),
  ),
];
