import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { ndt7Limits } from '../contract/ndt7.ts';

/** Larger messages measure nothing better, and their other end has to hold them whole. */
const largestMessageBytes = 2 ** 20;
/** A message grows when this many of its size have gone. */
const messagesPerSize = 16;
/** Handed over and not yet with the system: enough for the next turn of the event loop at 1 Gb/s. */
const maxWaitingBytes = 2 ** 19;

/** The load of a test: as many random bytes as the other end takes. */
export type Load = { readonly sentBytes: () => number; readonly stop: () => void };

/**
 * Sends until it is stopped or `maxBytes` have gone. Whoever reads slowly holds up no more than one message and
 * `maxWaitingBytes` of memory.
 * @param onEnd called once when `maxBytes` have been handed over
 */
export function startLoad(socket: WebSocket, maxBytes: number, onEnd: () => void): Load {
  // What can be compressed would measure the compressor.
  const filling = randomBytes(largestMessageBytes);
  let size: number = ndt7Limits.firstMessageBytes;
  let sent = 0;
  let isStopped = false;
  const pump = (): void => {
    while (!isStopped && socket.readyState === socket.OPEN && socket.bufferedAmount < maxWaitingBytes) {
      if (sent + size > maxBytes) {
        isStopped = true;
        onEnd();
        return;
      }
      sent += size;
      socket.send(filling.subarray(0, size), { binary: true }, pump);
      if (size < largestMessageBytes && sent >= messagesPerSize * size) size *= 2;
    }
  };
  pump();
  return {
    sentBytes: () => sent,
    stop: () => {
      isStopped = true;
    },
  };
}
