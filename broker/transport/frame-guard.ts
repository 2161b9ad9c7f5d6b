import { createFrameCounter, type FrameCounter, type FramesRead } from './frame-counter.ts';

/** The readable half of a stream, as far as the guard needs it. */
type Readable = { read: (size?: number) => Buffer | null; unshift: (chunk: Buffer) => void };

export type FrameLaw = {
  /** Largest remaining length of a packet of this type (MQTT 3.1.1 §2.2.1) at this moment. */
  readonly maxBytes: (packetType: number) => number;
  /** Closes the connection; nothing more is read from it. */
  readonly onTooLarge: (frameBytes: number) => void;
  /** Packets given at a time: aedes works on all of them at once, and reads again when the last is settled. */
  readonly packetsAtOnce: number;
  /** Who says no says `readable` later. */
  readonly mayRead: () => boolean;
  readonly onRead: (read: FramesRead) => void;
};

/**
 * Watches the lengths of MQTT packets as they are read, without copying, and stops at the header of one that is too
 * large: aedes has no packet limit (measured: a stranger's 256 MB CONNECT grew the process by 162 MB; with this, by 1).
 * It gives a few packets at a time: 64 KiB hold 32,000 pings.
 */
export function guardFrames(stream: Readable, law: FrameLaw): void {
  const read = stream.read.bind(stream);
  const frames = createFrameCounter(law.maxBytes);
  let isClosed = false;
  stream.read = (size) => {
    if (isClosed || !law.mayRead()) return null;
    const taken = takeFrames(
      { read: () => read(size), unshift: (rest) => stream.unshift(rest) },
      frames,
      law,
    );
    if (taken.tooLarge === null) return taken.bytes;
    isClosed = true;
    law.onTooLarge(taken.tooLarge);
    return null;
  };
}

type Taken = { readonly tooLarge: number | null; readonly bytes: Buffer | null };

/** Of Node 26 `read` gives one chunk, and `readable` is not said again for the others, while aedes reads once each time. */
function takeFrames(stream: Readable, frames: FrameCounter, law: FrameLaw): Taken {
  const chunks: Buffer[] = [];
  const used = { packets: 0, bytes: 0 };
  let left = law.packetsAtOnce;
  for (let chunk = stream.read(); chunk !== null; chunk = left > 0 ? stream.read() : null) {
    const { end, complete, cost, tooLarge } = frames.scan(chunk, left);
    if (tooLarge !== null) return { tooLarge, bytes: null };
    left -= complete;
    used.packets += cost;
    used.bytes += end;
    chunks.push(end === chunk.length ? chunk : chunk.subarray(0, end));
    if (end < chunk.length) stream.unshift(chunk.subarray(end));
  }
  if (used.bytes > 0) law.onRead(used);
  return { tooLarge: null, bytes: chunks.length > 1 ? Buffer.concat(chunks) : (chunks[0] ?? null) };
}
