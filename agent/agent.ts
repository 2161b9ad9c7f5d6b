import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SectionHashes } from '../shared/contract/readings.ts';
import { type Random, startDelayMs } from '../shared/domain/jitter.ts';
import { type Section, sections } from '../shared/domain/reading.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { SessionState } from '../shared/runtime/mqtt-session.ts';
import { writeSecretFile } from '../shared/runtime/secure-file.ts';
import { type AddressBook, createAddressBook } from './address-book.ts';
import { type AssignmentBook, createAssignmentBook } from './assignment.ts';
import { describeBirth } from './birth.ts';
import { collect } from './collect.ts';
import type { Collector } from './collector.ts';
import type { Host } from './host/host.ts';
import { type Identity, nextBootNumber, readIdentity, stateFiles, writeIdentity } from './identity.ts';
import { createOrders, type Orders } from './orders.ts';
import { type Outbox, type OutboxStatus, openOutbox } from './outbox.ts';
import { isPersonal } from './privacy.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { createUplink, type Uplink, type UplinkDeps } from './uplink.ts';
import { createVisits, type Visits } from './visits.ts';

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
  const parts = await assemble(deps, options.folder, { identity: read.value, boot, outbox: opened.value });
  const delayMs = options.isAtOnce ? 0 : startDelayMs(deps.host.facts().uptimeSeconds, deps.random);
  parts.reporter.start(delayMs);
  parts.visits.start(delayMs);
  return ok({
    stop: async (reason) => {
      parts.reporter.stop();
      await parts.visits.stop(reason);
      opened.value.close();
    },
    connection: () => parts.uplink.state(),
    outbox: () => opened.value.status(),
  });
}

type Core = { readonly identity: Identity; readonly boot: string; readonly outbox: Outbox };
type Parts = { readonly reporter: Reporter; readonly uplink: Uplink; readonly visits: Visits };

async function assemble(deps: AgentDeps, folder: string, core: Core): Promise<Parts> {
  const { identity, boot, outbox } = core;
  const assignment = createAssignmentBook(folder, identity, (error) =>
    deps.log.error(error, 'assignment could not be kept'),
  );
  const addresses = createAddressBook(identity.addresses, {
    save: (list) => keepAddresses(deps.log, folder, { ...identity, addresses: [...list] }),
    reconnect: () => uplink.reconnect(),
  });
  const reporter = createReporter(
    {
      ...deps,
      outbox,
      collect: async (due) => {
        const collection = await collect(deps, due);
        for (const [section, detail] of Object.entries(collection.details))
          deps.log.info({ section, detail }, 'not measured');
        return collection;
      },
      policy: assignment.policy,
      cadenceSeconds: () => assignment.current().cadenceSeconds,
      onReport: () => visits.reportReady(),
    },
    identity.deviceId,
  );
  const orders: Orders = createOrders({
    ...deps,
    outbox,
    actions: orderActions({ assignment, addresses, reporter, outbox, uplink: () => uplink }),
  });
  const visits = createVisits({
    ...deps,
    uplink: () => uplink,
    isPersonal: () => isPersonal(assignment.current().role),
    isEmpty: () => outbox.status().rows === 0,
  });
  const uplink: Uplink = createUplink(
    {
      ...deps,
      outbox,
      ackMode: () => assignment.current().ack,
      onOrder: orders.handle,
      onDrained: () => visits.drained(),
      onState: (state) => {
        deps.log.info(state, 'connection');
        addresses.onState(state);
      },
      ticket: ticketFile(stateFiles(folder).ticket),
    },
    {
      deviceId: identity.deviceId,
      boot,
      birth: await describeBirth(deps.host, identity, nextBootNumber(folder)),
      credentials: () => ({ ca: identity.ca, certificate: identity.certificate, key: identity.key }),
      addresses: addresses.list,
    },
  );
  return { reporter, uplink, visits };
}

function orderActions(parts: {
  readonly assignment: AssignmentBook;
  readonly addresses: AddressBook;
  readonly reporter: Reporter;
  readonly outbox: Outbox;
  readonly uplink: () => Uplink;
}): Parameters<typeof createOrders>[0]['actions'] {
  const { assignment, addresses, reporter, outbox } = parts;
  return {
    welcome: (body) => {
      const isOther = assignment.welcome(body);
      if (isOther) void reporter.collectNow([]);
      // While reports wait, the broker cannot have what they carry; the daily marker will compare again.
      else if (body.hashes !== undefined && outbox.status().rows === 0) {
        void reporter.resend(missingAt(body.hashes, reporter.hashes()));
      }
    },
    stored: ({ boot, upTo, also }) => parts.uplink().stored(boot, upTo, also ?? []),
    resend: ({ sections }) => reporter.resend(sections),
    collectNow: ({ sections }) => reporter.collectNow(sections ?? []),
    setCadence: ({ cadenceSeconds }) => assignment.setCadence(cadenceSeconds),
    setAddresses: (body) => addresses.propose(body.addresses),
  };
}

/** Sections that were sent from here and of which the broker holds something else. */
function missingAt(theirs: SectionHashes, ours: SectionHashes): Section[] {
  return sections.filter((section) => ours[section] !== undefined && ours[section] !== theirs[section]);
}

function keepAddresses(log: Log, folder: string, identity: Identity): void {
  const written = writeIdentity(folder, identity);
  if (!written.ok) log.error({ code: written.error.code }, 'new addresses work but could not be kept');
}

/** The TLS ticket on disk. Without it a connection only costs more. */
function ticketFile(path: string): NonNullable<UplinkDeps['ticket']> {
  return {
    load: () => {
      try {
        return readFileSync(path);
      } catch {
        return undefined;
      }
    },
    save: (ticket) => void writeSecretFile(path, ticket),
  };
}
