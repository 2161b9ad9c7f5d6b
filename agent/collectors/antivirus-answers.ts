import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { parseJson } from '../parse/parse-json.ts';
import { clip, defined, wholeNumber } from './text.ts';

type Product = NonNullable<Facts['antivirus']['products']>[number];

/** What a product's own program says of it; the name is given by the table of products. */
export type AntivirusAnswer = Omit<Product, 'name'>;

const maxEpochMs = 253_402_300_799_999;
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const setting = maybe(z.object({ value: maybe(z.boolean()) }));
const text = maybe(z.string());

const health = z.object({
  appVersion: text,
  definitionsVersion: text,
  definitionsUpdated: text,
  productExpiration: text,
  realTimeProtectionEnabled: setting,
});

/** `mdatp health --output json` of Defender for Endpoint on Linux and macOS; times are ms since 1970 as text. */
export function parseMdatpHealth(output: string): AntivirusAnswer | undefined {
  const json = parseJson(output);
  const parsed = json.ok ? health.safeParse(json.value) : undefined;
  if (parsed?.success !== true || parsed.data.appVersion === undefined) return undefined;
  const found = parsed.data;
  return defined({
    version: clip(found.appVersion, 64),
    signatureVersion: clip(found.definitionsVersion, 64),
    signatureAt: epochMs(wholeNumber(found.definitionsUpdated)),
    isOnAccessRunning: found.realTimeProtectionEnabled?.value,
    licenceEndsAt: epochMs(wholeNumber(found.productExpiration)),
  });
}

/** `bduitool get ps` of Bitdefender. */
export function parseBduitool(output: string): AntivirusAnswer | undefined {
  const values = pairs(output, /^(?:\s+-\s)?([^:]{1,64}):\s+(.{1,200})$/);
  const version = clip(values.get('Product version'), 64);
  if (version === undefined) return undefined;
  return defined({
    version,
    signatureVersion: clip(values.get('Engines version'), 64),
    signatureAt: localTime(values.get('Last security content update')),
    isOnAccessRunning: onOrOff(values.get('Antimalware status'), 'On', 'Off'),
  });
}

/** `sentinelctl version` and `sentinelctl control status`; it knows no signatures in the old sense. */
export function parseSentinelctl(output: string): AntivirusAnswer | undefined {
  const values = pairs(output, /^(\S.{0,63}?)(?:: |\s{2,})(\S.{0,199}?)\s*$/);
  const version = clip(values.get('Agent version'), 64);
  if (version === undefined) return undefined;
  return defined({
    version,
    signatureVersion: clip(values.get('DFI library version'), 64),
    isOnAccessRunning: onOrOff(values.get('Agent state'), 'Enabled', 'Disabled'),
  });
}

/** `sentinelctl status` on macOS; the agent's id and when it was put there stay. */
export function parseSentinelMac(output: string): AntivirusAnswer | undefined {
  const values = pairs(output, /^\s+([^:]{1,64}):\s+(\S.{0,199})$/);
  const version = clip(values.get('Version'), 64);
  if (version === undefined) return undefined;
  return defined({
    version,
    isServiceRunning: onOrOff(values.get('Agent Operational State'), 'enabled', 'disabled'),
    isOnAccessRunning: onOrOff(values.get('Protection'), 'enabled', 'disabled'),
  });
}

/** `cytool info`, `cytool info query` and `cytool runtime query` of Cortex XDR, one after the other. */
export function parseCytool(output: string): AntivirusAnswer | undefined {
  const version = /^Cortex XDR .{0,80} ([0-9.]{1,64})\s*$/m.exec(output)?.[1];
  if (version === undefined) return undefined;
  const state = /^[ \t]*pmd[ \t]+\S+[ \t]+\S+[ \t]+(\S{1,16})/m.exec(output)?.[1];
  return defined({
    version,
    signatureVersion: clip(/^Content Version:\s+(\S{1,64})\s*$/im.exec(output)?.[1], 64),
    isServiceRunning: state === undefined ? undefined : state === 'Running',
  });
}

/** `kesl-control --app-info` in English; in another language there is a version at most. */
export function parseKesl(output: string): AntivirusAnswer | undefined {
  const values = pairs(output, /^\s*([^:]{1,80}):\s+(.{1,200})$/);
  const version = clip(values.get('Version'), 64);
  if (version === undefined) return undefined;
  return defined({
    version,
    signatureAt: localTime(values.get('Last release date of databases')),
    licenceEndsAt: localTime(values.get('License expiration date')),
  });
}

/** `upd --version` and `upd --list-modules` of ESET: the day of the detection engine stands behind its number. */
export function parseEset(output: string): AntivirusAnswer | undefined {
  const version = /\(eea\)\s*([0-9.]{1,64})/.exec(output)?.[1];
  const [, engine, year, month, day] =
    /^[ \t]*EM002[ \t]+(\d{1,10})[ \t]*\((\d{4})(\d\d)(\d\d)\)/m.exec(output) ?? [];
  if (version === undefined && engine === undefined) return undefined;
  return defined({
    version,
    signatureVersion: engine,
    signatureAt: engine === undefined ? undefined : epochMs(Date.parse(`${year}-${month}-${day}T00:00:00Z`)),
  });
}

function pairs(output: string, pattern: RegExp): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [, key, value] = pattern.exec(line.slice(0, 400).trimEnd()) ?? [];
    if (key !== undefined && value !== undefined && !values.has(key)) values.set(key, value);
  }
  return values;
}

function onOrOff(value: string | undefined, on: string, off: string): boolean | undefined {
  if (value === on) return true;
  return value === off ? false : undefined;
}

/** `2023-08-24 at 11:44:37 GMT+2` or `2023-08-24 11:44:37`: without a zone the machine's own is meant. */
function localTime(value: string | undefined): number | undefined {
  const [, day, time = '00:00:00', sign = '', hours = ''] =
    /^(\d{4}-\d\d-\d\d)(?: (?:at )?(\d\d:\d\d:\d\d)(?: GMT([+-])(\d{1,2}))?)?/.exec(value ?? '') ?? [];
  if (day === undefined) return undefined;
  const zone = sign === '' ? '' : `${sign}${hours.padStart(2, '0')}:00`;
  return epochMs(Date.parse(`${day}T${time}${zone}`));
}

function epochMs(ms: number | undefined): number | undefined {
  return ms !== undefined && ms > 0 && ms <= maxEpochMs ? ms : undefined;
}
