/** What was read, as it is charged. */
export type FramesRead = { readonly packets: number; readonly bytes: number };

type Scan = {
  /** How much of the chunk may be given. */
  readonly end: number;
  readonly complete: number;
  readonly cost: number;
  /** The first length above the limit, judged before its body arrives. */
  readonly tooLarge: number | null;
};

export type FrameCounter = {
  /** @param maxComplete stops behind so many packets' ends */
  readonly scan: (chunk: Buffer, maxComplete: number) => Scan;
};

/** MQTT remaining length is at most four bytes (MQTT 3.1.1 §2.2.3). */
const maxLengthBytes = 4;
const subscribe = 8;
const unsubscribe = 10;
/** A filter of a hostile SUBSCRIBE is 5 bytes; three of them are as much work as a message. */
const filterBytesPerPacket = 16;

/** Follows packet boundaries through a byte stream: type byte, length of 1 to 4 bytes, body. */
export function createFrameCounter(maxBytes: (packetType: number) => number): FrameCounter {
  let type = 0;
  let bodyLeft = 0;
  let lengthBytes = 0;
  let length = 0;
  let isInLength = false;
  let isInBody = false;
  const firstByte = (byte: number): void => {
    isInLength = true;
    type = byte >> 4;
    lengthBytes = 0;
    length = 0;
  };
  /** Gives the packet's cost when its length is complete, else 0. */
  const header = (byte: number): number => {
    if (!isInLength) {
      firstByte(byte);
      return 0;
    }
    length += (byte & 0x7f) * 128 ** lengthBytes;
    lengthBytes += 1;
    if ((byte & 0x80) !== 0 && lengthBytes < maxLengthBytes) return 0;
    isInLength = false;
    isInBody = true;
    bodyLeft = length;
    return type === subscribe || type === unsubscribe ? 1 + Math.floor(length / filterBytesPerPacket) : 1;
  };
  /** Gives how many of the bytes are of the body. */
  const body = (available: number): number => {
    const skipped = Math.min(bodyLeft, available);
    bodyLeft -= skipped;
    isInBody = bodyLeft > 0;
    return skipped;
  };
  const isOver = (chunk: Buffer, end: number): boolean =>
    end === chunk.length && !(isInBody && bodyLeft === 0);
  return {
    scan: (chunk, maxComplete) => {
      const scan = { end: 0, complete: 0, cost: 0 };
      while (scan.complete < maxComplete && !isOver(chunk, scan.end)) {
        if (isInBody) {
          scan.end += body(chunk.length - scan.end);
          scan.complete += Number(!isInBody);
        } else {
          scan.cost += header(chunk.readUInt8(scan.end));
          scan.end += 1;
          if (length > maxBytes(type)) return { ...scan, tooLarge: length };
        }
      }
      return { ...scan, tooLarge: null };
    },
  };
}
