import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { Host, RunFailure } from '../../host/host.ts';
import { inWindows } from '../../host/windows-folder.ts';

/** Text as reg.exe prints it: REG_MULTI_SZ keeps its `\0` between parts, REG_BINARY is hex. REG_DWORD and REG_QWORD are numbers. */
export type RegistryValue = { readonly type: string; readonly data: string | number };

/** Value name, lower case, '' for the default value → value. */
export type RegistryValues = ReadonlyMap<string, RegistryValue>;

/** Path of a key, long and in lower case, such as `hkey_local_machine\software\microsoft` → its values. */
export type RegistryKeys = ReadonlyMap<string, RegistryValues>;

const limits = { timeoutMs: 30_000, maxBytes: 8 * 1024 * 1024 };

/** Exit code of reg.exe for a key that is not there. */
const noSuchKey = 1;

/**
 * Asks reg.exe for the values of a key, and of all below it when `recursive`: one small child, no PowerShell (about 30 ms).
 * `not-found`: there is no such key. Ask for a parent that always exists, so that what is not in the answer is surely not set.
 * Letters that the console's code page lacks arrive damaged; names that people read are asked of PowerShell.
 */
export async function readRegistry(
  host: Host,
  key: string,
  options: { readonly recursive?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Result<RegistryKeys, RunFailure>> {
  const args = ['query', key, ...(options.recursive === true ? ['/s'] : [])];
  const { signal } = options;
  const asked = await host.runToExit(inWindows(host, 'System32\\reg.exe'), args, {
    ...limits,
    ...(signal === undefined ? {} : { signal }),
  });
  // A machine without reg.exe says nothing about its registry.
  if (!asked.ok) return err(asked.error === 'not-found' ? 'failed' : asked.error);
  const { exitCode, stdout } = asked.value;
  if (exitCode === 0) return ok(parseRegistryQuery(stdout));
  return err(exitCode === noSuchKey ? 'not-found' : 'failed');
}

/** The value of a key, which may be abbreviated (HKLM); letter case does not matter. The default value has no name. */
export function registryValue(keys: RegistryKeys, key: string, name: string): RegistryValue | undefined {
  return keys.get(registryPath(key))?.get(name.toLowerCase());
}

/** A key as {@link RegistryKeys} spells it: `HKLM\SOFTWARE` is `hkey_local_machine\software`. */
export function registryPath(key: string): string {
  const lower = key.toLowerCase();
  const slash = lower.indexOf('\\');
  const root = slash === -1 ? lower : lower.slice(0, slash);
  return `${roots[root] ?? root}${slash === -1 ? '' : lower.slice(slash)}`;
}

const roots: Readonly<Record<string, string>> = {
  hklm: 'hkey_local_machine',
  hkcu: 'hkey_current_user',
  hkcr: 'hkey_classes_root',
  hku: 'hkey_users',
  hkcc: 'hkey_current_config',
};

/** Fields stand four spaces apart; only types, never words, are looked for. */
const valueLine = /^ {4}(.*?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/;

/** What `reg query` printed, in any language of Windows. Lines that are neither key nor value continue a text of several lines. */
export function parseRegistryQuery(text: string): RegistryKeys {
  const keys = new Map<string, Map<string, RegistryValue>>();
  let values: Map<string, RegistryValue> | undefined;
  let lastName: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.startsWith('HKEY_')) {
      const path = registryPath(line.trimEnd());
      values = keys.get(path) ?? new Map();
      keys.set(path, values);
      lastName = undefined;
      continue;
    }
    const [, name, type, data = ''] = valueLine.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      lastName = nameOf(name);
      values?.set(lastName, { type, data: dataOf(type, data) });
    } else if (line !== '' && lastName !== undefined) append(values, lastName, line);
  }
  return keys;
}

/** The default value is printed as one word in brackets, in the language of Windows: (Default), (par défaut). */
function nameOf(printed: string): string {
  return /^\(.*\)$/.test(printed) ? '' : printed.toLowerCase();
}

/** A number that is not exactly representable, or not one at all (Wine prints `(null)` for REG_QWORD), stays text. */
function dataOf(type: string, data: string): string | number {
  if (type !== 'REG_DWORD' && type !== 'REG_QWORD') return data;
  const number = /^0x[0-9a-f]{1,16}$/i.test(data.trim()) ? Number(data.trim()) : Number.NaN;
  return Number.isSafeInteger(number) ? number : data;
}

function append(values: Map<string, RegistryValue> | undefined, name: string, line: string): void {
  const before = values?.get(name);
  if (before !== undefined) values?.set(name, { ...before, data: `${before.data}\n${line}` });
}
