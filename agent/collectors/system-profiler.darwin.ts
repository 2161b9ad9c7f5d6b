import { z } from 'zod';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { parseJson } from '../parse/parse-json.ts';
import { clip } from './text.ts';

/** One entry of system_profiler: members are read by name, and none is relied on. */
export type ProfileItem = Readonly<Record<string, unknown>>;

/** Data type, such as SPHardwareDataType → its entries. */
export type Profile = ReadonlyMap<string, readonly ProfileItem[]>;

const program = '/usr/sbin/system_profiler';
const limits = { timeoutMs: 12_000, maxBytes: 4 * 1024 * 1024 };
const maxDepth = 8;
const item = z.record(z.string(), z.unknown());
const profile = z.record(z.string(), z.array(item).catch([]));

/**
 * One child for all data types that a section needs. `-json` exists since macOS 10.15; an older one ends with an error.
 * Member names are those of recorded Macs and of Apple's XML form; none of this was ever run on a Mac.
 */
export async function askProfiler(
  { host, signal }: CollectorContext,
  types: readonly string[],
): Promise<Fact<Profile>> {
  const answer = await host.run(program, ['-json', ...types], { ...limits, signal });
  if (!answer.ok) return err(absentReason(answer.error));
  const parsed = parseProfile(answer.value);
  return parsed === undefined ? err('failed') : ok(parsed);
}

/** undefined for anything but JSON of that form: the text form that older systems print, for one. */
export function parseProfile(text: string): Profile | undefined {
  const json = parseJson(text);
  const parsed = json.ok ? profile.safeParse(json.value) : undefined;
  return parsed?.success === true ? new Map(Object.entries(parsed.data)) : undefined;
}

/** Entries of a type with those below them (`_items`), in order. */
export function allItems(found: Profile, type: string): readonly ProfileItem[] {
  return (found.get(type) ?? []).flatMap((entry) => withBelow(entry, 0));
}

function withBelow(entry: ProfileItem, depth: number): readonly ProfileItem[] {
  const below = depth >= maxDepth ? [] : itemsOf(entry, '_items');
  return [entry, ...below.flatMap((each) => withBelow(each, depth + 1))];
}

/** A member that is a list of entries; empty when it is none. */
export function itemsOf(entry: ProfileItem, name: string): readonly ProfileItem[] {
  return z.array(item).safeParse(entry[name]).data ?? [];
}

/** A member that is itself an entry; empty when it is none. */
export function partOf(entry: ProfileItem, name: string): ProfileItem {
  return item.safeParse(entry[name]).data ?? {};
}

/** A text member, at most `maxLength` long. */
export function textOf(entry: ProfileItem, name: string, maxLength: number): string | undefined {
  const value = entry[name];
  return typeof value === 'string' ? clip(value, maxLength) : undefined;
}

/** A whole number ≥ 0, also when it is written as text. */
export function numberOf(entry: ProfileItem, name: string): number | undefined {
  const value = entry[name];
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** `16 GB`, `1536 MB`: binary units, as memory is sold. */
export function bytesOf(text: string | undefined): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,7}(?:[.,]\d{1,3})?)\s*([KMGT])B$/i.exec(text?.trim() ?? '') ?? [];
  if (amount === undefined) return undefined;
  const bytes = Number(amount.replace(',', '.')) * 1024 ** (' KMGT'.indexOf(unit.toUpperCase()) || 1);
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : undefined;
}
