import { zlibSync } from 'fflate';

/** `offset generation n`, one line an object. */
const entryPattern = /(\d{10}) (\d{5}) n/g;
const streamPattern = /^([\s\S]*?)\/Length (\d+)([\s\S]*?>>\s)stream\n/;
const headLimit = 4_096;

/**
 * Packs the streams of a PDF that was written without compression (pdfkit's layout: one xref table at its end). Deflate runs in
 * JavaScript: that of zlib depends on the processor, and the same document shall have the same bytes everywhere.
 */
export function packPdf(raw: Buffer): Buffer {
  const tableAt = raw.lastIndexOf('xref\n', raw.lastIndexOf('startxref') - 1);
  const tail = raw.toString('latin1', tableAt);
  const offsets = [...tail.matchAll(entryPattern)].map(([, offset]) => Number(offset));
  const ordered = [...offsets].sort((a, b) => a - b);
  const first = ordered[0] ?? tableAt;
  const pieces = [raw.subarray(0, first)];
  const moved = new Map<number, number>();
  let at = first;
  for (const [index, offset] of ordered.entries()) {
    const piece = packObject(raw.subarray(offset, ordered[index + 1] ?? tableAt));
    moved.set(offset, at);
    pieces.push(piece);
    at += piece.length;
  }
  const table = tail
    .replace(
      entryPattern,
      (_, offset: string, generation: string) => `${padded(moved.get(Number(offset)) ?? 0)} ${generation} n`,
    )
    .replace(/startxref\n\d+/, `startxref\n${at}`);
  return Buffer.concat([...pieces, Buffer.from(table, 'latin1')]);
}

/** An object as it is, or with its stream packed; one that has a filter already is left alone. */
function packObject(object: Buffer): Buffer {
  const [head, before = '', length = '', after = ''] =
    streamPattern.exec(object.toString('latin1', 0, headLimit)) ?? [];
  if (head === undefined || head.includes('/Filter')) return object;
  const end = head.length + Number(length);
  const packed = zlibSync(object.subarray(head.length, end), { level: 6 });
  const start = `${before}/Length ${packed.length}\n/Filter /FlateDecode${after}stream\n`;
  return Buffer.concat([Buffer.from(start, 'latin1'), packed, object.subarray(end)]);
}

function padded(offset: number): string {
  return String(offset).padStart(10, '0');
}
