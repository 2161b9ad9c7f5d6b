import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { connectPacket, openDevice, openDeviceTls } from '../open-device.ts';
import { type Attack, type AttackScene, machineOf, push, repeat, untilAborted } from './attack.ts';

const mebibyte = 1024 * 1024;

/** A CONNECT that announces 256 MB, and brings as much of it as is taken. */
export const hugeConnect: Attack = {
  name: 'CONNECT of 256 MB',
  run: (scene, until) =>
    repeat(8, until, async (lane) => {
      const socket = await openDeviceTls(scene.door, machineOf(scene, lane));
      socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
      const chunk = Buffer.alloc(mebibyte);
      while (!socket.destroyed && !until.aborted) await push(socket, chunk, until);
      socket.destroy();
    }),
};

/** TCP connections that say nothing. */
export const halfOpen: Attack = {
  name: '5,000 half-open sockets',
  run: (scene, until) => hold(5_000, until, () => openTcp(scene)),
};

/** A TLS handshake byte by byte, never finished. */
export const slowHandshake: Attack = {
  name: 'slow-loris in TLS',
  run: (scene, until) => {
    // A TLS record of 512 bytes that announces a ClientHello of 508.
    const hello = Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc]), Buffer.alloc(503)]);
    return hold(1_000, until, () => dripping(openTcp(scene), hello, until));
  },
};

/** A valid certificate, and then a CONNECT byte by byte, from more connections than an identity may have. */
export const slowConnect: Attack = {
  name: 'slow-loris in MQTT',
  run: (scene, until) =>
    repeat(400, until, async (lane) => {
      const machine = machineOf(scene, lane);
      const socket = await openDeviceTls(scene.door, machine);
      dripping(socket, connectPacket(machine.deviceId), until);
      await Promise.race([once(socket, 'close'), untilAborted(until)]);
      socket.destroy();
    }),
};

/** Connects with a last will and dies, again and again. */
export const willFlood: Attack = {
  name: 'wills: connect and die',
  run: (scene, until) =>
    repeat(8, until, async (lane) => {
      const machine = machineOf(scene, lane);
      const topic = `drum/1/${machine.deviceId}/status`;
      const payload = Buffer.from(`{"v":1,"kind":"death","boot":"${machine.boot}","conn":1}`);
      const connect = { will: { topic, payload, qos: 1, retain: true } } as const;
      (await untilOpen(scene, lane, until, { connect }))?.destroy();
    }),
};

/** Two machines with one id evict each other. */
export const takeOverWar: Attack = {
  name: 'take-over war of one id',
  run: (scene, until) =>
    repeat(2, until, async () => {
      const socket = await untilOpen(scene, 0, until);
      if (socket !== null) await Promise.race([once(socket, 'close'), untilAborted(until)]);
      socket?.destroy();
    }),
};

/** Null when the signal came before the CONNACK. */
function untilOpen(
  scene: AttackScene,
  lane: number,
  until: AbortSignal,
  options: Parameters<typeof openDevice>[2] = {},
): Promise<TLSSocket | null> {
  const opening = openDevice(scene.door, machineOf(scene, lane), options);
  opening.then(
    (socket) => until.aborted && socket.destroy(),
    () => {},
  );
  return Promise.race([opening, untilAborted(until).then(() => null)]);
}

function openTcp({ door }: AttackScene): Socket {
  return connect({ host: '127.0.0.1', port: door.port });
}

/** Keeps `count` sockets open, replacing those that are closed. */
async function hold(count: number, until: AbortSignal, open: () => Socket): Promise<number> {
  let opened = 0;
  const sockets = new Set<Socket>();
  const add = (): void => {
    if (until.aborted) return;
    const socket = open();
    opened += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      setImmediate(add);
    });
  };
  for (let n = 0; n < count; n += 1) {
    add();
    if (n % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
  }
  await untilAborted(until);
  for (const socket of sockets) socket.destroy();
  return opened;
}

const dripMs = 100;

function dripping<S extends Socket>(socket: S, bytes: Buffer, until: AbortSignal): S {
  let sent = 0;
  const timer = setInterval(() => {
    if (until.aborted || sent === bytes.length - 1) clearInterval(timer);
    else socket.write(bytes.subarray(sent, ++sent));
  }, dripMs);
  socket.once('close', () => clearInterval(timer));
  return socket;
}
