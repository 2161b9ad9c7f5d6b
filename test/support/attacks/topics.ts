import { once } from 'node:events';
import { generate } from 'mqtt-packet';
import { openDevice } from '../open-device.ts';
import { type Attack, machineOf, push, repeat, untilAborted } from './attack.ts';

const words = ['__proto__', 'constructor', 'hasOwnProperty', '$SYS', '$share', '_view', '+', '#', 'a'];

/** A topic of nobody's. */
function strayTopic(n: number): string {
  return `drum/1/${words[n % words.length]}/${n}/${words[(n * 7) % words.length]}`;
}

/** 10,000 topics to publish to; each costs a connection. */
export const strayPublishes: Attack = {
  name: 'publishes to 10,000 topics',
  run: (scene, until) => {
    let n = 0;
    return repeat(8, until, async (lane) => {
      const socket = await openDevice(scene.door, machineOf(scene, lane));
      n = (n + 1) % 10_000;
      const topic = strayTopic(n).replaceAll(/[+#]/g, 'x');
      const message = { qos: 1, retain: true, dup: false, messageId: 1, payload: 'x' } as const;
      socket.write(generate({ cmd: 'publish', topic, ...message }));
      await Promise.race([once(socket, 'close'), untilAborted(until)]);
      socket.destroy();
    });
  },
};

const filtersPerPacket = 100;

/** 10,000 filters to subscribe to, and to leave again, at full speed. */
export const straySubscriptions: Attack = {
  name: 'subscribes to 10,000 topics',
  run: (scene, until) => {
    let n = 0;
    return repeat(4, until, async (lane) => {
      const socket = await openDevice(scene.door, machineOf(scene, lane));
      while (!until.aborted && !socket.destroyed) {
        n = (n + filtersPerPacket) % 10_000;
        const filters = Array.from({ length: filtersPerPacket }, (_, i) => strayTopic(n + i));
        const subscriptions = filters.map((topic) => ({ topic, qos: 1 }) as const);
        await push(socket, generate({ cmd: 'subscribe', messageId: 1, subscriptions }), until);
        await push(socket, generate({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: filters }), until);
      }
      socket.destroy();
    });
  },
};

/** The broker's own topics, shared subscriptions, and everything at once. */
export const brokerTopics: Attack = {
  name: '$SYS and $share',
  run: (scene, until) =>
    repeat(4, until, async (lane) => {
      const { deviceId } = machineOf(scene, lane);
      const socket = await openDevice(scene.door, machineOf(scene, lane));
      const filters = [
        '#',
        '$SYS/#',
        '+/+/+/+',
        '$share/x/#',
        `$share/x/drum/1/${deviceId}/order`,
        '$queue/#',
      ];
      const subscriptions = filters.map((topic) => ({ topic, qos: 1 }) as const);
      socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
      const message = { qos: 1, retain: true, dup: false, messageId: 2, payload: 'x' } as const;
      socket.write(generate({ cmd: 'publish', topic: `$SYS/${lane}/heartbeat`, ...message }));
      await Promise.race([once(socket, 'close'), untilAborted(until)]);
      socket.destroy();
    }),
};
