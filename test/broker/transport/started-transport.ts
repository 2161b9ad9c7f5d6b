import {
  createEmbeddedTransport,
  type EmbeddedTransportConfig,
} from '../../../broker/transport/embedded-transport.ts';
import type { Identity, Transport, TransportHandlers } from '../../../broker/transport/transport.ts';
import { type Clock, createSystemClock } from '../../../shared/runtime/clock.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { type BrokerPki, type ClientCredentials, createBrokerPki } from '../../support/broker-pki.ts';
import { connectRawClient, type RawClient } from '../../support/mqtt-client.ts';
import type { Resources } from '../../support/resources.ts';

/** What the handlers saw: kind, common name, payload. */
export type Seen = { readonly kind: string; readonly cn: string; readonly payload: string };

export type StartedTransport = {
  readonly transport: Transport;
  readonly port: number;
  readonly pki: BrokerPki;
  readonly seen: Seen[];
  /** `connected d-…` and `disconnected d-…`, in order. */
  readonly presence: string[];
  readonly revoked: Set<string>;
  readonly logLines: string[];
  /** Makes a certificate, puts its owner into the registry, gives both. */
  readonly enrol: (identity: Identity) => Promise<ClientCredentials>;
  /** Connects an enrolled device; fails unless it is let in. */
  readonly device: (cn: string) => Promise<{ client: RawClient; credentials: ClientCredentials }>;
};

/** A real transport on a free port of the loopback, with a registry in memory. */
export async function startTransport(
  resources: Resources,
  overrides: Partial<TransportHandlers> = {},
  { clock = createSystemClock(), ...config }: Partial<EmbeddedTransportConfig> & { clock?: Clock } = {},
): Promise<StartedTransport> {
  const pki = await createBrokerPki();
  const identities = new Map<string, Identity>();
  const revoked = new Set<string>();
  const seen: Seen[] = [];
  const presence: string[] = [];
  const logLines: string[] = [];
  const record = (kind: string) => (cn: string, payload: Buffer) => {
    seen.push({ kind, cn, payload: payload.toString() });
    return Promise.resolve();
  };
  const handlers: TransportHandlers = {
    authenticate: ({ cn, certificateSha256 }) => {
      if (!identities.has(cn)) return 'unknown';
      return revoked.has(certificateSha256) ? 'revoked' : 'ok';
    },
    identityOf: (cn) => identities.get(cn) ?? null,
    onReport: record('report'),
    onStatus: record('status'),
    onAnswer: record('answer'),
    onAsk: record('ask'),
    onConnected: (cn) => presence.push(`connected ${cn}`),
    onDisconnected: (cn) => presence.push(`disconnected ${cn}`),
    isInSubtree: (grant, unit) => unit.startsWith(grant),
    ...overrides,
  };
  const log = createLog('test', 'info', { write: (line) => logLines.push(line) });
  const transport = createEmbeddedTransport(
    { handlers, clock, log },
    { port: 0, host: '127.0.0.1', credentials: await pki.server(), ...config },
  );
  const started = await transport.start();
  if (!started.ok) throw new Error(started.error.code);
  resources.defer(() => transport.stop());
  const { port } = started.value;
  const enrol = (identity: Identity): Promise<ClientCredentials> => {
    identities.set(identity.cn, identity);
    return pki.client(identity.cn);
  };
  return {
    transport,
    port,
    pki,
    seen,
    presence,
    revoked,
    logLines,
    enrol,
    device: async (cn) => {
      const credentials = await enrol({ kind: 'device', cn });
      const { client, returnCode } = await connectRawClient({ port, credentials }, { clientId: cn });
      if (returnCode !== 0) throw new Error(`refused with ${returnCode}`);
      resources.defer(client.close);
      return { client, credentials };
    },
  };
}
