import { deflateRawSync } from 'node:zlib';
import { generate } from 'mqtt-packet';
import { openDevice } from '../open-device.ts';
import { type Attack, type AttackScene, machineOf, push, repeat } from './attack.ts';

type Kind = 'report' | 'status' | 'answer';

/** Publishes as fast as the socket takes it, acknowledged or not; comes back when it is cut. */
function flood(name: string, payloads: readonly Buffer[], kinds: readonly Kind[] = ['report']): Attack {
  return { name, run: (scene, until) => floodOf(scene, until, payloads, kinds) };
}

const floodingMachines = 4;

async function floodOf(
  scene: AttackScene,
  until: AbortSignal,
  payloads: readonly Buffer[],
  kinds: readonly Kind[],
): Promise<number> {
  let sent = 0;
  await repeat(floodingMachines, until, async (lane) => {
    const { deviceId } = machineOf(scene, lane);
    const socket = await openDevice(scene.door, machineOf(scene, lane));
    while (!until.aborted && !socket.destroyed) {
      const payload = payloads[sent % payloads.length] ?? Buffer.alloc(0);
      const topic = `drum/1/${deviceId}/${kinds[sent % kinds.length] ?? 'report'}`;
      const messageId = (sent % 65_535) + 1;
      const bytes = generate({
        cmd: 'publish',
        topic,
        payload,
        qos: 1,
        retain: false,
        dup: false,
        messageId,
      });
      await push(socket, bytes, until);
      sent += 1;
    }
    socket.destroy();
  });
  return sent;
}

function deflated(json: string): Buffer {
  return Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.from(json))]);
}

const almostMebibyte = 1024 * 1024 - 64;

/** 1 KiB that unpacks to 1 MiB. */
export const bombs = flood('compressed bombs 1000:1', [
  deflated(`{"v":1,"x":"${'a'.repeat(almostMebibyte)}"}`),
  deflated(`{"v":1,"x":[${'1,'.repeat(almostMebibyte / 2)}1]}`),
]);

export const answerBombs = flood(
  'bombs as answers and births',
  [deflated(`{"v":1,"x":"${'a'.repeat(almostMebibyte)}"}`)],
  ['answer', 'status'],
);

export const prototypeKeys = flood(
  'prototype keys',
  [
    '{"v":1,"__proto__":{"boot":"1","isAdmin":true},"constructor":{"prototype":{}},"toString":1}',
    '{"v":1,"boot":"__proto__","seq":1,"at":1,"up":1,"readings":[{"section":"__proto__","hash":"0000000000000000","facts":{}}],"outcomes":[]}',
    '{"v":1,"boot":"0123456789abcdef","seq":1,"at":1,"up":1,"readings":[{"section":"usage","hash":"0000000000000000","facts":{"__proto__":{"cpuPercent":1}}}],"outcomes":[]}',
  ].map((json) => Buffer.from(json)),
  ['report', 'status', 'answer'],
);

export const deepJson = flood('deep JSON', [
  Buffer.from(`${'[{"a":'.repeat(7_000)}1`),
  deflated(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
]);

export const quarantineFlood = flood('quarantine: undecodable at full speed', [
  Buffer.alloc(48 * 1024, 0x20),
  Buffer.from([0xff, 0x00, 0x80]),
]);

/** 32,000 PINGREQ in 64 KiB, as many as are taken. */
export const pingFlood: Attack = {
  name: 'pings',
  run: (scene, until) => {
    const bytes = Buffer.concat(Array.from({ length: 32_000 }, () => Buffer.from([0xc0, 0])));
    return repeat(floodingMachines, until, async (lane) => {
      const socket = await openDevice(scene.door, machineOf(scene, lane));
      while (!until.aborted && !socket.destroyed) await push(socket, bytes, until);
      socket.destroy();
    });
  },
};
