import { err } from '../../shared/domain/result.ts';
import { parseJson } from './parse-json.ts';
import type { Parsed } from './parsed.ts';
import type { SmartDisk } from './smart-disk.ts';
import { type ScannedDevice, scannedDevicesOf, smartDiskOf } from './smartctl-json.ts';
import { parseSmartText } from './smartctl-text.ts';

/**
 * What `smartctl -a DEV` (or -x, -i, -H, -A) said of one drive, with -j or without. A call that failed is a drive with its
 * exit status alone.
 */
export function parseSmartctl(text: string): Parsed<SmartDisk> {
  const json = parseJson(withoutNoise(text));
  return json.ok ? smartDiskOf(json.value) : parseSmartText(text);
}

/** Shells and sudo write lines before the JSON, which begins with a brace on a line of its own. */
function withoutNoise(text: string): string {
  const brace = text.startsWith('{') ? 0 : text.slice(0, 4096).indexOf('\n{') + 1;
  return text.slice(brace);
}

/** What `smartctl --scan -j` found. */
export function parseSmartctlScan(text: string): Parsed<ScannedDevice[]> {
  const json = parseJson(withoutNoise(text));
  return json.ok ? scannedDevicesOf(json.value) : err('unrecognised');
}
