import { maxEventsPerDevice } from '../../../broker/store/picture-port.ts';
import { decode } from '../../../shared/contract/codec.ts';
import { type Order, type OrderBody, order } from '../../../shared/contract/order.ts';
import type { Birth } from '../../../shared/contract/status.ts';
import { birthOf, certificateOf, type Rig, status } from './fleet-rig.ts';

const hardwareOf = (name: string) => ({
  macs: [name.padEnd(43, '-')],
  systemDisk: name.padEnd(43, '_'),
});
export const keyIdOf = (number: number): string => certificateOf('', number, 0).keyId;

/** Machine `number` is born, on a connection of its own. */
export async function born(
  rig: Rig,
  deviceId: string,
  number: number,
  { hardware = 'own', ...over }: Partial<Birth> & { readonly hardware?: string },
): Promise<void> {
  rig.fleet.connected(deviceId, certificateOf(deviceId, number, 0).sha256, '203.0.113.1');
  const claims = { keyId: keyIdOf(number), fingerprint: hardwareOf(hardware), ...over };
  await status(rig, deviceId, { ...birthOf(1, rig.clock.now()), ...claims });
  await rig.clock.advance(1);
}

export const conditionsOf = ({ fleet }: Pick<Rig, 'fleet'>, deviceId: string): string[] =>
  fleet.historyOf(deviceId).conditions.map(({ kind }) => kind);

export async function linesOf({ fleet, store, clock }: Rig, deviceId: string): Promise<string[]> {
  await clock.advance(1_000);
  await fleet.stop();
  const lines = await store.events(deviceId, maxEventsPerDevice);
  return lines.map(({ kind }) => kind).reverse();
}

export function ordersTo({ recorder }: Rig, deviceId: string): Order[] {
  const sent = recorder.sent.filter(({ topic }) => topic === `drum/1/${deviceId}/order`);
  return sent.flatMap(({ payload }) => {
    const read = decode(payload, order);
    return read.ok ? [read.value] : [];
  });
}
export const newestTo = (rig: Rig, deviceId: string, kind: OrderBody['kind']) =>
  ordersTo(rig, deviceId).findLast(({ body }) => body.kind === kind)?.body;
