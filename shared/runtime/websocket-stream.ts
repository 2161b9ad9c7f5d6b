import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Frames no larger than any broker's limit of one packet; a packet may span several (MQTT 3.1.1 §6.0.0-2). */
const maxFrameBytes = 32 * 1024;

/**
 * The bytes inside an open WebSocket. What is written together travels in one frame: MQTT libraries write a packet in half a
 * dozen pieces, and each frame costs up to 36 bytes of headers. A text frame is an error (MQTT 3.1.1 §6.0.0-1).
 */
export function webSocketStream(socket: WebSocket): Duplex {
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => {
      if (socket.isPaused) socket.resume();
    },
    write: (chunk: Buffer, _encoding, done) => send(socket, chunk, done),
    writev: (chunks, done) => send(socket, Buffer.concat(chunks.map(({ chunk }) => chunk)), done),
    final: (done) => {
      socket.close();
      done();
    },
    destroy: (cause, done) => {
      socket.terminate();
      done(cause);
    },
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) stream.destroy(Object.assign(new Error('text frame'), { code: 'WS_TEXT_FRAME' }));
    else if (!stream.push(data)) socket.pause();
  });
  socket.on('error', (cause) => stream.destroy(cause));
  // What came before is read first.
  socket.once('close', () => stream.push(null));
  return stream;
}

function send(socket: WebSocket, bytes: Buffer, done: (cause?: Error | null) => void): void {
  let sent = 0;
  while (bytes.length - sent > maxFrameBytes) {
    socket.send(bytes.subarray(sent, sent + maxFrameBytes));
    sent += maxFrameBytes;
  }
  socket.send(bytes.subarray(sent), done);
}
