import { pino } from 'pino';
import { openHttpsServer } from '../../broker/http/https-server.ts';
import type { WebListenerConfig } from '../../broker/http/web-listener.ts';
import type { TransportHandlers } from '../../broker/transport/transport.ts';
import type { Address } from '../../shared/contract/scalars.ts';
import { createSystemClock } from '../../shared/runtime/clock.ts';
import { type StartedTransport, startTransport } from '../broker/transport/started-transport.ts';
import type { Resources } from './resources.ts';

/** A real MQTT transport and a real HTTPS port that leads to it. */
export type WebBroker = StartedTransport & {
  readonly webPort: number;
  readonly address: Address;
  readonly refusals: (reason: string) => number;
};

export async function startWebBroker(
  resources: Resources,
  overrides: Partial<TransportHandlers> = {},
  config: Partial<WebListenerConfig> = {},
): Promise<WebBroker> {
  const started = await startTransport(resources, overrides);
  const { ca, certificate, key } = await started.pki.server();
  const https = await openHttpsServer(
    {
      // Nobody joins here.
      joining: {} as never,
      clock: createSystemClock(),
      log: pino({ level: 'silent' }),
      mqtt: started.transport,
    },
    { host: '127.0.0.1', port: 0, keyPem: key, chainPem: certificate, caPem: ca, ...config },
  );
  if (!https.ok) throw new Error(https.error.code);
  const { port: webPort } = resources.closing(https.value);
  return {
    ...started,
    webPort,
    address: { host: '127.0.0.1', mqttPort: started.port, httpsPort: webPort },
    refusals: (reason) => started.transport.counters()[reason] ?? 0,
  };
}
