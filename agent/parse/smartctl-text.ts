import { err, ok } from '../../shared/domain/result.ts';
import { clip, defined } from '../collectors/text.ts';
import { linesOf, splitPair } from './lines.ts';
import type { Parsed } from './parsed.ts';
import { countersOf, powerOnHoursOf, type SmartAttribute, temperatureOf, turns } from './smart-attributes.ts';
import { isRedacted, type SmartDisk, type SmartFacts } from './smart-disk.ts';

type Fields = ReadonlyMap<string, string>;

/** One drive out of what `smartctl` without -j printed, of version 5 and later. It does not name the device. */
export function parseSmartText(text: string): Parsed<SmartDisk> {
  if (!/^smartctl (?:version )?\d/m.test(text.slice(0, 4096))) return err('unrecognised');
  const fields = fieldsOf(text);
  const attributes = linesOf(text, 256)
    .map(attributeOf)
    .filter((attribute) => attribute !== undefined)
    .toArray();
  const kind = kindOf(fields, attributes);
  return ok(
    defined({
      sizeBytes: sizeOf(fields),
      kind,
      facts: { ...countersOf(attributes, kind === 'ssd'), ...factsOf(fields, attributes) },
    }),
  );
}

/** What stands behind the first colon of each line, by what stands before it in lower case. */
function fieldsOf(text: string): Fields {
  const fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    // The lines of SCSI drives that have no colon in the right place.
    const [, hours] =
      /^(?: *number of hours powered up =|Accumulated power on time, hours:minutes) +(\d{1,9})/.exec(line) ??
      [];
    const pair = hours === undefined ? splitPair(line, ':') : (['Power On Hours', hours] as const);
    const key = pair?.[0].toLowerCase();
    if (pair !== undefined && key !== undefined && !fields.has(key)) fields.set(key, pair[1]);
  }
  return fields;
}

/** `  5 Reallocated_Sector_Ct   0x0033   100   100   036    Pre-fail  Always       -       387` */
function attributeOf(line: string): SmartAttribute | undefined {
  const [, id, name, value, raw] =
    /^ {0,2}(\d{1,3}) ([\w-]+) +(?:0x[0-9a-f]{4} +|[-POSRCK+]+ +)(\d{3}) +\d{3} +(?:\d{3}|---) +(?:Pre-fail|Old_age|\S+).*? (\d{1,15})(?: \(.*|h\+.*)?$/.exec(
      line.trimEnd().slice(0, 256),
    ) ?? [];
  if (id === undefined || name === undefined || value === undefined || raw === undefined) return undefined;
  return { id: Number(id), name, value: Number(value), raw: Number(raw) };
}

function kindOf(fields: Fields, attributes: readonly SmartAttribute[]): SmartDisk['kind'] {
  if (fields.has('nvme version') || fields.has('percentage used') || fields.has('number of namespaces'))
    return 'nvme';
  const rotation = fields.get('rotation rate') ?? '';
  if (/solid state/i.test(rotation)) return 'ssd';
  if (/^\d+ rpm/.test(rotation)) return 'hdd';
  if (/\bSSDs?\b/.test(`${fields.get('device model') ?? ''} ${fields.get('model family') ?? ''}`))
    return 'ssd';
  return turns(attributes) ? 'hdd' : 'unknown';
}

function factsOf(fields: Fields, attributes: readonly SmartAttribute[]): SmartFacts {
  const number = (...keys: string[]) => numberOf(first(fields, keys));
  const serial = clip(fields.get('serial number'), 64);
  return defined({
    model: clip(modelOf(fields), 128),
    serial: serial !== undefined && isRedacted(serial) ? undefined : serial,
    isSelfTestPassed: verdictOf(
      first(fields, ['smart overall-health self-assessment test result', 'smart health status']),
    ),
    temperatureC: sane(
      number('temperature', 'current drive temperature', 'current temperature') ?? temperatureOf(attributes),
    ),
    powerOnHours: number('power on hours') ?? powerOnHoursOf(attributes),
    percentUsed: number('percentage used', 'percentage used endurance indicator'),
    reallocated: number('elements in grown defect list'),
    mediaErrors: number('media and data integrity errors') ?? scsiErrors(fields),
    criticalWarning: byteOf(fields.get('critical warning')),
    sparePercent: number('available spare'),
    spareThresholdPercent: number('available spare threshold'),
  });
}

/** The last column of the error counter log is what could not be corrected. */
function scsiErrors(fields: Fields): number | undefined {
  const counts = ['read', 'write', 'verify']
    .map((key) => /(?:^|\s)(\d{1,15})$/.exec(fields.get(key) ?? '')?.[1])
    .filter((count) => count !== undefined);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + Number(count), 0);
}

function first(fields: Fields, keys: readonly string[]): string | undefined {
  return keys.map((key) => fields.get(key)).find((value) => value !== undefined);
}

/** SCSI drives give vendor and product; before version 5.40 both and the revision in one line. */
function modelOf(fields: Fields): string | undefined {
  const scsi = [fields.get('vendor'), fields.get('product')].filter((part) => part !== undefined).join(' ');
  return (
    first(fields, ['device model', 'model number']) ??
    (scsi === '' ? fields.get('device')?.replace(/ {2,}Version:.*$/, '') : scsi)
  );
}

/** `500,107,862,016 bytes [500 GB]`: groups are set apart as the system's language does. A size beyond exactness is none. */
function sizeOf(fields: Fields): number | undefined {
  const text = first(fields, ['user capacity', 'total nvm capacity', 'namespace 1 size/capacity']) ?? '';
  const digits = /^[\d., \u00a0\u202f’']{1,40}/.exec(text)?.[0].replace(/\D/g, '') ?? '';
  const size = Number(digits);
  return digits !== '' && Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

function verdictOf(word: string | undefined): boolean | undefined {
  if (word === undefined) return undefined;
  if (/^(?:PASSED|OK)\b/.test(word)) return true;
  return /^UNKNOWN/i.test(word) ? undefined : false;
}

/** `1,234`, `36 Celsius`, `3%`, `43549:33`: the whole number at the beginning. */
function numberOf(text: string | undefined): number | undefined {
  const digits = /^\d{1,3}(?:[,.\u00a0\u202f]\d{3})+(?!\d)|^\d{1,15}/
    .exec(text ?? '')?.[0]
    .replace(/\D/g, '');
  return digits === undefined ? undefined : Number(digits);
}

function byteOf(text: string | undefined): number | undefined {
  const digits = /^0x([0-9a-f]{2})\b/i.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** Drives without a sensor answer 0 or 255. */
function sane(temperatureC: number | undefined): number | undefined {
  return temperatureC === undefined || temperatureC === 0 || temperatureC > 200 ? undefined : temperatureC;
}
