import { err, ok } from '../../shared/domain/result.ts';
import { defined } from '../collectors/text.ts';
import { firmwareName } from './firmware-text.ts';
import { linesOf, splitPair } from './lines.ts';
import type { Parsed } from './parsed.ts';

/** A power supply or a device with a battery as upower knows it; what it does not say is left out. */
export type PowerDevice = {
  /** D-Bus path; `upower -i` does not name it. */
  readonly path?: string;
  readonly nativePath?: string;
  /** battery, line-power, mouse, keyboard, unknown… */
  readonly kind?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly serial?: string;
  /** It feeds the machine: false of the battery of a mouse. */
  readonly isPowerSupply?: boolean;
  readonly isPresent?: boolean;
  /** Of line power. */
  readonly isOnline?: boolean;
  readonly state?: string;
  readonly energyWh?: number;
  readonly fullWh?: number;
  readonly designWh?: number;
  readonly rateW?: number;
  readonly voltageV?: number;
  readonly cycles?: number;
  readonly chargePercent?: number;
  /** Full charge in percent of the design's. */
  readonly capacityPercent?: number;
  readonly technology?: string;
};

export type PowerDevices = {
  readonly devices: readonly PowerDevice[];
  /** Of `upower -d`. */
  readonly isOnBattery?: boolean;
  readonly daemonVersion?: string;
};

type Fields = Map<string, string>;

/** What `upower -d`, `upower -i DEVICE` or `upower -e` printed. Decimal commas are read like points. */
export function parseUpower(text: string): Parsed<PowerDevices> {
  const found: Fields[] = [];
  const daemon: Fields = new Map();
  let current: Fields | undefined;
  for (const line of linesOf(text)) {
    const opened = line.startsWith('Daemon:') ? daemon : deviceAt(line, current);
    if (opened !== undefined && opened !== daemon) found.push(opened);
    current = opened ?? current;
    if (current !== undefined) addField(current, line);
  }
  if (found.length === 0) return err('unrecognised');
  return ok(
    defined({
      devices: found.map(deviceOf),
      isOnBattery: flagOf(daemon.get('on-battery')),
      daemonVersion: daemon.get('daemon-version'),
    }),
  );
}

/** A device begins with its path; the only one of `upower -i` with its native path. */
function deviceAt(line: string, current: Fields | undefined): Fields | undefined {
  const path = /^(?:Device: )?(\/org\/freedesktop\/UPower\/devices\/\S+)\s*$/.exec(line.slice(0, 256))?.[1];
  if (path !== undefined) return new Map([['path', path]]);
  return current === undefined && /^\s*native-path:/.test(line) ? new Map() : undefined;
}

/** The kind of a device is a word on a line of its own; the tables of its history hold no colon but in their titles. */
function addField(fields: Fields, line: string): void {
  const pair = splitPair(line, ':');
  if (pair === undefined) {
    const word = /^\s{2}([a-z-]+)\s*$/.exec(line)?.[1];
    if (word !== undefined && !fields.has('kind')) fields.set('kind', word);
  } else if (!fields.has(pair[0]) && pair[1] !== '') fields.set(pair[0], pair[1]);
}

function deviceOf(fields: Fields): PowerDevice {
  const isPresent = flagOf(fields.get('present'));
  // Of a battery that is not there upower tells zeros.
  const number = (key: string, unit: string) =>
    isPresent === false ? undefined : measureOf(fields.get(key), unit);
  const positive = (key: string, unit: string) => number(key, unit) || undefined;
  return defined({
    path: fields.get('path'),
    nativePath: fields.get('native-path'),
    kind: fields.get('kind'),
    vendor: firmwareName(fields.get('vendor')),
    model: firmwareName(fields.get('model')),
    serial: firmwareName(fields.get('serial')),
    isPowerSupply: flagOf(fields.get('power supply')),
    isPresent,
    isOnline: flagOf(fields.get('online')),
    state: fields.get('state'),
    energyWh: number('energy', 'Wh'),
    fullWh: positive('energy-full', 'Wh'),
    designWh: positive('energy-full-design', 'Wh'),
    rateW: number('energy-rate', 'W'),
    voltageV: positive('voltage', 'V'),
    cycles: number('charge-cycles', ''),
    chargePercent: number('percentage', '%'),
    capacityPercent: positive('capacity', '%'),
    technology: firmwareName(fields.get('technology')),
  });
}

function measureOf(value: string | undefined, unit: string): number | undefined {
  const [, digits, found] = /^(-?\d{1,12}(?:[.,]\d{1,12})?) ?(\S*)/.exec(value ?? '') ?? [];
  return digits === undefined || found !== unit ? undefined : Number(digits.replace(',', '.'));
}

function flagOf(word: string | undefined): boolean | undefined {
  if (word === 'yes') return true;
  return word === 'no' ? false : undefined;
}
