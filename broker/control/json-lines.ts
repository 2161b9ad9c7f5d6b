import type { Readable } from 'node:stream';

/**
 * Calls back for each line of a byte stream, without its line break; ends with `too-long` at a line above `maxBytes`.
 * Lines are handed on in order; the stream is not paused.
 */
export function onLines(
  stream: Readable,
  maxBytes: number,
  callbacks: { readonly line: (line: string) => void; readonly tooLong: () => void },
): void {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer): boolean => {
    size += part.length;
    if (size > maxBytes) return false;
    parts.push(part);
    return true;
  };
  stream.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      if (!take(chunk.subarray(from, at))) return callbacks.tooLong();
      callbacks.line(Buffer.concat(parts).toString('utf8'));
      parts = [];
      size = 0;
      from = at + 1;
    }
    if (!take(chunk.subarray(from))) callbacks.tooLong();
  });
}
