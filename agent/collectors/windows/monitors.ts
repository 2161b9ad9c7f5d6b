import { z } from 'zod';
import type { Facts } from '../../../shared/contract/readings.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fact, WindowsAnswers } from '../../collector.ts';
import { defined } from '../text.ts';
import { cimBoolean, cimCount, cimCounts, cimText, cimUnits, readRows } from './cim-values.ts';
import { instanceOfPath } from './pnp.ts';

type Monitor = NonNullable<Facts['peripherals']['monitors']>[number];

const maxMonitors = 16;
/** The registry remembers every monitor that was ever connected. */
const maxBlocks = 256;
const instance = cimText(400);

const monitorRow = z.object({
  InstanceName: instance,
  Active: cimBoolean,
  ManufacturerName: cimUnits(8),
  ProductCodeID: cimUnits(16),
  SerialNumberID: cimUnits(64),
  UserFriendlyName: cimUnits(64),
  YearOfManufacture: cimCount,
});
type MonitorRow = z.infer<typeof monitorRow>;

const sizeRow = z.object({
  InstanceName: instance,
  MaxHorizontalImageSize: cimCount,
  MaxVerticalImageSize: cimCount,
});
const socketRow = z.object({ InstanceName: instance, VideoOutputTechnology: cimCount });
const blockRow = z.object({ PSPath: cimText(600), EDID: cimCounts });

/** Base block and first extension. */
const blockBytes = 128;
const maxBytes = 256;

/** Monitors that are on now (root/wmi); each with its EDID of the registry, else with what Windows made of it. */
export function monitorsOf(windows: WindowsAnswers): Fact<Monitor[]> {
  const monitors = readRows(windows('monitors'), monitorRow, 4 * maxMonitors);
  if (!monitors.ok) return monitors;
  const edids = edidsOf(windows);
  const sizes = readRows(windows('monitorSizes'), sizeRow, 4 * maxMonitors);
  const sockets = readRows(windows('monitorSockets'), socketRow, 4 * maxMonitors);
  const active = monitors.value.filter((row) => row.InstanceName !== undefined && row.Active !== false);
  return ok(
    active
      .sort(byInstance)
      .slice(0, maxMonitors)
      .map((row) => {
        const size = partOf(sizes, row.InstanceName);
        const socket = partOf(sockets, row.InstanceName)?.VideoOutputTechnology;
        const edid = edids.get(plainInstance(row.InstanceName));
        return defined({
          ...(edid === undefined
            ? describe(row, size?.MaxHorizontalImageSize, size?.MaxVerticalImageSize)
            : { edid }),
          connector: socket === undefined ? undefined : connectors[socket],
          isInternal: socket === undefined ? undefined : internalSockets.has(socket),
        });
      }),
  );
}

function byInstance({ InstanceName: a = '' }: MonitorRow, { InstanceName: b = '' }: MonitorRow): number {
  return a < b ? -1 : Number(a > b);
}

function describe(row: MonitorRow, widthCm: number | undefined, heightCm: number | undefined): Monitor {
  const { YearOfManufacture: year } = row;
  return defined({
    vendorId: row.ManufacturerName,
    productCode: row.ProductCodeID,
    name: row.UserFriendlyName,
    serial: row.SerialNumberID,
    year: year !== undefined && year >= 1980 && year <= 2255 ? year : undefined,
    widthMm: millimetres(widthCm),
    heightMm: millimetres(heightCm),
  });
}

/** One byte of centimetres; 0 is unknown, as with projectors. */
function millimetres(centimetres: number | undefined): number | undefined {
  return centimetres === undefined || centimetres === 0 || centimetres > 255 ? undefined : centimetres * 10;
}

/** Instance id → EDID in hex, whole blocks only. */
function edidsOf(windows: WindowsAnswers): ReadonlyMap<string, string> {
  const blocks = readRows(windows('monitorBlocks'), blockRow, maxBlocks);
  const pairs = (blocks.ok ? blocks.value : []).flatMap(({ PSPath: path, EDID: bytes }) => {
    const id = instanceOfPath(path)?.replace(/\\DEVICE PARAMETERS$/, '');
    const length = Math.min(bytes.length - (bytes.length % blockBytes), maxBytes);
    if (id === undefined || length === 0 || bytes.some((byte) => byte > 255)) return [];
    return [[id, Buffer.from(bytes.slice(0, length)).toString('hex')] as const];
  });
  return new Map(pairs);
}

function partOf<T extends { readonly InstanceName: string | undefined }>(
  rows: Fact<readonly T[]>,
  name: string | undefined,
): T | undefined {
  return rows.ok
    ? rows.value.find((row) => plainInstance(row.InstanceName) === plainInstance(name))
    : undefined;
}

/** root/wmi counts the instances of a driver behind the instance id: `…&UID4352_0`. */
function plainInstance(name: string | undefined): string {
  return (name ?? '').toUpperCase().replace(/_\d+$/, '');
}

/** D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY (d3dkmdt.h). */
const connectors: Readonly<Record<number, string>> = {
  0: 'VGA',
  1: 'S-Video',
  2: 'Composite',
  3: 'Component',
  4: 'DVI',
  5: 'HDMI',
  6: 'LVDS',
  8: 'D-Jpn',
  9: 'SDI',
  10: 'DisplayPort',
  11: 'eDP',
  12: 'UDI',
  13: 'UDI',
  15: 'Miracast',
  16: 'Wired',
  17: 'Virtual',
};
const internalSockets = new Set([6, 11, 13, 0x8000_0000]);
