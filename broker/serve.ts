import { existsSync } from 'node:fs';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import { type Clock, every } from '../shared/runtime/clock.ts';
import type { Environment } from '../shared/runtime/config.ts';
import { createLifecycle, type Lifecycle } from '../shared/runtime/lifecycle.ts';
import { createLog, type Log } from '../shared/runtime/log.ts';
import { version } from '../shared/runtime/version.ts';
import { dataPaths, listenHost } from './config.ts';
import { controlPath } from './control/control-path.ts';
import { openControlServer } from './control/control-server.ts';
import { type Core, type CoreRules, type Network, openCore } from './core.ts';
import type { Authority } from './enrol/authority.ts';
import { settleRollover } from './enrol/rollover.ts';
import { isInSubtree } from './fleet/unit-tree.ts';
import { openHttpsServer } from './http/https-server.ts';
import { createMeasuring, type Measuring } from './http/ndt7/measuring.ts';
import type { StartMeasuringProcess } from './http/ndt7/measuring-process.ts';
import type { WebCredentials } from './http/web-listener.ts';
import { startReplayAfterUpgrade } from './ingest/replay.ts';
import { type Installation, type OpenStore, openInstallation } from './installation.ts';
import { type AskDesk, createAskDesk } from './query/ask.ts';
import { takeDataLock } from './store/sqlite/data-lock.ts';
import { createTicketKeys } from './transport/ticket-keys.ts';
import type {
  MinTlsVersion,
  ServerCredentials,
  TicketKeys,
  Transport,
  TransportHandlers,
} from './transport/transport.ts';

/** Makes the MQTT side; the adapter is chosen in main. */
export type OpenTransport = (
  deps: { readonly handlers: TransportHandlers; readonly clock: Clock; readonly log: Log },
  config: {
    readonly port: number;
    readonly host: string;
    readonly credentials: ServerCredentials;
    readonly ticketKeys: TicketKeys;
    readonly minTlsVersion: MinTlsVersion;
  },
) => Transport;

export type ServeDeps = {
  readonly openStore: OpenStore;
  readonly openTransport: OpenTransport;
  /** Without it there is no measuring point. */
  readonly startMeasuringProcess?: StartMeasuringProcess | undefined;
  readonly clock: Clock;
  readonly env: Environment;
  /** For installations that live in a time of their own. */
  readonly given?: GivenRules | undefined;
};

/** What replaces the shipped data, and the wall clock where others look at theirs: who checks certificates. */
export type GivenRules = CoreRules & { readonly certificateClock?: Clock | undefined };

export type RunningBroker = {
  readonly mqttPort: number;
  readonly httpsPort: number;
  readonly stop: () => Promise<void>;
};

const pruneMs = 3_600_000;
/** Raw reports: the picture and the history of inventories are kept apart (35 days × 5,000 machines × 5 min: 1.7 GB). */
const reportDays = 35;

/**
 * Runs the broker on a data folder: lock, store, live picture, MQTT, HTTPS, control socket, in this order. Whatever fails to
 * start ends what had started before it; `stop` ends everything in reverse.
 */
export async function serve(deps: ServeDeps, dataFolder: string): Promise<Result<RunningBroker, AppError>> {
  const log = createLog('broker');
  const lifecycle = createLifecycle({ log, clock: deps.clock });
  const started = await start(deps, dataFolder, log, lifecycle);
  if (started.ok) return ok({ ...started.value, stop: lifecycle.stop });
  await lifecycle.stop();
  return started;
}

async function start(
  deps: ServeDeps,
  dataFolder: string,
  log: Log,
  lifecycle: Lifecycle,
): Promise<Result<{ readonly mqttPort: number; readonly httpsPort: number }, AppError>> {
  const { clock } = deps;
  if (!existsSync(dataFolder))
    return err(appError('SD-NOT-INITIALISED', { path: dataFolder, reason: 'ENOENT' }));
  const lock = takeDataLock(dataFolder);
  if (!lock.ok) return lock;
  lifecycle.add('lock', lock.value.release);
  const opened = await openInstallation(
    { ...deps, clock: deps.given?.certificateClock ?? clock },
    dataFolder,
  );
  if (!opened.ok) return opened;
  const { store, settings, authority } = opened.value;
  log.level = settings.logLevel;
  lifecycle.add('store', store.close);

  const settled = await settleRollover({ store, authority }, dataFolder);
  if (!settled.ok) return settled;
  const network = createLateNetwork();
  const host = listenHost(settings);
  const measuring = createMeasuring(
    { startProcess: deps.startMeasuringProcess, credentials: () => authority.server, clock, log },
    { settings, host },
  );
  const smtpPassword = deps.env.SCHOOLDRUM_SMTP_PASSWORD;
  const core = await openCore(
    { clock, log, network, measuring: measuring.point, smtpPassword, ...deps.given },
    opened.value,
  );
  lifecycle.add('core', core.close);
  const asks = createAskDesk({
    dispatch: core.dispatch,
    publish: network.publish,
    actorOf: core.actorOf,
    log,
  });
  const handlers = handlersOf(core, asks, log);
  const ticketKeys = createTicketKeys({ clock, log }, dataPaths(dataFolder).ticketKeys);
  const transport = deps.openTransport(
    { handlers, clock, log },
    {
      ...{ port: settings.mqttPort, host, minTlsVersion: settings.minTlsVersion ?? 'TLSv1.3' },
      ...{ credentials: mqttCredentials(authority), ticketKeys },
    },
  );
  network.connect(transport);
  // Also a transport that could not listen holds timers.
  lifecycle.add('mqtt', transport.stop);
  const mqtt = await transport.start();
  if (!mqtt.ok) return mqtt;
  core.fleet.start();
  core.digests.start();
  lifecycle.add('digests', core.digests.stop);

  const tested = core.fleet.lines.probes.counted;
  const web = { joining: core.joining, clock, log, mqtt: transport, network, lifecycle, measuring, tested };
  const https = await openWeb(web, { host, port: settings.httpsPort, authority, ticketKeys });
  if (!https.ok) return https;
  const control = await openControlServer(
    { dispatch: (kind, params) => core.dispatch(core.local(), kind, params), log },
    controlPath(dataFolder),
  );
  if (!control.ok) return control;
  lifecycle.add('control', control.value.close);
  lifecycle.add(
    'pruning',
    every(clock, pruneMs, () => void prune(store, clock, log)),
  );
  lifecycle.add('replay', startReplayAfterUpgrade({ store, ingest: core.ingest, log }, version));
  const ports = { mqttPort: mqtt.value.port, httpsPort: https.value.port };
  await core.announcements.announceOwn();
  log.info(ports, 'ready');
  return ok(ports);
}

/** HTTPS, and beside it the measuring point, which the broker can be without. */
async function openWeb(
  deps: Parameters<typeof openHttpsServer>[0] & {
    readonly network: LateNetwork;
    readonly lifecycle: Lifecycle;
    readonly measuring: Measuring;
    readonly tested: Parameters<Measuring['start']>[0];
    readonly mqtt: Transport;
  },
  config: {
    readonly host: string;
    readonly port: number;
    readonly authority: Authority;
    readonly ticketKeys: TicketKeys;
  },
): Promise<Result<{ readonly port: number }, AppError>> {
  const { network, lifecycle, measuring, tested, mqtt } = deps;
  const { authority, ...where } = config;
  const https = await openHttpsServer(deps, { ...where, ...webCredentials(authority) });
  if (!https.ok) return https;
  network.onCredentials(() => {
    mqtt.setCredentials(mqttCredentials(authority));
    https.value.setCredentials(webCredentials(authority));
    measuring.setCredentials();
  });
  lifecycle.add('https', https.value.close);
  measuring.start(tested);
  lifecycle.add('measuring', measuring.stop);
  return https;
}

function mqttCredentials({ clientCaPem, server }: Authority): ServerCredentials {
  return { ca: clientCaPem, certificate: server.chainPem, key: server.keyPem };
}

function webCredentials({ clientCaPem, server }: Authority): WebCredentials {
  return { ...server, caPem: clientCaPem };
}

type LateNetwork = Network & {
  readonly connect: (transport: Transport) => void;
  readonly onCredentials: (changed: () => void) => void;
};

/** The network before and after its transport is there: the core is built first. */
function createLateNetwork(): LateNetwork {
  let transport: Transport | undefined;
  let credentialsChanged = (): void => {};
  return {
    onCredentials: (changed) => {
      credentialsChanged = changed;
    },
    credentialsChanged: () => credentialsChanged(),
    connect: (started) => {
      transport = started;
    },
    publish: (topic, payload, options) => transport?.publish(topic, payload, options) ?? Promise.resolve(),
    disconnect: (cn) => transport?.disconnect(cn),
    connectedCount: () => transport?.connectedCount() ?? 0,
    counters: () => transport?.counters() ?? {},
  };
}

function handlersOf(core: Core, asks: AskDesk, log: Log): TransportHandlers {
  const { cache, fleet, ingest, rollover } = core;
  const connected = (cn: string, certificateSha256: string, remoteAddress: string): void => {
    rollover
      .connected(cn, certificateSha256)
      .catch((cause: unknown) => log.error({ err: cause }, 'use of a certificate'));
    const identity = cache.identityOf(cn);
    if (identity?.kind === 'device') fleet.connected(cn, certificateSha256, remoteAddress);
    else if (identity?.kind === 'user') {
      fleet
        .ensureViews(identity.unitId)
        .catch((cause: unknown) => log.error({ err: cause }, 'views of a user'));
    }
  };
  return {
    authenticate: cache.authenticate,
    identityOf: cache.identityOf,
    onReport: ingest.report,
    onStatus: ingest.status,
    onAnswer: fleet.orders.receive,
    onAsk: asks.receive,
    onConnected: (cn, _clientId, certificateSha256, address) => connected(cn, certificateSha256, address),
    onDisconnected: (cn, _clientId, loss) => {
      if (cache.identityOf(cn)?.kind === 'device') fleet.disconnected(cn, loss);
    },
    isInSubtree: (grantUnitId, unitId) => isInSubtree(fleet.picture.tree(), grantUnitId, unitId),
  };
}

async function prune(store: Installation['store'], clock: Clock, log: Log): Promise<void> {
  try {
    log.debug(await store.prune(clock.now(), { reportDays }), 'old reports dropped');
  } catch (cause) {
    log.error({ err: cause }, 'old reports could not be dropped');
  }
}
