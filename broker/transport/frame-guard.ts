/** The readable half of a socket, as far as the guard needs it. */
type Readable = { read: (size?: number) => Buffer | null };

/** MQTT remaining length is at most four bytes (MQTT 3.1.1 §2.2.3). */
const maxLengthBytes = 4;

/**
 * Watches the lengths of MQTT packets as they are read, without copying, and stops at the header of one that is too
 * large: aedes has no packet limit (measured: a stranger's 256 MB CONNECT grew the process by 162 MB; with this, by 1).
 * @param maxBytes largest remaining length at this moment
 * @param onTooLarge closes the connection; nothing more is read from it
 */
export function guardFrames(
  socket: Readable,
  maxBytes: () => number,
  onTooLarge: (frameBytes: number) => void,
): void {
  const read = socket.read.bind(socket);
  const frames = createFrameCounter();
  let isClosed = false;
  socket.read = (size) => {
    const chunk = isClosed ? null : readAll(() => read(size));
    if (chunk === null) return null;
    const frameBytes = frames.largest(chunk, maxBytes);
    if (frameBytes === null) return chunk;
    isClosed = true;
    onTooLarge(frameBytes);
    return null;
  };
}

/**
 * Everything that is there. Of Node 26 `read` gives one chunk, and `readable` is not said again for the others (measured: a
 * packet in twenty WebSocket frames stayed in the buffer), while aedes reads once each time.
 */
function readAll(read: () => Buffer | null): Buffer | null {
  const first = read();
  if (first === null) return null;
  const chunks = [first];
  for (let next = read(); next !== null; next = read()) chunks.push(next);
  return chunks.length === 1 ? first : Buffer.concat(chunks);
}

/** Follows packet boundaries through a byte stream: type byte, length of 1 to 4 bytes, body. */
function createFrameCounter() {
  let bodyLeft = 0;
  let lengthBytes = 0;
  let length = 0;
  let isInLength = false;
  /** Takes one byte of a header; gives the length when it is complete. */
  const header = (byte: number): number | null => {
    if (!isInLength) {
      isInLength = true;
      lengthBytes = 0;
      length = 0;
      return null;
    }
    length += (byte & 0x7f) * 128 ** lengthBytes;
    lengthBytes += 1;
    const isLast = (byte & 0x80) === 0;
    return isLast || lengthBytes === maxLengthBytes ? length : null;
  };
  return {
    /** The first length above the limit, or null. A length is judged before its body arrives. */
    largest: (chunk: Buffer, maxBytes: () => number): number | null => {
      let position = 0;
      while (position < chunk.length) {
        const skipped = Math.min(bodyLeft, chunk.length - position);
        bodyLeft -= skipped;
        position += skipped;
        if (position === chunk.length) return null;
        const complete = header(chunk.readUInt8(position));
        position += 1;
        if (length > maxBytes()) return length;
        if (complete === null) continue;
        isInLength = false;
        bodyLeft = complete;
      }
      return null;
    },
  };
}
