import type { QueryKind } from '../shared/contract/query.ts';
import { shippedChassisForms } from '../shared/data/chassis.ts';
import { shippedJudgementTables } from '../shared/data/judgement.ts';
import { shippedNormPacks } from '../shared/data/norms.ts';
import { createSchoolCalendar, type SchoolCalendar } from '../shared/domain/calendar.ts';
import { sumUnlessBlank } from '../shared/domain/ratio.ts';
import { err } from '../shared/domain/result.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Log } from '../shared/runtime/log.ts';
import { probingOf } from './config.ts';
import type { Announcements } from './enrol/announcements.ts';
import type { EnrolListener } from './enrol/enrol-events.ts';
import { createJoining } from './enrol/join.ts';
import type { Joining, JoiningDeps } from './enrol/joining.ts';
import type { RegistryCache } from './enrol/registry-cache.ts';
import type { Rollover } from './enrol/rollover.ts';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import type { FleetDeps } from './fleet/fleet-state.ts';
import type { Publish } from './fleet/publish-queue.ts';
import { schoolNameOf } from './fleet/school-row.ts';
import type { Rules } from './fleet/standing.ts';
import { type Ingest, openIngest } from './ingest/ingest.ts';
import type { Installation } from './installation.ts';
import { type Membership, openMembership } from './membership.ts';
import { createDigests, type Digests } from './notify/digests.ts';
import { createAnswers, type Traffic } from './query/answers.ts';
import { createAuditAnswers } from './query/audit-answers.ts';
import { createCommands } from './query/commands.ts';
import { createDeviceImport } from './query/device-import.ts';
import { createDigestAnswers } from './query/digest-answers.ts';
import { createDispatch, type Dispatch } from './query/dispatch.ts';
import { createFindingAnswers } from './query/finding-answers.ts';
import type { Actor, Handler, Handlers } from './query/handler.ts';
import { createIdentityCommands } from './query/identity-commands.ts';
import { createLicenceCommands } from './query/licence-commands.ts';
import { createLineAnswers } from './query/line-answers.ts';
import type { LineQueryDeps } from './query/line-deps.ts';
import { createOutageAnswers } from './query/outage-answers.ts';
import { createProbeAnswers } from './query/probe-answers.ts';
import { createProposalCommands } from './query/proposal-commands.ts';
import { createQuarantineAnswers } from './query/quarantine-answers.ts';
import { createReviewCommands } from './query/review-commands.ts';
import { createRoomCommands } from './query/room-commands.ts';
import { installationCalendar } from './register/read-registers.ts';
import { createRegisterCommands } from './register/register-commands.ts';
import { createSnapshotCommands } from './snapshot/snapshot-commands.ts';
import { storeError } from './store/store-error.ts';
import { isAudited, whyNotAsk } from './transport/access.ts';
import { openUpkeep, type Upkeep } from './upkeep.ts';

/** What the network side gives to the core; a command without a running broker has none of it. */
export type Network = {
  readonly publish: Publish;
  readonly disconnect: (cn: string) => void;
  /** The authority has changed: new connections are held to it. */
  readonly credentialsChanged: () => void;
  readonly connectedCount: () => number;
  readonly counters: () => Readonly<Record<string, number>>;
};

/** Data that is used instead of what is shipped. */
export type CoreRules = {
  readonly calendar?: SchoolCalendar | undefined;
  readonly networks?: FleetDeps['networks'];
};

type CoreDeps = CoreRules & {
  readonly clock: Clock;
  readonly log: Log;
  readonly network: Network;
  /** The measuring process beside the broker; null while none runs. */
  readonly measuring?: FleetDeps['measuring'];
  /** Of the mail server, where the environment tells it. */
  readonly smtpPassword?: string | undefined;
};

/** The broker without its network: what it knows, takes in and answers. */
export type Core = {
  readonly cache: RegistryCache;
  readonly fleet: Fleet;
  readonly ingest: Ingest;
  readonly joining: Joining;
  readonly rollover: Rollover;
  readonly announcements: Announcements;
  readonly digests: Digests;
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
export async function openCore(deps: CoreDeps, installation: Installation): Promise<Core> {
  const { store, authority } = installation;
  const { clock, log, network } = deps;
  const isLive = (deviceId: string): boolean => fleet.isLive(deviceId);
  const membership = await openMembership({ clock, log, isLive }, installation);
  const { cache, book, listener } = membership;
  const rules = rulesWith(deps.calendar ?? createSchoolCalendar(await installationCalendar(store)));
  const shipped = { rules, chassisForms: shippedChassisForms() };
  const { publish, disconnect } = network;
  const measuring = deps.measuring === undefined ? {} : { measuring: deps.measuring };
  const { networks } = deps;
  const probing = probingOf(installation.settings);
  const fleet: Fleet = createFleet({
    ...{ ...membership, ...shipped, store, clock, log, publish, networks, probing },
    ...measuring,
  });
  await fleet.load();
  const ingest = await openIngest({
    store,
    clock,
    log,
    compare: book.compare,
    claims: fleet.claims,
    onStored: fleet.applyReports,
    onBirth: fleet.applyBirth,
    onDeath: fleet.applyDeath,
  });
  membership.follow(followerOf(fleet, ingest));
  const upkeep = await openUpkeep({ clock, network, fleet, log }, installation);
  const { announcements, rollover } = upkeep;
  const school = (code: string) => declaredSchool(fleet, code);
  const { machinesOf } = fleet;
  const joining = createJoining(
    { ...membership, store, authority, clock, log, listener, school, machinesOf, isLive, disconnect },
    {
      get addresses() {
        return announcements.addresses();
      },
    },
  );
  const { tree } = fleet.picture;
  const told = toldHandlers({ fleet, store, clock, rules });
  const { smtpPassword } = deps;
  const digests = createDigests(
    { store, clock, log, fleet, rules, smtpPassword, answers: told },
    installation.settings,
  );
  const dispatch = createDispatch({
    handlers: withStoreErrors(
      handlersOf(deps, installation, { ...membership, fleet, ingest, upkeep, rules, told, digests }),
    ),
    access: { whyNotAsk: (actor, kind) => whyNotAsk(actor, kind, tree().root?.unit.unitId), isAudited },
    audit: store.audit,
    clock,
    log,
  });
  return {
    ...{ cache, fleet, ingest, joining, rollover, announcements, digests, dispatch },
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

function rulesWith(calendar: SchoolCalendar): Rules {
  const [pack] = shippedNormPacks();
  return { calendar, pack, tables: shippedJudgementTables() };
}

/** What is told of identities: a boot that moved is found under its new id before anything of it arrives there. */
function followerOf({ listener }: Fleet, ingest: Ingest): EnrolListener {
  return {
    ...listener,
    onEnrolled: (enrolled) => {
      const { takesBoot, deviceId } = enrolled;
      if (takesBoot !== undefined) ingest.forget(takesBoot.boot, [takesBoot.deviceId, deviceId]);
      listener.onEnrolled(enrolled);
    },
  };
}

/** Answers that the daily digest is made of too. */
function toldHandlers(deps: LineQueryDeps) {
  return { ...createFindingAnswers(deps), ...createLineAnswers(deps), ...createOutageAnswers(deps) };
}

/** Everything that can be asked. */
function handlersOf(
  { clock, network }: CoreDeps,
  { store, authority, settings }: Installation,
  parts: Pick<Core, 'cache' | 'fleet' | 'ingest' | 'digests'> &
    Pick<Membership, 'turn'> & {
      readonly upkeep: Upkeep;
      readonly rules: Rules;
      readonly told: ReturnType<typeof toldHandlers>;
    },
): Handlers {
  const { cache, fleet, ingest, digests, turn, upkeep, rules, told } = parts;
  const { tree } = fleet.picture;
  const { disconnect } = network;
  const traffic = (): Traffic => trafficOf(network, ingest);
  const commandDeps = { store, tree, cache, authority, turn, clock, fleet, disconnect };
  return {
    ...createAnswers({ fleet, store, clock, rules, traffic }),
    ...told,
    ...createLicenceCommands({ fleet, store, clock, rules }),
    ...createReviewCommands({ fleet, store, clock, rules }),
    ...createProbeAnswers({ fleet, store, clock, rules }),
    ...createDigestAnswers({ fleet, store, clock, digests, settings }),
    ...createCommands(commandDeps, upkeep.announcements.addresses),
    ...createIdentityCommands(commandDeps),
    ...createProposalCommands(commandDeps),
    ...upkeep.handlers,
    ...createQuarantineAnswers({ store, ingest, fleet }),
    ...createRoomCommands({ store, clock, fleet }),
    ...createDeviceImport({ store, clock, fleet }),
    ...createAuditAnswers({ store, tree }),
    ...createRegisterCommands({ store, clock, fleet }),
    ...createSnapshotCommands({ store, clock, fleet, rules }),
  };
}

/** A school as the door needs it: its name, and the machines that the roster declares, where every row does. */
function declaredSchool({ picture }: Fleet, schoolCode: string): ReturnType<JoiningDeps['school']> {
  const node = picture.tree().schools.get(schoolCode);
  if (node === undefined) return null;
  const declaredStudentPcs = sumUnlessBlank(node.rows.map((row) => row.declaredStudentPcs));
  return { name: schoolNameOf(node), declaredStudentPcs };
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
