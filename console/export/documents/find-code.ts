import { inflateSync } from 'node:zlib';
import { type UnzipFileInfo, unzipSync } from 'fflate';

const pattern = /SD-[A-Z2-7]{4}-[A-Z2-7]{4}/;
/** Properties and the sheet of facts are small; an archive may claim to hold anything. */
const maxPartBytes = 8 * 1024 * 1024;
const maxWholeBytes = 128 * 1024 * 1024;
const maxParts = 2_000;

/**
 * The export code that a file carries inside, as text, in a part of an Office archive or in a PDF; null where there is none,
 * or none that can be read. The file may be damaged or hostile: nothing it says is believed but its letters.
 */
export function findExportCode(bytes: Uint8Array): string | null {
  return codeIn(bytes) ?? (isZip(bytes) ? codeInZip(bytes) : isPdf(bytes) ? codeInPdf(bytes) : null);
}

function codeIn(bytes: Uint8Array): string | null {
  const [found] =
    pattern.exec(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')) ?? [];
  return found ?? null;
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

function codeInZip(bytes: Uint8Array): string | null {
  let left = maxWholeBytes;
  const isRead = ({ originalSize }: UnzipFileInfo): boolean => {
    if (originalSize > maxPartBytes || originalSize > left) return false;
    left -= originalSize;
    return true;
  };
  try {
    for (const part of Object.values(unzipSync(bytes, { filter: isRead }))) {
      const found = codeIn(part);
      if (found !== null) return found;
    }
  } catch {
    // A damaged archive carries no code.
  }
  return null;
}

function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
}

/** Programs that save a PDF again pack its properties into streams. */
function codeInPdf(bytes: Uint8Array): string | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let part = 0; part < maxParts; part++) {
    const start = file.indexOf('stream', at);
    const end = start === -1 ? -1 : file.indexOf('endstream', start);
    if (end === -1) return null;
    const found = codeInStream(file.subarray(file.indexOf('\n', start) + 1, end));
    if (found !== null) return found;
    at = end + 'endstream'.length;
  }
  return null;
}

function codeInStream(packed: Buffer): string | null {
  try {
    return codeIn(inflateSync(packed, { maxOutputLength: maxPartBytes }));
  } catch {
    return null;
  }
}
