import { closeSync, openSync, readSync } from 'node:fs';
import { open, readdir, readlink, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Host, ReadFailure, ReadOptions } from './host.ts';

type FileAccess = Pick<Host, 'readText' | 'readLines' | 'readDir' | 'readLink' | 'stat' | 'capacity'>;

const defaultMaxBytes = 1024 * 1024;
const maxLinesBytes = 64 * 1024 * 1024;
const maxNames = 100_000;
const chunkBytes = 64 * 1024;

/** File reads under `root`; every one is bounded, and none throws. */
export function createFileAccess(root: string): FileAccess {
  const locate = (path: string): string => (root === '/' ? path : join(root, path));
  return {
    readText: (path, options) => attempt(() => readText(locate(path), isInMemory(path), options)),
    readLines: (path, onLine) => attempt(() => readLines(locate(path), onLine)),
    readDir: (path) => attempt(async () => (await readdir(locate(path))).sort().slice(0, maxNames)),
    readLink: (path) => attempt(() => readlink(locate(path))),
    stat: (path) => attempt(async () => ({ modifiedAt: Math.round((await stat(locate(path))).mtimeMs) })),
    capacity: (path) =>
      attempt(async () => {
        const { blocks, bavail, bsize } = await statfs(locate(path));
        return { sizeBytes: blocks * bsize, freeBytes: bavail * bsize };
      }),
  };
}

/** The kernel makes these up on the spot: no disk can stall the read, and a trip to the thread pool costs more than it. */
function isInMemory(path: string): boolean {
  return path.startsWith('/proc/') || path.startsWith('/sys/');
}

function readText(path: string, isSynchronous: boolean, options: ReadOptions = {}): Promise<string> {
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const decode = (bytes: Buffer): string => bytes.toString(options.encoding ?? 'utf8');
  if (isSynchronous) return Promise.resolve(decode(readSynchronously(path, maxBytes)));
  return readAsynchronously(path, maxBytes).then(decode);
}

/** Such files have no size beforehand: read until the end or the cap. */
function readSynchronously(path: string, maxBytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let left = maxBytes; left > 0; ) {
      const chunk = Buffer.allocUnsafe(Math.min(left, chunks.length === 0 ? 4096 : chunkBytes));
      const bytes = readSync(file, chunk);
      if (bytes === 0) break;
      chunks.push(chunk.subarray(0, bytes));
      left -= bytes;
    }
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  } finally {
    closeSync(file);
  }
}

async function readAsynchronously(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let left = maxBytes; left > 0; ) {
      const chunk = Buffer.allocUnsafe(Math.min(left, chunkBytes));
      const { bytesRead } = await file.read(chunk);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

async function readLines(path: string, onLine: (line: string) => void): Promise<void> {
  const file = await open(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest = '';
    for (let total = 0; total < maxLinesBytes; ) {
      const { bytesRead } = await file.read(chunk);
      if (bytesRead === 0) break;
      total += bytesRead;
      const lines = (rest + decoder.write(chunk.subarray(0, bytesRead))).split('\n');
      // A line longer than a chunk is cut: no text here has one, and a hostile file may not grow the buffer.
      rest = (lines.pop() ?? '').slice(0, chunkBytes);
      for (const line of lines) onLine(line);
    }
    if (rest !== '') onLine(rest);
  } finally {
    await file.close();
  }
}

/** A system error becomes a value; anything else is a bug and is thrown on. */
async function attempt<T>(read: () => Promise<T>): Promise<Result<T, ReadFailure>> {
  try {
    return ok(await read());
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    return err(failureOf(cause.code));
  }
}

function failureOf(code: unknown): ReadFailure {
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENODEV') return 'not-found';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'failed';
}
