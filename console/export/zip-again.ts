import { unzipSync, Zip, ZipDeflate } from 'fflate';

/** Writes the bytes of one entry in pieces. */
export type EntryWriter = (push: (piece: string) => void) => void;

const level = 4;
const bufferBytes = 65_536;
const encoder = new TextEncoder();

/** The files of a ZIP archive, by path. */
export function unzipped(archive: Uint8Array): Map<string, Uint8Array> {
  return new Map(Object.entries(unzipSync(archive)));
}

/**
 * Packs entries so that the same content gives the same bytes: every entry carries the one given day, in the order given, and
 * deflate runs in JavaScript (that of zlib depends on the processor).
 * @param entries whole contents, or a writer for one that is too large to be held
 */
export function zipOf(
  entries: Iterable<readonly [string, Uint8Array | EntryWriter]>,
  day: { readonly year: number; readonly month: number; readonly day: number },
): Uint8Array {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((cause, piece) => {
    if (cause !== null) throw cause;
    pieces.push(piece);
  });
  // The archive holds the local clock of this date, so noon of a local date is the same everywhere.
  const mtime = new Date(Math.min(2099, Math.max(1980, day.year)), day.month - 1, day.day, 12);
  for (const [path, content] of entries) {
    const entry = new ZipDeflate(path, { level });
    entry.mtime = mtime;
    zip.add(entry);
    if (content instanceof Uint8Array) entry.push(content, true);
    else {
      const text = createTextBuffer((bytes) => entry.push(bytes));
      content(text.push);
      text.flush();
      entry.push(new Uint8Array(0), true);
    }
  }
  zip.end();
  return joined(pieces);
}

/** Collects pieces of text in one buffer: the text of a large sheet would fill the memory. Whoever takes its bytes copies them. */
function createTextBuffer(take: (bytes: Uint8Array) => void): {
  readonly push: (piece: string) => void;
  readonly flush: () => void;
} {
  const buffer = new Uint8Array(bufferBytes);
  let used = 0;
  const flush = (): void => {
    take(buffer.subarray(0, used));
    used = 0;
  };
  const push = (piece: string): void => {
    let rest = piece;
    while (rest !== '') {
      const { read, written } = encoder.encodeInto(rest, buffer.subarray(used));
      used += written;
      rest = rest.slice(read);
      if (rest !== '' || used === buffer.length) flush();
    }
  };
  return { push, flush };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
