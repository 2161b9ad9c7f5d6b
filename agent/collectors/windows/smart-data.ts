import { defined } from '../text.ts';

/** Attributes of an ATA drive by which its health is judged, raw values. */
export type SmartData = {
  readonly reallocated?: number;
  readonly powerOnHours?: number;
  readonly reportedUncorrectable?: number;
  readonly pending?: number;
  readonly uncorrectable?: number;
  readonly crcErrors?: number;
};

const attributesStart = 2;
const attributeBytes = 12;
const attributeCount = 30;
const rawOffset = 5;

/**
 * The attribute table as the drive returns it (SMART READ DATA): 30 entries of 12 bytes behind the revision, each with its number
 * first and its raw value in the last bytes. Reallocated sectors are 16 bits, the others 32: above them makers put other things.
 */
export function parseSmartData(bytes: readonly number[]): SmartData {
  const raw = new Map<number, number>();
  for (let entry = 0; entry < attributeCount; entry += 1) {
    const at = attributesStart + entry * attributeBytes;
    const id = bytes[at];
    if (id === undefined || id === 0 || at + attributeBytes > bytes.length || raw.has(id)) continue;
    const width = id === 5 ? 2 : 4;
    raw.set(id, numberOf(bytes.slice(at + rawOffset, at + rawOffset + width)));
  }
  return defined({
    reallocated: raw.get(5),
    powerOnHours: hoursOf(raw.get(9)),
    reportedUncorrectable: raw.get(187),
    pending: raw.get(197),
    uncorrectable: raw.get(198),
    crcErrors: raw.get(199),
  });
}

/** Lowest byte first. */
function numberOf(bytes: readonly number[]): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + (byte & 0xff), 0);
}

/** Some makers count minutes or seconds here: no drive has run for 100 years. */
function hoursOf(raw: number | undefined): number | undefined {
  return raw !== undefined && raw < 876_000 ? raw : undefined;
}
