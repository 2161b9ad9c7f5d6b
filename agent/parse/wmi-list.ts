import { err, ok } from '../../shared/domain/result.ts';
import { cimMoment } from './cim-moment.ts';
import { linesOf } from './lines.ts';
import type { Parsed } from './parsed.ts';

export type WmiValue = string | number | boolean | readonly (string | number)[];
/** One instance of a class: its properties by the names of WMI; what is empty, or a date that means never, is left out. */
export type WmiInstance = Readonly<Record<string, WmiValue>>;

/** The list names no types: these properties are text in WMI's schema, digits or not, so that a name is always of one type. */
const textual =
  /(?:Name|(?:Serial|Part|Build|Model)Number|(?<!Major|Minor)Version|Model|Caption|Description|Manufacturer|DeviceID|UniqueId|ObjectId|InstanceId|ProcessorId|Tag|Key|Guid|UUID|Path|Address)$/i;

/**
 * What `wmic … get /format:list` printed: lines `Key=Value`, instances apart by blank lines or by a key that comes again. A
 * line without a key belongs to the value before it. Whole numbers, TRUE and FALSE, `{…}` lists and CIM dates are read.
 */
export function parseWmiList(text: string): Parsed<WmiInstance[]> {
  const instances = isList(text) ? instancesIn(text) : [];
  return instances.some(isOfWmi) ? ok(instances.map(instanceOf)) : err('unrecognised');
}

function instancesIn(text: string): Map<string, string>[] {
  const instances: Map<string, string>[] = [];
  let current: Map<string, string> | undefined;
  let last = '';
  for (const line of linesOf(text, maxValueLength)) {
    const key = keyOf(line);
    if (line.trim() === '') current = undefined;
    if (key !== undefined) {
      if (current === undefined || current.has(key)) {
        current = new Map();
        instances.push(current);
      }
      current.set(key, line.slice(key.length + 1));
      last = key;
    } else if (current !== undefined) append(current, last, line);
  }
  return instances;
}

function keyOf(line: string): string | undefined {
  return /^([A-Za-z_][A-Za-z0-9_]{0,127})=/.exec(line)?.[1];
}

/** Few properties have several lines, and few of these many. */
const maxLinesOfValue = 8;

/** A text that has a `=` here and there is no list. */
function isList(text: string): boolean {
  const lines = { withKey: 0, without: 0 };
  for (const line of linesOf(text, 256)) {
    if (keyOf(line) !== undefined) lines.withKey += 1;
    else if (line.trim() !== '') lines.without += 1;
  }
  return lines.withKey > 0 && lines.without <= maxLinesOfValue * lines.withKey;
}

/** Properties are named in mixed letters: more than two that all shout are variables of a shell. */
function isOfWmi(properties: ReadonlyMap<string, string>): boolean {
  const names = [...properties.keys()];
  return names.length <= 2 || names.some((name) => /[a-z]/.test(name));
}

const maxValueLength = 65_536;

function append(instance: Map<string, string>, key: string, line: string): void {
  const value = instance.get(key) ?? '';
  if (value.length < maxValueLength) instance.set(key, `${value}\n${line}`);
}

function instanceOf(properties: ReadonlyMap<string, string>): WmiInstance {
  const values: [string, WmiValue][] = [];
  for (const [key, text] of properties) {
    // wmic writes & of the XML that it works with as an entity.
    const value = readValue(key, text.replaceAll('&amp;', '&').trim());
    if (value !== undefined) values.push([key, value]);
  }
  // An own property even for a name like __proto__.
  return Object.fromEntries(values);
}

function readValue(key: string, text: string): WmiValue | undefined {
  if (text === '') return undefined;
  if (text === 'TRUE') return true;
  if (text === 'FALSE') return false;
  if (/^\d{14}\.\d{6}[+-]\d{3}$/.test(text))
    return text.startsWith('1601') ? undefined : (cimMoment(text) ?? text);
  const list = listOf(text);
  if (list !== undefined) return list;
  return textual.test(key) ? text : (numberOf(text) ?? text);
}

/** `{1,2}` and `{"a","b"}` are lists; a GUID in braces is text. */
function listOf(text: string): (string | number)[] | undefined {
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  const inner = text.slice(1, -1);
  if (inner === '') return [];
  if (inner.startsWith('"') && inner.endsWith('"') && inner.length > 1)
    return inner.slice(1, -1).split('","');
  const numbers = inner.split(',').map(numberOf);
  return numbers.some((number) => number === undefined)
    ? undefined
    : numbers.filter((number) => number !== undefined);
}

function numberOf(text: string): number | undefined {
  const number = /^(?:0|-?[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(number) ? number : undefined;
}
