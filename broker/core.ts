import type { QueryKind } from '../shared/contract/query.ts';
import { shippedAntivirusTable } from '../shared/data/antivirus.ts';
import { shippedCalendar } from '../shared/data/calendar.ts';
import { shippedChassisForms } from '../shared/data/chassis.ts';
import { shippedNormPacks } from '../shared/data/norms.ts';
import { createSchoolCalendar } from '../shared/domain/calendar.ts';
import { err } from '../shared/domain/result.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import { createBackup } from './backup.ts';
import { addressesOf } from './config.ts';
import { type Announcements, openAnnouncements } from './enrol/announcements.ts';
import type { EnrolListener } from './enrol/enrol-events.ts';
import { openFingerprintBook } from './enrol/fingerprint-book.ts';
import { createJoining, type Joining } from './enrol/join.ts';
import { openRegistryCache, type RegistryCache } from './enrol/registry-cache.ts';
import { createRenewals } from './enrol/renewals.ts';
import { createRollover, type Rollover } from './enrol/rollover.ts';
import { openSharedKeys } from './enrol/shared-keys.ts';
import { createTurn } from './enrol/turn.ts';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import type { Publish } from './fleet/publish-queue.ts';
import { type Ingest, openIngest } from './ingest/ingest.ts';
import type { Installation } from './installation.ts';
import { createAnswers, type Traffic } from './query/answers.ts';
import { createAuditAnswers } from './query/audit-answers.ts';
import { createCommands } from './query/commands.ts';
import { createDeviceImport } from './query/device-import.ts';
import { createDispatch, type Dispatch } from './query/dispatch.ts';
import type { Actor, Handler, Handlers } from './query/handler.ts';
import { createInstallationCommands } from './query/installation-commands.ts';
import { createQuarantineAnswers } from './query/quarantine-answers.ts';
import { createRoomCommands } from './query/room-commands.ts';
import { storeError } from './store/store-error.ts';
import { isAudited, whyNotAsk } from './transport/access.ts';

/** What the network side gives to the core; a command without a running broker has none of it. */
export type Network = {
  readonly publish: Publish;
  readonly disconnect: (cn: string) => void;
  /** The authority has changed: new connections are held to it. */
  readonly credentialsChanged: () => void;
  readonly connectedCount: () => number;
  readonly counters: () => Readonly<Record<string, number>>;
};

/** The broker without its network: what it knows, takes in and answers. */
export type Core = {
  readonly cache: RegistryCache;
  readonly fleet: Fleet;
  readonly ingest: Ingest;
  readonly joining: Joining;
  readonly rollover: Rollover;
  readonly announcements: Announcements;
  readonly dispatch: Dispatch;
  /** The administrator at the broker's own shell. */
  readonly local: () => Actor;
  /** The user behind a common name, or null when there is none (any more). */
  readonly actorOf: (cn: string) => Actor | null;
  /** Settles what was taken in and writes what is held back. */
  readonly close: () => Promise<void>;
};

export const silentNetwork: Network = {
  publish: () => Promise.resolve(),
  disconnect: () => {},
  credentialsChanged: () => {},
  connectedCount: () => 0,
  counters: () => ({}),
};

/** Builds the core over an open installation and loads the live picture. */
export async function openCore(
  deps: { readonly clock: Clock; readonly log: Log; readonly network: Network },
  { folder, store, authority, settings }: Installation,
): Promise<Core> {
  const { clock, log, network } = deps;
  const cache = await openRegistryCache(store, authority);
  const [pack] = shippedNormPacks();
  const rules = {
    calendar: createSchoolCalendar(shippedCalendar()),
    pack,
    antivirusTable: shippedAntivirusTable(),
  };
  const chassisForms = shippedChassisForms();
  const listener = createLateListener();
  const isLive = (deviceId: string): boolean => fleet.isLive(deviceId);
  const sharedKeys = await openSharedKeys({ clock }, store);
  const book = await openFingerprintBook(store, { clock, isLive, listener, onLearned: () => {} });
  const turn = createTurn();
  const renewals = createRenewals({ store, authority, cache, sharedKeys, clock, turn, listener });
  const keyIdOf = (certificateSha256: string): string | undefined =>
    cache.certificateOf(certificateSha256)?.keyId;
  const fleet: Fleet = createFleet({
    ...{ store, clock, log, publish: network.publish, rules, chassisForms },
    ...{ book, sharedKeys, renewals, keyIdOf },
  });
  await fleet.load();
  const ingest = await openIngest({
    store,
    clock,
    log,
    compare: book.compare,
    onStored: fleet.applyReports,
    onBirth: fleet.applyBirth,
    onDeath: fleet.applyDeath,
  });
  listener.connect(fleet, ingest);
  const announcements = await openAnnouncements(
    { store, clock, give: fleet.orders.give },
    addressesOf(settings),
  );
  const rollover = createRollover(
    {
      store,
      authority,
      clock,
      lastSeenOf: (deviceId) => fleet.deviceRow(deviceId)?.lastSeen ?? null,
      credentialsChanged: network.credentialsChanged,
      issuerChanged: () => {},
      disconnect: network.disconnect,
    },
    { dataFolder: folder, hosts: settings.hosts },
  );
  const joining = createJoining(
    {
      registry: store,
      authority,
      clock,
      log,
      schoolName: (code) => fleet.picture.tree().schools.get(code)?.unit.name ?? null,
      onJoined: (joined) => {
        cache.addDevice(joined.certificate);
        listener.onJoined(joined);
      },
    },
    {
      get addresses() {
        return announcements.addresses();
      },
    },
  );
  const tree = fleet.picture.tree;
  const commandDeps = { store, tree, cache, authority, clock, fleet, disconnect: network.disconnect };
  const traffic = (): Traffic => trafficOf(network, ingest);
  const dispatch = createDispatch({
    handlers: withStoreErrors({
      ...createAnswers({ fleet, store, clock, traffic }),
      ...createCommands(commandDeps, announcements.addresses),
      ...createInstallationCommands({
        rollover,
        announcements,
        backup: createBackup({ store, clock }, folder),
      }),
      ...createQuarantineAnswers({ store, ingest, fleet }),
      ...createRoomCommands({ store, clock, fleet }),
      ...createDeviceImport({ store, clock, fleet }),
      ...createAuditAnswers({ store, tree }),
    }),
    access: { whyNotAsk: (actor, kind) => whyNotAsk(actor, kind, tree().root?.unit.unitId), isAudited },
    audit: store.audit,
    clock,
    log,
  });
  return {
    cache,
    fleet,
    ingest,
    joining,
    rollover,
    announcements,
    dispatch,
    local: () => {
      const unitId = tree().root?.unit.unitId ?? '';
      return { userId: 'local', name: 'local', role: 'admin', unitId, isLocal: true };
    },
    actorOf: (cn) => {
      const identity = cache.identityOf(cn);
      if (identity?.kind !== 'user') return null;
      return { userId: cn, name: cn, role: identity.role, unitId: identity.unitId };
    },
    close: async () => {
      await ingest.close();
      await fleet.stop();
    },
  };
}

/** Joining and the live picture know each other: what the one tells reaches the other once both are there. */
function createLateListener(): EnrolListener & {
  readonly connect: (fleet: Pick<Fleet, 'listener'>, ingest: Pick<Ingest, 'forget'>) => void;
} {
  let follower: EnrolListener | undefined;
  return {
    connect: ({ listener }, ingest) => {
      const onEnrolled: EnrolListener['onEnrolled'] = (enrolled) => {
        const { takesBoot, deviceId } = enrolled;
        if (takesBoot !== undefined) ingest.forget(takesBoot.boot, [takesBoot.deviceId, deviceId]);
        listener.onEnrolled(enrolled);
      };
      follower = { ...listener, onEnrolled };
    },
    onJoined: (joined) => follower?.onJoined(joined),
    onEnrolled: (enrolled) => follower?.onEnrolled(enrolled),
    onLeft: (...left) => follower?.onLeft(...left),
    note: (...line) => follower?.note(...line),
    setCondition: (...condition) => follower?.setCondition(...condition),
    clearCondition: (...condition) => follower?.clearCondition(...condition),
  };
}

function trafficOf(network: Network, ingest: Ingest): Traffic {
  const { reportsStored, duplicates, quarantined } = ingest.counters();
  return {
    connected: network.connectedCount(),
    reportsStored,
    duplicates,
    quarantined,
    refused: network.counters(),
  };
}

/** A full disk or a damaged database is an operator's error, not a bug. */
function withStoreErrors(handlers: Handlers): Handlers {
  const guarded = Object.entries(handlers).map(([kind, handler]) => {
    const answer = handler as Handler<QueryKind>;
    const guard: Handler<QueryKind> = async (params, actor) => {
      try {
        return await answer(params, actor);
      } catch (cause) {
        const error = storeError(cause, 'schooldrum.db');
        if (error === null) throw cause;
        return err(error);
      }
    };
    return [kind, guard];
  });
  // The same kinds with the same types, which Object.entries forgets.
  return Object.fromEntries(guarded) as Handlers;
}
