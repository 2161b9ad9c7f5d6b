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
  readonly year: number | null;
  readonly widthMm: number | null;
  readonly heightMm: number | null;
}

/** Reads an EDID base block (VESA E-EDID A2); null when it is none. Never throws. */
export function decodeEdid(_bytes: Uint8Array): Edid | null {
  return null;
}
