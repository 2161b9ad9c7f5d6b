import { err, ok } from '../../shared/domain/result.ts';
import { clip, defined } from '../collectors/text.ts';
import { cimMoment } from './cim-moment.ts';
import { linesOf, splitPair } from './lines.ts';
import { parseJson } from './parse-json.ts';
import type { Parsed } from './parsed.ts';

/** MSFT_MpComputerStatus in the words of the contract's `antivirus.defender`. */
export type MpStatus = {
  readonly runningMode?: string;
  readonly isServiceEnabled?: boolean;
  readonly isAntivirusEnabled?: boolean;
  readonly isRealTimeEnabled?: boolean;
  readonly isOnAccessEnabled?: boolean;
  readonly isBehaviorMonitorEnabled?: boolean;
  readonly isDownloadScanEnabled?: boolean;
  readonly isTamperProtected?: boolean;
  /** Left out where there are none: `hasSignatures` says so. */
  readonly signatureAgeDays?: number;
  readonly hasSignatures?: boolean;
  /** ISO 8601 UTC. A date in the words of some country is left out: day and month cannot be told apart. */
  readonly signatureAt?: string;
  readonly signatureVersion?: string;
  readonly engineVersion?: string;
  readonly productVersion?: string;
  /** Left out where no scan was ever made: `hasQuickScan`, `hasFullScan` say so. */
  readonly quickScanAgeDays?: number;
  readonly hasQuickScan?: boolean;
  readonly fullScanAgeDays?: number;
  readonly hasFullScan?: boolean;
  readonly productStatus?: number;
};

/**
 * Ages that stand for "none": 65535 days of signatures, 2^32 − 1 days since a scan (measured on six machines). Releases differ
 * in the width of each, and no age of a computer comes near.
 */
const noAges: readonly (number | undefined)[] = [65_535, 4_294_967_295];

/** What `Get-MpComputerStatus` printed: its list, ConvertTo-Json of it, or the `Key=Value` list of wmic. */
export function parseMpStatus(text: string): Parsed<MpStatus[]> {
  const rows = /^\s*[{[]/.test(text.slice(0, 256)) ? jsonRows(text) : [listRow(text)];
  const known = rows.filter(
    (row) => row.has('AMRunningMode') || row.has('AMServiceEnabled') || row.has('AntivirusEnabled'),
  );
  return known.length === 0 ? err('unrecognised') : ok(known.map(statusOf));
}

type Row = ReadonlyMap<string, unknown>;

function jsonRows(text: string): Row[] {
  const json = parseJson(text);
  const rows: unknown[] = json.ok ? [json.value].flat() : [];
  return rows
    .filter((row) => typeof row === 'object' && row !== null)
    .map((row) => new Map(Object.entries(row)));
}

/** PowerShell pads keys with spaces and puts ` : ` behind them; wmic writes `=`. */
function listRow(text: string): Row {
  const row = new Map<string, unknown>();
  for (const line of linesOf(text)) {
    const separator = /^\w+ *([:=])/.exec(line.slice(0, 128))?.[1];
    const pair = separator === undefined ? undefined : splitPair(line, separator);
    if (pair !== undefined && !row.has(pair[0])) row.set(pair[0], pair[1]);
  }
  return row;
}

function statusOf(row: Row): MpStatus {
  const text = (key: string) => {
    const value = row.get(key);
    return typeof value === 'string' ? clip(value, 64) : undefined;
  };
  const flag = (key: string) => flagOf(row.get(key));
  const signatureAge = countOf(row.get('AntivirusSignatureAge'));
  const quickScanAge = countOf(row.get('QuickScanAge'));
  const fullScanAge = countOf(row.get('FullScanAge'));
  return defined({
    runningMode: text('AMRunningMode'),
    isServiceEnabled: flag('AMServiceEnabled'),
    isAntivirusEnabled: flag('AntivirusEnabled'),
    isRealTimeEnabled: flag('RealTimeProtectionEnabled'),
    isOnAccessEnabled: flag('OnAccessProtectionEnabled'),
    isBehaviorMonitorEnabled: flag('BehaviorMonitorEnabled'),
    isDownloadScanEnabled: flag('IoavProtectionEnabled'),
    isTamperProtected: flag('IsTamperProtected'),
    signatureAgeDays: daysOf(signatureAge),
    hasSignatures: isThere(signatureAge),
    signatureAt: cimMoment(row.get('AntivirusSignatureLastUpdated')),
    signatureVersion: version(text('AntivirusSignatureVersion')),
    engineVersion: version(text('AMEngineVersion')),
    productVersion: version(text('AMProductVersion')),
    quickScanAgeDays: daysOf(quickScanAge),
    hasQuickScan: isThere(quickScanAge),
    fullScanAgeDays: daysOf(fullScanAge),
    hasFullScan: isThere(fullScanAge),
    productStatus: countOf(row.get('ProductStatus')),
  });
}

function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true') return true;
  return word === 'false' ? false : undefined;
}

function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function daysOf(age: number | undefined): number | undefined {
  return noAges.includes(age) ? undefined : age;
}

function isThere(age: number | undefined): boolean | undefined {
  return age === undefined ? undefined : !noAges.includes(age);
}

/** An engine that does not run says 0.0.0.0. */
function version(text: string | undefined): string | undefined {
  return text === '0.0.0.0' ? undefined : text;
}
