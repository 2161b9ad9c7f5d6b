import { linesOf } from './lines.ts';

/** Of an EDID with all its extensions: 256 blocks of 128 bytes. */
const maxDigits = 2 * 128 * 256;

/**
 * The bytes of the first EDID that a text shows in hex: lines of pairs alone (edid-decode, `xrandr --prop`), behind an offset
 * (xxd, hexdump -C), or one long line. Undefined when there is none.
 */
export function edidOfText(text: string): Uint8Array | undefined {
  let digits = '';
  for (const line of linesOf(text, maxDigits)) {
    const hex = hexOf(line);
    // What stands before the header, and whatever follows the first block of lines, is not the EDID.
    if (hex === undefined) {
      if (digits !== '') break;
    } else if (digits !== '' || hex.startsWith('00ffffffffffff00')) digits += hex;
    if (digits.length >= maxDigits) break;
  }
  return digits.length < 256 ? undefined : Uint8Array.from(Buffer.from(digits.slice(0, maxDigits), 'hex'));
}

function hexOf(line: string): string | undefined {
  const [, pairs] =
    /^\s*(?:[0-9a-f]{4,8}(?::| {2,}))?\s*((?:[0-9a-f]{2}[ ,]*)+)(?:\s{2,}.*)?$/i.exec(line) ?? [];
  const hex = pairs?.replace(/[^0-9a-f]/gi, '').toLowerCase();
  return hex === undefined || hex.length < 16 ? undefined : hex;
}
