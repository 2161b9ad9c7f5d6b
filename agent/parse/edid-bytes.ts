import { linesOf } from './lines.ts';

/** Of an EDID with all its extensions: 256 blocks of 128 bytes. */
const maxDigits = 2 * 128 * 256;

/**
 * The bytes of the first EDID that a text shows: in hex as lines of pairs alone (edid-decode, `xrandr --prop`), behind an offset
 * (xxd, hexdump -C, od), one long line or a list (`00,ff,…` of regedit, `0x00, 0xff`); or in base64. Undefined when there is
 * none.
 */
export function edidOfText(text: string): Uint8Array | undefined {
  return edidOfLines(text) ?? edidOfList(text) ?? edidOfBase64(text);
}

/** What may stand between two bytes of a list, with the `\` by which regedit goes on in the next line. */
const between = '[\\s,:;\\\\-]{0,8}(?:0x)?';
/** A text that is such a list, perhaps behind the name of the registry's value: exports of whole keys are another kind. */
const listStart = new RegExp(
  `^\\s*(?:"?EDID"?\\s*(?:=\\s*hex:|=|:|REG_BINARY))?[\\s[{(]{0,8}(?:0x)?(?=00${between}ff${between}ff)`,
  'i',
);

function edidOfList(text: string): Uint8Array | undefined {
  const start = listStart.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const pair = new RegExp(`([0-9a-f]{2})${between}`, 'iy');
  pair.lastIndex = start;
  let digits = '';
  for (let found = pair.exec(text); found !== null && digits.length < maxDigits; found = pair.exec(text)) {
    digits += found[1];
  }
  return bytesOf(digits);
}

/** The header is the same in base64, but for two bits of its last letter. */
function edidOfBase64(text: string): Uint8Array | undefined {
  const letters = /^\s*AP\/{7}w[AB][A-Za-z0-9+/\s]{150}[A-Za-z0-9+/=\s]*/.exec(
    text.slice(0, 2 * maxDigits),
  )?.[0];
  return letters === undefined ? undefined : Uint8Array.from(Buffer.from(letters, 'base64'));
}

function bytesOf(digits: string): Uint8Array | undefined {
  return digits.length < 256 ? undefined : Uint8Array.from(Buffer.from(digits.slice(0, maxDigits), 'hex'));
}

function edidOfLines(text: string): Uint8Array | undefined {
  let digits = '';
  for (const line of linesOf(text, maxDigits)) {
    const hex = hexOf(line);
    // What stands before the header, and whatever follows the first block of lines, is not the EDID.
    if (hex === undefined) {
      if (digits !== '') break;
    } else if (digits !== '' || hex.startsWith('00ffffffffffff00')) digits += hex;
    if (digits.length >= maxDigits) break;
  }
  return bytesOf(digits);
}

/** Offset of a row of xxd, `hexdump -C` or od, whose rows have 16 bytes and may end with the same in letters. */
const offset = /^[0-9a-f]{4,8}(?::| {2}|(?<=[0-9a-f]{6,7}) (?=[0-9a-f]{2} ))/i;
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
