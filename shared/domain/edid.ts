/** What a display says of itself; null is not said. */
export interface Edid {
  /** Three letters of the maker (PNP id), such as `DEL`. */
  readonly vendor: string | null;
  /** Product code, four hex digits as Windows writes it. */
  readonly product: string;
  /** Name descriptor 0xFC. */
  readonly name: string | null;
  /** Serial descriptor 0xFF, else the serial number in decimal. */
  readonly serial: string | null;
  /** Of manufacture or model. */
  readonly year: number | null;
  /** Of the image; null where the display says none, as projectors do. */
  readonly widthMm: number | null;
  readonly heightMm: number | null;
}

const blockBytes = 128;
const header = [0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00];
const descriptorOffsets = [54, 72, 90, 108];
const descriptorBytes = 18;
const serialTag = 0xff;
const nameTag = 0xfc;

/** The header with which every EDID begins (VESA E-EDID 1.4 §3.3). */
export function isEdid(bytes: Uint8Array): boolean {
  return bytes.length >= blockBytes && header.every((byte, at) => bytes[at] === byte);
}

/**
 * Reads the base block of an EDID (VESA E-EDID 1.4 §3); extensions are not looked at. A wrong checksum is no reason to refuse:
 * displays and graphics drivers write them, and every field is checked by itself.
 * @returns null for what is no EDID; never throws
 */
export function decodeEdid(bytes: Uint8Array): Edid | null {
  if (!isEdid(bytes)) return null;
  const size = imageSize(bytes);
  return {
    vendor: vendorOf(word(bytes, 8, 'big')),
    product: word(bytes, 10).toString(16).toUpperCase().padStart(4, '0'),
    name: descriptorText(bytes, nameTag),
    serial: descriptorText(bytes, serialTag) ?? serialNumber(bytes),
    year: yearOf(byteAt(bytes, 17)),
    widthMm: size?.widthMm ?? null,
    heightMm: size?.heightMm ?? null,
  };
}

/** Callers have checked that the whole block is there. */
function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function word(bytes: Uint8Array, at: number, order: 'big' | 'little' = 'little'): number {
  const [first, second] = [byteAt(bytes, at), byteAt(bytes, at + 1)];
  return order === 'big' ? (first << 8) | second : (second << 8) | first;
}

/** Three letters of five bits each, 1 is A; anything else names no maker. */
function vendorOf(packed: number): string | null {
  const letters = [packed >> 10, packed >> 5, packed].map((bits) => bits & 0x1f);
  if (packed > 0x7fff || letters.some((letter) => letter < 1 || letter > 26)) return null;
  return String.fromCharCode(...letters.map((letter) => letter + 0x40));
}

/** 32 bits; 0 and 0x01010101 are what makers write who number nothing. */
function serialNumber(bytes: Uint8Array): string | null {
  const value = word(bytes, 12) + word(bytes, 14) * 0x10000;
  return value === 0 || value === 0x01010101 || value === 0xffffffff ? null : String(value);
}

/** Years since 1990. 0 is none; one before EDID existed is none either. */
function yearOf(offset: number): number | null {
  return offset === 0 || offset === 0xff ? null : 1990 + offset;
}

/** Offsets of the display descriptors that carry `tag`: three zeros before it tell them from timings. */
function descriptorsOf(bytes: Uint8Array, tag: number): number[] {
  return descriptorOffsets.filter(
    (at) => word(bytes, at) === 0 && byteAt(bytes, at + 2) === 0 && byteAt(bytes, at + 3) === tag,
  );
}

/** Up to 13 characters of ASCII, ended by a line feed; several descriptors of one kind are one text. */
function descriptorText(bytes: Uint8Array, tag: number): string | null {
  const parts = descriptorsOf(bytes, tag).map((at) => {
    const text = String.fromCharCode(...bytes.subarray(at + 5, at + descriptorBytes));
    return (/^[^\n\0]*/.exec(text)?.[0] ?? '').replace(/[^\x20-\x7e]/g, '').trim();
  });
  const text = parts.join('').trim();
  return text === '' ? null : text;
}

/**
 * In whole millimetres from the first detailed timing where that agrees with the centimetres of the block, else these times
 * ten. Makers leave wrong sizes in timings (a ratio such as 16 by 9, another panel), so a timing alone proves nothing.
 */
function imageSize(bytes: Uint8Array): { widthMm: number; heightMm: number } | null {
  const [widthCm, heightCm] = [byteAt(bytes, 21), byteAt(bytes, 22)];
  if (widthCm === 0 || heightCm === 0) return null;
  const timing = timingSize(bytes);
  const agrees =
    timing !== null &&
    Math.abs(timing.widthMm - widthCm * 10) <= 10 &&
    Math.abs(timing.heightMm - heightCm * 10) <= 10;
  return agrees ? timing : { widthMm: widthCm * 10, heightMm: heightCm * 10 };
}

/** Size of the first detailed timing descriptor (§3.10.2): twelve bits each. */
function timingSize(bytes: Uint8Array): { widthMm: number; heightMm: number } | null {
  const at = descriptorOffsets.find((offset) => word(bytes, offset) !== 0);
  if (at === undefined) return null;
  const high = byteAt(bytes, at + 14);
  const widthMm = byteAt(bytes, at + 12) | ((high & 0xf0) << 4);
  const heightMm = byteAt(bytes, at + 13) | ((high & 0x0f) << 8);
  return widthMm === 0 || heightMm === 0 ? null : { widthMm, heightMm };
}
