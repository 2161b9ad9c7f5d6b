import { expect } from 'vitest';
import { buildTopic } from '../../shared/contract/topics.ts';
import type { NetworkRoute } from '../../shared/runtime/network-route.ts';
import { type ClientCredentials, deviceCn } from './broker-pki.ts';
import { eventually } from './eventually.ts';
import { isConnected, type Observed } from './observed-session.ts';
import type { Resources } from './resources.ts';
import { startWebBroker, type WebBroker } from './web-broker.ts';

export const cn = deviceCn(1);
const order = buildTopic({ kind: 'order', cn });
export const report = buildTopic({ kind: 'report', cn });

/** A broker with both ports and one device that may come. */
export type Setting = { readonly broker: WebBroker; readonly credentials: ClientCredentials };

export async function openBroker(resources: Resources): Promise<Setting> {
  const broker = await startWebBroker(resources);
  return { broker, credentials: await broker.enrol({ kind: 'device', cn }) };
}

export function over(route: NetworkRoute) {
  return { route, random: () => 0.5, subscriptions: [{ topic: order, qos: 1 as const }] };
}

/** Connected, a report acknowledged, an order received; gives the carrier. */
export async function works({ broker }: Setting, { session, messages }: Observed): Promise<string> {
  await eventually(isConnected(session));
  expect(await session.publish(report, Buffer.from('{}'))).toEqual({ ok: true, value: undefined });
  messages.length = 0;
  await broker.transport.publish(order, Buffer.from('now'), { qos: 1 });
  await eventually(() => messages.includes('now') || undefined);
  const state = session.state();
  return state.kind === 'connected' ? state.carrier : state.kind;
}
