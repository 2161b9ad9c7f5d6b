import type { Host } from './host.ts';

/**
 * Full path of a file of Windows itself: its programs are never looked for on a PATH. A 32-bit runtime on a 64-bit Windows sees the
 * real System32, and with it the whole registry, as Sysnative (Microsoft Learn, "File System Redirector").
 */
export function inWindows(host: Pick<Host, 'facts'>, path: string): string {
  const { systemRoot = 'C:\\Windows', isWow64 = false } = host.facts();
  return `${systemRoot}\\${isWow64 ? path.replace(/^System32(?=\\)/i, 'Sysnative') : path}`;
}
