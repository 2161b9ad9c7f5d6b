import { err, ok } from '../../shared/domain/result.ts';
import type { Fact } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';

/** A value that may be missing, as a fact. */
export function known<T>(value: T | undefined): Fact<T> {
  return value === undefined ? err('no-data') : ok(value);
}

export const noData: Fact<never> = err('no-data');
export const unsupported: Fact<never> = err('unsupported');

/** Reads one file and parses it: `denied`, `no-data` (no such file, or nothing in it) and `failed` stay apart. */
export async function readFact<T>(
  host: Host,
  path: string,
  parse: (text: string) => T | undefined,
): Promise<Fact<T>> {
  const read = await host.readText(path);
  return read.ok ? known(parse(read.value)) : err(absentReason(read.error));
}

/** The first fact that has a value, else the reason of the first. */
export function firstKnown<T>(facts: readonly [Fact<T>, ...Fact<T>[]]): Fact<T> {
  return facts.find((fact) => fact.ok) ?? facts[0];
}

/** Changes the value of a fact that has one. */
export function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U | undefined): Fact<U> {
  return fact.ok ? known(change(fact.value)) : fact;
}
