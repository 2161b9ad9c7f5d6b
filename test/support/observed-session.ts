import { createSystemClock } from '../../shared/runtime/clock.ts';
import {
  type MqttSession,
  openMqttSession,
  type SessionConfig,
  type SessionDeps,
  type SessionState,
} from '../../shared/runtime/mqtt-session.ts';
import { type ClientCredentials, deviceCn } from './broker-pki.ts';
import type { Resources } from './resources.ts';
import type { SmallBroker } from './small-broker.ts';

/** A session and everything that it told. */
export type Observed = {
  readonly session: MqttSession;
  readonly states: SessionState[];
  readonly messages: string[];
};

export function openSession(
  resources: Resources,
  { ca, cert, key }: ClientCredentials,
  address: { readonly host: string; readonly mqttPort: number } | SmallBroker['address'][],
  over: Partial<SessionConfig & SessionDeps> = {},
): Observed {
  const addresses = Array.isArray(address) ? address : [{ ...address, httpsPort: 1 }];
  const states: SessionState[] = [];
  const messages: string[] = [];
  const session = openMqttSession(
    {
      addresses: () => addresses,
      credentials: () => ({ ca, certificate: cert, key }),
      clientId: deviceCn(1),
      keepaliveSeconds: 60,
      subscriptions: [{ topic: 'orders', qos: 1 }],
      ...over,
    },
    {
      clock: createSystemClock(),
      random: () => 0,
      onConnect: () => Promise.resolve(),
      onMessage: (_topic, payload) => {
        messages.push(payload.toString());
        return Promise.resolve();
      },
      onState: (state) => void states.push(state),
      ...over,
    },
  );
  resources.defer(() => session.stop());
  return { session, states, messages };
}

export const isConnected = (session: MqttSession) => () => session.state().kind === 'connected' || undefined;

export function failures(states: readonly SessionState[]) {
  return states.flatMap((state) => (state.kind === 'waiting' ? [state] : []));
}
