import type { Host } from './host.ts';

/** Full path of a file of Windows itself: its programs are never looked for on a PATH. */
export function inWindows(host: Host, path: string): string {
  return `${host.facts().systemRoot ?? 'C:\\Windows'}\\${path}`;
}
