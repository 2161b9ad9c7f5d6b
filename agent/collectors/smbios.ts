/** One structure of an SMBIOS table: its formatted part and the texts behind it (DMTF DSP0134 §6.1). */
export type SmbiosStructure = {
  readonly type: number;
  readonly body: Buffer;
  readonly texts: readonly string[];
};

const headerBytes = 4;
const maxStructures = 4096;

/** The structures of a table given as one character per byte; a truncated or hostile one gives what stands before the damage. */
export function readSmbios(table: string): SmbiosStructure[] {
  const bytes = Buffer.from(table, 'latin1');
  const structures: SmbiosStructure[] = [];
  for (let at = 0; at + headerBytes <= bytes.length && structures.length < maxStructures; ) {
    const length = bytes[at + 1] ?? 0;
    const end = bytes.indexOf('\0\0', at + length, 'latin1');
    if (length < headerBytes || at + length > bytes.length || end === -1) break;
    const texts = bytes.toString('latin1', at + length, end).split('\0');
    structures.push({ type: bytes[at] ?? 0, body: bytes.subarray(at, at + length), texts });
    at = end + 2;
  }
  return structures;
}

/** The text whose number (from 1) stands at `offset`; undefined for 0, or when the structure is too old to have the field. */
export function smbiosText({ body, texts }: SmbiosStructure, offset: number): string | undefined {
  return texts[(body[offset] ?? 0) - 1];
}
