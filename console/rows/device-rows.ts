import type { DeviceRow } from '../../shared/contract/view.ts';
import type { AntivirusState, Presence } from '../../shared/domain/device.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import type { Health } from './school-rows.ts';

/** A machine as the console lists it. The row itself, not a copy: thousands are made twice a second. */
export type DeviceLine = { readonly device: DeviceRow; readonly schoolName: string };

export const presenceGlyphs: Readonly<Record<Presence, string>> = {
  online: '●',
  quiet: '◐',
  silent: '○',
  missing: '✗',
};

export const presenceHealth: Readonly<Record<Presence, Health>> = {
  online: 'good',
  quiet: 'unknown',
  silent: 'warn',
  missing: 'bad',
};

/** Only what is known to be wrong is: an antivirus that is unknown is not off. */
export const antivirusHealth: Readonly<Record<AntivirusState, Health>> = {
  on: 'good',
  outdated: 'warn',
  snoozed: 'warn',
  expired: 'bad',
  off: 'bad',
  unknown: 'unknown',
};

const dash = '—';
const gibibyte = 1024 ** 3;

/** `7,6 GB`, in powers of two. */
export function memoryText(bytes: number | null, text: Text): string {
  return bytes === null ? dash : `${text.number(bytes / gibibyte, bytes % gibibyte === 0 ? 0 : 1)} GB`;
}

export function systemText(os: DeviceRow['os']): string {
  const parts = [os.name, os.version].filter((part) => part !== null && part !== '');
  return parts.length === 0 ? dash : parts.join(' ');
}

function textColumn(
  id: string,
  label: Column<DeviceLine>['label'],
  width: number | 'grow',
  value: (row: DeviceLine) => string | null,
  cell: (row: DeviceLine, text: Text) => string = (row) => value(row) ?? dash,
): Column<DeviceLine> {
  return { id, label, width, align: 'left', value, cell };
}

const lastSeen: Column<DeviceLine> = {
  id: 'lastSeen',
  label: 'column.lastSeen',
  width: 16,
  align: 'left',
  value: ({ device }) => device.lastSeen,
  cell: ({ device }, text) => (device.lastSeen === null ? dash : text.dateTime(device.lastSeen)),
};

const memory: Column<DeviceLine> = {
  id: 'memory',
  label: 'column.memory',
  width: 7,
  align: 'right',
  value: ({ device }) => device.memoryBytes,
  cell: ({ device }, text) => memoryText(device.memoryBytes, text),
};

/** 0 good, 100 bad; a machine of which too little is known has none. */
const risk: Column<DeviceLine> = {
  id: 'risk',
  label: 'column.risk',
  width: 6,
  align: 'right',
  value: ({ device }) => device.risk,
  cell: ({ device }, text) => (device.risk === null ? dash : text.number(device.risk)),
};

/** In order of importance: a narrow screen shows the first that fit. */
export const deviceColumns: readonly Column<DeviceLine>[] = [
  // A machine without a name is still told apart from another.
  textColumn('hostname', 'column.hostname', 'grow', ({ device }) => device.hostname ?? device.deviceId),
  textColumn('school', 'column.school', 16, ({ schoolName }) => schoolName),
  textColumn('room', 'column.room', 9, ({ device }) => device.room),
  textColumn(
    'role',
    'column.role',
    12,
    ({ device }) => device.role,
    ({ device }, text) => text.t(`role.${device.role}`),
  ),
  textColumn(
    'antivirus',
    'column.antivirus',
    13,
    ({ device }) => device.antivirus,
    ({ device }, text) => text.t(`antivirus.${device.antivirus}`),
  ),
  lastSeen,
  textColumn('os', 'column.os', 20, ({ device }) => systemText(device.os)),
  risk,
  memory,
  textColumn(
    'state',
    'column.state',
    12,
    ({ device }) => device.state,
    ({ device }, text) => text.t(`state.${device.state}`),
  ),
  textColumn('seat', 'column.seat', 6, ({ device }) => device.seat),
];
