/** The writable half of a socket, as far as it is needed here. */
type Writable = {
  readonly writableLength: number;
  write: (...parameters: never[]) => boolean;
};

/**
 * Lets a connection fall behind by `roomBytes` before a write says "wait": aedes keeps the message that waits, and every
 * other subscriber's turn with it (measured: one frozen subscriber stopped all publishers). TLS sockets of a server take
 * no highWaterMark of their own, and a greater one would also let each sender fill that much of our memory.
 */
export function giveWriteRoom(socket: Writable, roomBytes: number): void {
  const write: (...parameters: never[]) => boolean = socket.write.bind(socket);
  socket.write = (...parameters) => write(...parameters) || socket.writableLength < roomBytes;
}
