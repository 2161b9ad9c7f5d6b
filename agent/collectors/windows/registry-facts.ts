import { err, ok } from '../../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../../collector.ts';
import { absentReason } from '../../host/host.ts';
import { noData } from '../facts.ts';
import { clip } from '../text.ts';
import { type RegistryKeys, type RegistryValue, readRegistry, registryValue } from './registry.ts';

const maxDword = 0xffffffff;

/**
 * One key as a fact; a key that is not there is `no-data`, and so is silence. reg.exe ends a refusal like a missing key, so the agent's account
 * (LocalSystem) is relied on to be let in everywhere that is asked here; never tried on a real Windows.
 */
export async function askRegistry(
  { host, signal }: CollectorContext,
  key: string,
  options: { readonly recursive?: boolean } = {},
): Promise<Fact<RegistryKeys>> {
  const asked = await readRegistry(host, key, { ...options, signal });
  if (!asked.ok) return err(absentReason(asked.error));
  return asked.value.size === 0 ? noData : ok(asked.value);
}

/** A number of 32 bits: what is not set, or is no number, is `no-data`. */
export function numberAt(keys: Fact<RegistryKeys>, key: string, name: string): Fact<number> {
  if (!keys.ok) return keys;
  const number = numberOf(registryValue(keys.value, key, name));
  return number === undefined ? noData : ok(number);
}

/** Text, trimmed and clipped: what is not set, or empty, is `no-data`. */
export function textAt(keys: Fact<RegistryKeys>, key: string, name: string, maxLength: number): Fact<string> {
  if (!keys.ok) return keys;
  const text = textOf(registryValue(keys.value, key, name), maxLength);
  return text === undefined ? noData : ok(text);
}

export function numberOf(value: RegistryValue | undefined): number | undefined {
  const data = value?.data;
  return typeof data === 'number' && data >= 0 && data <= maxDword ? data : undefined;
}

/** REG_DWORD too, as its decimal digits. */
export function textOf(value: RegistryValue | undefined, maxLength: number): string | undefined {
  return value === undefined || value.type === 'REG_BINARY' ? undefined : clip(String(value.data), maxLength);
}

/** FILETIME in ms since 1970 UTC, from the eight bytes that REG_BINARY holds, the lowest first. */
export function fileTimeOf(value: RegistryValue | undefined): number | undefined {
  if (value?.type !== 'REG_BINARY' || !/^[0-9a-f]{16}$/i.test(String(value.data))) return undefined;
  const bytes = String(value.data).match(/../g) ?? [];
  const ticks = BigInt(`0x${bytes.toReversed().join('')}`);
  const ms = Number(ticks / 10_000n - fileTimeEpochMs);
  return ms > 0 && ms <= lastMs ? ms : undefined;
}

/** From 1601 to 1970. */
const fileTimeEpochMs = 11_644_473_600_000n;
/** The contract's last moment: the year 9999. */
const lastMs = 253_402_300_799_999;

/** Seconds since 1970; 0 and 0xFFFFFFFF stand for none. */
export function unixTimeOf(value: RegistryValue | undefined): number | undefined {
  const seconds = numberOf(value);
  return seconds === undefined || seconds === 0 || seconds === maxDword ? undefined : seconds * 1000;
}

/** YYYYMMDD, as text or as a number. */
export function dayOf(value: RegistryValue | undefined): number | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(textOf(value, 16) ?? '') ?? [];
  const ms = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
}
