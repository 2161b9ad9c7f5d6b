import { err, ok } from '../../shared/domain/result.ts';
import { clip, defined } from '../collectors/text.ts';
import { firmwareName } from './firmware-text.ts';
import type { Parsed } from './parsed.ts';

export type ReportedBattery = {
  readonly id?: string;
  readonly manufacturer?: string;
  readonly serial?: string;
  /** As the pack writes it, such as LiP or LION. */
  readonly chemistry?: string;
  readonly designWh?: number;
  readonly fullWh?: number;
  /** Left out where it is 0: packs without a counter say so. */
  readonly cycles?: number;
};

export type BatteryReport = { readonly scannedAt?: string; readonly batteries: readonly ReportedBattery[] };

const maxBatteries = 64;

/** What `powercfg /batteryreport /xml` wrote. A machine without a battery gives an empty list. */
export function parseBatteryReport(text: string): Parsed<BatteryReport> {
  if (!/<(?:\w{1,32}:)?BatteryReport[\s>]/.test(text)) return err('unrecognised');
  const scannedAt = elementOf(text, 'ScanTime');
  const list = elementOf(text, 'Batteries') ?? '';
  // Parts before the first one hold no battery.
  const parts = list.split(openingOf('Battery'), maxBatteries + 1).slice(1);
  const batteries = parts.flatMap((part) => {
    const end = part.search(closingOf('Battery'));
    return end === -1 ? [] : [batteryOf(part.slice(0, end))];
  });
  return ok(defined({ scannedAt: clip(scannedAt, 32), batteries }));
}

function batteryOf(element: string): ReportedBattery {
  const name = (tag: string) => firmwareName(elementOf(element, tag));
  // Packs that tell percentages instead of milliwatt-hours.
  const isRelative = elementOf(element, 'RelativeCapacity') === '1';
  const cycles = countOf(elementOf(element, 'CycleCount'));
  return defined({
    id: name('Id'),
    manufacturer: name('Manufacturer'),
    serial: name('SerialNumber'),
    chemistry: name('Chemistry'),
    designWh: isRelative ? undefined : wattHours(elementOf(element, 'DesignCapacity')),
    fullWh: isRelative ? undefined : wattHours(elementOf(element, 'FullChargeCapacity')),
    cycles: cycles === 0 ? undefined : cycles,
  });
}

/** What stands between the first `<tag>` and its end, whatever its prefix and attributes: those of a namespace change nothing. */
function elementOf(xml: string, tag: string): string | undefined {
  const start = openingOf(tag).exec(xml);
  if (start === null) return undefined;
  const rest = xml.slice(start.index + start[0].length);
  const end = rest.search(closingOf(tag));
  return end === -1 ? undefined : unescaped(rest.slice(0, end));
}

function openingOf(tag: string): RegExp {
  return new RegExp(`<(?:\\w{1,32}:)?${tag}(?:\\s[^<>]{0,512})?>`);
}

function closingOf(tag: string): RegExp {
  return new RegExp(`</(?:\\w{1,32}:)?${tag}>`);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.includes('<')
    ? text
    : text.trim().replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');
}

function wattHours(milliwattHours: string | undefined): number | undefined {
  const value = countOf(milliwattHours);
  return value === undefined || value === 0 ? undefined : value / 1000;
}

function countOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
