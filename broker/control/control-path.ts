import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** Where a running broker takes commands: DATA/control.sock, or a named pipe of its own on Windows. */
export function controlPath(dataFolder: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return join(dataFolder, 'control.sock');
  const folder = resolve(dataFolder).toLowerCase();
  return `\\\\.\\pipe\\schooldrum-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}
