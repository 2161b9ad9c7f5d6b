import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../collector.ts';
import { absentReason } from '../host/host.ts';

const program = '/usr/bin/plutil';
const limits = { timeoutMs: 3_000, maxBytes: 1024 * 1024 };

/** A property list as XML: as it stands where it is XML, by one child where it is in Apple's binary form. */
export async function readPlist({ host, signal }: CollectorContext, path: string): Promise<Fact<string>> {
  const text = await host.readText(path, { encoding: 'latin1' });
  if (!text.ok) return err(absentReason(text.error));
  if (!text.value.startsWith('bplist')) return await readXml(host, path);
  const converted = await host.run(program, ['-convert', 'xml1', '-o', '-', path], { ...limits, signal });
  return converted.ok ? ok(converted.value) : err(absentReason(converted.error));
}

async function readXml(host: CollectorContext['host'], path: string): Promise<Fact<string>> {
  const text = await host.readText(path);
  return text.ok ? ok(text.value) : err(absentReason(text.error));
}

/** The string members of a flat XML property list. */
export function parsePlistStrings(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/<key>([^<]{1,100})<\/key>\s*<string>([^<]{0,500})<\/string>/g);
  return new Map([...pairs].map(([, key = '', value = '']) => [key, value]));
}

/** A member of a flat XML property list that is true or false. */
export function plistFlag(text: string, key: string): boolean | undefined {
  const value = new RegExp(`<key>${key}</key>\\s*<(true|false)\\s*/>`).exec(text)?.[1];
  return value === undefined ? undefined : value === 'true';
}

/** A member that is a whole number or a date (ms since 1970). */
export function plistNumber(text: string, key: string): number | undefined {
  const [, kind, value = ''] =
    new RegExp(`<key>${key}</key>\\s*<(integer|date)>([^<]{1,40})<`).exec(text) ?? [];
  if (kind === undefined) return undefined;
  const number = kind === 'date' ? Date.parse(value) : Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
