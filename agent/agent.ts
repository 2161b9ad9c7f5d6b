import { randomBytes } from 'node:crypto';
import { type Random, startDelayMs } from '../shared/domain/jitter.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { SessionState } from '../shared/runtime/mqtt-session.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import { type AddressBook, createAddressBook } from './address-book.ts';
import { type AliveMark, openAliveMark } from './alive-mark.ts';
import { type AssignmentBook, createAssignmentBook } from './assignment.ts';
import { type BirthDescription, describeBirth } from './birth.ts';
import { settleOutbox } from './boot-hardware.ts';
import { type BrokerTime, createBrokerTime } from './broker-time.ts';
import type { Collector } from './collector.ts';
import type { Host } from './host/host.ts';
import { nextBootNumber, readIdentity, stateFiles } from './identity.ts';
import { createIdentityBook, type IdentityBook } from './identity-book.ts';
import { createIdentityChanges, type IdentityChanges } from './identity-changes.ts';
import { createInventory, type Inventory } from './inventory.ts';
import { createBrokerPlace } from './line/broker-place.ts';
import { createLineWatch, type LineWatch } from './line/line-watch.ts';
import { createOrderActions } from './order-actions.ts';
import { createOrders, type Orders } from './orders.ts';
import { type Outbox, type OutboxStatus, openOutbox } from './outbox.ts';
import { isPersonal } from './privacy.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { openTicketFile, type TicketFile } from './ticket-file.ts';
import { createUplink, type Uplink } from './uplink.ts';
import { createVisits, type Visits } from './visits.ts';
import { createWelcomeGate, type WelcomeGate } from './welcome-gate.ts';

export type AgentDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly host: Host;
  readonly collectors: readonly Collector[];
  /** Seconds since the agent's start, time asleep included. */
  readonly upSeconds: () => number;
};

export type AgentOptions = {
  /** State folder. */
  readonly folder: string;
  /** Skips the two minutes over which machines that were switched on together spread. */
  readonly isAtOnce: boolean;
  readonly maxOutboxBytes?: number;
  /** How the broker is reached from this network. */
  readonly route?: NetworkRoute | undefined;
};

/** A running agent. */
export type Agent = {
  readonly stop: (reason: 'stopped' | 'shutdown') => Promise<void>;
  readonly connection: () => SessionState;
  readonly outbox: () => OutboxStatus;
};

const maxOutboxBytes = 64 * 1024 * 1024;
const maxMemoryBytes = 4 * 1024 * 1024;

/** Starts the agent of a machine that has joined: measures at once, connects, and goes on until stopped. */
export async function startAgent(deps: AgentDeps, options: AgentOptions): Promise<Result<Agent, AppError>> {
  const read = readIdentity(options.folder);
  if (!read.ok) return read;
  const files = stateFiles(options.folder);
  if (read.value === null) return err(appError('SD-AGENT-NOT-JOINED', { path: files.identity }));
  const boot = randomBytes(8).toString('hex');
  const opened = openOutbox(deps.log, {
    path: files.outbox,
    boot,
    maxBytes: options.maxOutboxBytes ?? maxOutboxBytes,
    maxMemoryBytes,
  });
  if (!opened.ok) return opened;
  const outbox = opened.value;
  const ticket = openTicketFile(files.ticket);
  const identities = createIdentityBook(options.folder, read.value, { ...deps, ticket });
  const birth = await describeBirth(deps.host, read.value, nextBootNumber(options.folder));
  settleOutbox(outbox, { deviceId: read.value.deviceId, boot, fingerprint: birth.fingerprint });
  const assignment = createAssignmentBook(options.folder, read.value, (error) =>
    deps.log.error(error, 'assignment could not be kept'),
  );
  const isOwned = (): boolean => isPersonal(assignment.current().role);
  const alive = await openAliveMark(deps, { path: files.alive, boot }, isOwned);
  const parts = assemble(deps, { options, identities, birth, boot, outbox, ticket, assignment, alive });
  const delayMs = options.isAtOnce ? 0 : startDelayMs(deps.host.facts().uptimeSeconds, deps.random);
  parts.reporter.start(delayMs);
  parts.visits.start(delayMs);
  parts.line.start();
  return ok({
    stop: async (reason) => {
      parts.changes.stop();
      parts.gate.open();
      parts.inventory.stop();
      parts.line.stop();
      await parts.reporter.stop();
      await parts.visits.stop(reason);
      alive.stop(reason);
      outbox.close();
    },
    connection: () => parts.uplink.state(),
    outbox: () => outbox.status(),
  });
}

type Core = {
  readonly options: AgentOptions;
  readonly identities: IdentityBook;
  readonly birth: BirthDescription;
  readonly boot: string;
  readonly outbox: Outbox;
  readonly ticket: TicketFile;
  readonly assignment: AssignmentBook;
  readonly alive: AliveMark;
};
type Parts = {
  readonly reporter: Reporter;
  readonly inventory: Inventory;
  readonly uplink: Uplink;
  readonly visits: Visits;
  readonly changes: IdentityChanges;
  readonly gate: WelcomeGate;
  readonly line: LineWatch;
};

function assemble(deps: AgentDeps, core: Core): Parts {
  const { assignment, identities, outbox } = core;
  const hasBacklog = (): boolean => outbox.status().rows > 0;
  const addresses = createAddressBook(identities.current().addresses, {
    save: (list) => identities.replace({ ...identities.current(), addresses: [...list] }),
    reconnect: () => uplink.reconnect(),
  });
  const gate = createWelcomeGate({ ...deps, hasBacklog, connection: () => uplink.state() });
  const inventory = createInventory(deps, {
    deviceId: identities.current().deviceId,
    isAtOnce: core.options.isAtOnce,
  });
  const reporter = createReporter(
    {
      ...deps,
      outbox,
      batch: inventory.batch,
      collect: inventory.collect,
      policy: assignment.policy,
      cadenceSeconds: () => assignment.current().cadenceSeconds,
      onReport: () => visits.reportReady(),
      held: gate.wait,
      isConnected: () => uplink.state().kind === 'connected',
    },
    identities.current().deviceId,
  );
  const changes = watchIdentity(deps, core, {
    addresses,
    gate,
    reporter,
    orders: () => orders,
    uplink: () => uplink,
  });
  const brokerTime = createBrokerTime(deps.clock);
  const line = watchLine(deps, core, {
    ...{ addresses, brokerTime },
    uplink: () => uplink,
    onReport: () => visits.reportReady(),
  });
  const orders: Orders = createOrders({
    ...deps,
    ...{ outbox, brokerTime },
    actions: createOrderActions({
      assignment,
      addresses,
      reporter,
      outbox,
      gate,
      changes,
      line,
      uplink: () => uplink,
    }),
  });
  const visits = createVisits({
    ...deps,
    uplink: () => uplink,
    isPersonal: () => isPersonal(assignment.current().role),
    isEmpty: () => !hasBacklog(),
  });
  const uplink = openUplink(deps, core, { addresses, gate, changes, visits, orders, reporter });
  return { reporter, inventory, uplink, visits, changes, gate, line };
}

function watchLine(
  deps: AgentDeps,
  { assignment, identities, outbox, options }: Core,
  parts: {
    readonly addresses: AddressBook;
    readonly brokerTime: BrokerTime;
    readonly uplink: () => Uplink;
    readonly onReport: () => void;
  },
): LineWatch {
  const { addresses, brokerTime, onReport } = parts;
  const state = (): SessionState => parts.uplink().state();
  return createLineWatch({
    ...deps,
    ...{ outbox, onReport },
    brokerNow: brokerTime.now,
    ca: () => identities.current().ca,
    broker: createBrokerPlace({ addresses: addresses.list, state, route: options.route }),
    isPersonal: () => isPersonal(assignment.current().role),
    isConnected: () => state().kind === 'connected',
    reconnect: () => parts.uplink().reconnect(),
  });
}

/** A renewed device goes on as it is; a split one begins as another, in the same process and with the same numbers. */
function watchIdentity(
  deps: AgentDeps,
  core: Core,
  parts: {
    readonly addresses: AddressBook;
    readonly gate: WelcomeGate;
    readonly reporter: Reporter;
    readonly orders: () => Orders;
    readonly uplink: () => Uplink;
  },
): IdentityChanges {
  const { assignment, birth, boot, identities, options, outbox } = core;
  const { addresses, gate, reporter } = parts;
  return createIdentityChanges({
    ...deps,
    ...{ boot, identities, folder: options.folder, fingerprint: birth.fingerprint, route: options.route },
    conn: () => parts.uplink().conn(),
    onRefused: assignment.refused,
    onRenewed: (identity) => {
      addresses.learn(identity.addresses);
      if (parts.uplink().state().kind === 'waiting') parts.uplink().reconnect();
    },
    onAuthorityChanged: () => void parts.uplink().move(),
    onSplit: (identity) => {
      addresses.learn(identity.addresses);
      settleOutbox(outbox, { deviceId: identity.deviceId, boot, fingerprint: birth.fingerprint });
      parts.orders().forget();
      gate.close();
      void parts.uplink().move();
      reporter.begin(identity.deviceId);
    },
  });
}

function openUplink(
  deps: AgentDeps,
  core: Core,
  parts: {
    readonly addresses: AddressBook;
    readonly gate: WelcomeGate;
    readonly changes: IdentityChanges;
    readonly visits: Visits;
    readonly orders: Orders;
    readonly reporter: Reporter;
  },
): Uplink {
  const { alive, assignment, birth, boot, identities, options, outbox, ticket } = core;
  return createUplink(
    {
      ...deps,
      ...{ outbox, ticket },
      past: alive.past,
      ackMode: () => assignment.current().ack,
      onOrder: parts.orders.handle,
      onAnswered: parts.changes.answered,
      onDrained: parts.visits.drained,
      onState: (state) => {
        deps.log.info(state, 'connection');
        parts.addresses.onState(state);
        parts.changes.onState(state);
        parts.gate.onState(state);
        if (state.kind === 'waiting') parts.reporter.connectionLost();
      },
    },
    {
      deviceId: () => identities.current().deviceId,
      boot,
      birth: () => ({ ...birth, keyId: identities.current().keyId }),
      credentials: identities.credentials,
      addresses: parts.addresses.list,
      route: options.route,
    },
  );
}
