import type { DeviceRow } from '../../shared/contract/view.ts';
import type { Text } from '../../shared/text/text.ts';
import { fold, type Line, line, rule, span, wrap } from '../components/line.ts';
import {
  antivirusHealth,
  type DeviceLine,
  deviceColumns,
  memoryText,
  presenceGlyphs,
  presenceHealth,
  systemText,
} from '../rows/device-rows.ts';
import { paneWidth } from '../state/layout.ts';
import type { Model } from '../state/model.ts';
import { healthTones } from './schools.ts';
import { drawListScreen, factLine, type Table } from './table.ts';

export function drawDevices(model: Model, text: Text): Line[] {
  const table: Table<DeviceLine> = {
    name: 'devices',
    rows: model.deviceRows,
    // The school stands in the header when there is only one.
    columns: model.schoolCode === null ? deviceColumns : deviceColumns.filter(({ id }) => id !== 'school'),
    idOf: ({ device }) => device.deviceId,
    mark: ({ device: { presence } }) => ({
      glyph: presenceGlyphs[presence],
      tone: healthTones[presenceHealth[presence]],
    }),
  };
  const { selectedId } = model.lists.devices;
  const selected = model.deviceRows.find(({ device }) => device.deviceId === selectedId);
  const pane = drawDevicePane(selected, text, paneWidth(model.size.columns));
  return drawListScreen(table, totalsText(model.deviceRows, text), pane, model, text);
}

function totalsText(rows: readonly DeviceLine[], text: Text): string {
  const count = (isCounted: (device: DeviceRow) => boolean) =>
    text.number(rows.filter(({ device }) => isCounted(device)).length);
  return text.t('foot.devices', {
    rows: text.number(rows.length),
    online: count(({ presence }) => presence === 'online'),
    quiet: count(({ presence }) => presence === 'quiet'),
    silent: count(({ presence }) => presence === 'silent'),
    missing: count(({ presence }) => presence === 'missing'),
    counted: count(({ countsAsStudentComputer }) => countsAsStudentComputer),
  });
}

function drawDevicePane(selected: DeviceLine | undefined, text: Text, width: number): Line[] {
  const title = rule(width - 2, text.t('section.device'));
  if (selected === undefined) return [title];
  const { device, schoolName } = selected;
  return [
    title,
    [
      span(presenceGlyphs[device.presence], healthTones[presenceHealth[device.presence]]),
      span(` ${device.hostname ?? device.deviceId}`, 'title'),
      span(`  ${text.t(`presence.${device.presence}`)}`),
    ],
    ...deviceFactLines(device, schoolName, text, width - 2).flatMap((one) => fold(one, width - 2)),
  ];
}

/** The facts of one machine's row; what is not counted says why, and an unknown purpose says how to set it. */
export function deviceFactLines(device: DeviceRow, schoolName: string, text: Text, width: number): Line[] {
  const place = [schoolName, device.room, device.seat].filter((part) => part !== null && part !== '');
  const counts = device.countsAsStudentComputer
    ? text.t('pane.yes')
    : text.t('pane.no', { reason: text.say(`reason.${device.reason ?? 'role-unknown'}`) });
  return [
    factLine(text.t('pane.id'), device.deviceId),
    line(place.join(' · ')),
    factLine(
      text.t('column.role'),
      text.t(`role.${device.role}`),
      device.role === 'unknown' ? 'warn' : 'plain',
    ),
    factLine(text.t('column.state'), text.t(`state.${device.state}`)),
    factLine(text.t('pane.counts'), counts),
    factLine(text.t('column.lastSeen'), device.lastSeen === null ? '—' : text.dateTime(device.lastSeen)),
    factLine(text.t('column.os'), systemText(device.os)),
    factLine(text.t('column.memory'), memoryText(device.memoryBytes, text)),
    factLine(
      text.t('column.antivirus'),
      text.t(`antivirus.${device.antivirus}`),
      healthTones[antivirusHealth[device.antivirus]],
    ),
    ...(device.role === 'unknown' ? howToSetLines(device.deviceId, text, width) : []),
  ];
}

function howToSetLines(deviceId: string, text: Text, width: number): Line[] {
  const command = text.t('unknownRole.how').replace(' ID ', ` ${deviceId} `);
  return wrap(`? ${command}`, width).map((part) => line(part, 'warn'));
}
