import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { err, ok } from '../../shared/domain/result.ts';
import type { NetworkAccess } from './network-port.ts';

/** Packets of others, or of a device that talks without end, are not worth more. */
const maxForeign = 64;

/** Sends the question to every target and takes the first packet of the one that may answer. */
export const askUdp: NetworkAccess['askByUdp'] = ({ payload, targets, from, timeoutMs }) =>
  new Promise((resolve) => {
    const socket = createSocket(isIPv6(from) ? 'udp6' : 'udp4');
    let foreign = 0;
    let isOver = false;
    const finish = (result: Awaited<ReturnType<NetworkAccess['askByUdp']>>): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => finish(err('timed-out')), timeoutMs);
    socket.on('error', () => finish(err('failed')));
    socket.on('message', (packet, { address }) => {
      if (address === from) finish(ok(packet.toString('latin1')));
      else if (++foreign >= maxForeign) finish(err('failed'));
    });
    // One way that is closed (multicast without a route) leaves the other.
    for (const { address, port } of targets) socket.send(payload, port, address, () => {});
  });
