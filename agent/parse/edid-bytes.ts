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

/** Offset of a row of xxd or `hexdump -C`, whose rows have 16 bytes and end with the same in letters. */
const offset = /^[0-9a-f]{4,8}(?::| {2})/i;
const digitsInRow = 32;

function hexOf(line: string): string | undefined {
  const row = line.trim();
  let digits = '';
  for (const word of row.replace(offset, '').split(/[\s,]+/)) {
    if (word !== '' && !/^(?:[0-9a-f]{2})+$/i.test(word)) break;
    digits += word.toLowerCase();
  }
  const hex = offset.test(row) ? digits.slice(0, digitsInRow) : digits;
  return hex.length < 16 ? undefined : hex;
}
