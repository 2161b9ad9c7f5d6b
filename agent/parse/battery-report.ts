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
  if (!text.includes('<BatteryReport')) return err('unrecognised');
  const scannedAt = elementOf(text, 'ScanTime');
  const list = elementOf(text, 'Batteries') ?? '';
  // Parts before the first one hold no battery.
  const parts = list.split('<Battery>', maxBatteries + 1).slice(1);
  const batteries = parts.flatMap((part) => {
    const end = part.indexOf('</Battery>');
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

/** What stands between the first `<tag>` and its end; elements of this report with a text have no attributes. */
function elementOf(xml: string, tag: string): string | undefined {
  const start = xml.indexOf(`<${tag}>`);
  if (start === -1) return undefined;
  const end = xml.indexOf(`</${tag}>`, start);
  return end === -1 ? undefined : unescaped(xml.slice(start + tag.length + 2, end));
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
