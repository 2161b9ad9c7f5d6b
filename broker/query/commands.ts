import { randomBytes } from 'node:crypto';
import type { Address } from '../../shared/contract/scalars.ts';
import type { DeviceRow, Unit } from '../../shared/contract/view.ts';
import { commonName, commonNameBytes } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Authority } from '../enrol/authority.ts';
import type { RegistryCache } from '../enrol/registry-cache.ts';
import { issueToken } from '../enrol/tokens.ts';
import { isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import { importRoster } from '../roster/import-roster.ts';
import type { OrgStore } from '../store/org-port.ts';
import type { Assignment, RegistryStore, UserRecord } from '../store/registry-port.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';

export type CommandKind =
  | 'tokenCreate'
  | 'tokenList'
  | 'tokenRevoke'
  | 'rosterImport'
  | 'userAdd'
  | 'userList'
  | 'userRevoke'
  | 'deviceSet'
  | 'deviceRevoke';

export type CommandDeps = {
  readonly store: RegistryStore & OrgStore;
  readonly tree: () => UnitTree;
  readonly cache: RegistryCache;
  readonly authority: Authority;
  readonly clock: Clock;
  /** The live picture follows at once. */
  readonly fleet: {
    readonly orgChanged: () => Promise<void>;
    readonly assignmentChanged: (deviceId: string) => Promise<void>;
    readonly ensureViews: (unitId: string) => Promise<void>;
    readonly deviceRow: (deviceId: string) => DeviceRow | null;
  };
  /** Ends the connections of a common name. */
  readonly disconnect: (cn: string) => void;
};

/** Commands that change the registry or the roster, and the lists that belong to them. Each stays within the actor's unit. */
export function createCommands(
  deps: CommandDeps,
  config: { readonly addresses: readonly Address[] },
): Pick<Handlers, CommandKind> {
  return {
    ...tokenCommands(deps, config),
    ...userCommands(deps, config),
    ...deviceCommands(deps),
    rosterImport: rosterCommand(deps),
  };
}

function tokenCommands(
  { store, tree, authority, clock }: CommandDeps,
  { addresses }: { readonly addresses: readonly Address[] },
): Pick<Handlers, 'tokenCreate' | 'tokenList' | 'tokenRevoke'> {
  return {
    tokenCreate: async (params, actor) => {
      const school = schoolWithin(tree(), actor, params.schoolCode);
      if (!school.ok) return school;
      const issued = issueToken(params, { addresses, caSha256: authority.caSha256 }, clock.now());
      if (!issued.ok) return issued;
      const { record, token } = issued.value;
      await store.saveToken(record);
      return ok([{ id: record.id, token, expiresAt: record.expiresAt }]);
    },
    tokenList: async (_params, actor) => {
      const mine = (await store.tokens()).filter((token) => isSchoolWithin(tree(), actor, token.schoolCode));
      const rows = mine.map(({ secretHash: _secretHash, revokedAt, ...token }) => ({
        ...token,
        isRevoked: revokedAt !== null,
      }));
      return ok(pagesOf({ tokens: rows }));
    },
    tokenRevoke: async ({ id }, actor) => {
      const token = await store.token(id);
      if (token === null) return err(appError('SD-TOKEN-UNKNOWN', { id }));
      if (!isSchoolWithin(tree(), actor, token.schoolCode)) return outside(id);
      await store.revokeToken(id, clock.now());
      return ok([{ id }]);
    },
  };
}

function userCommands(
  { store, tree, cache, authority, clock, fleet, disconnect }: CommandDeps,
  { addresses }: { readonly addresses: readonly Address[] },
): Pick<Handlers, 'userAdd' | 'userList' | 'userRevoke'> {
  return {
    userAdd: async (params, actor) => {
      const unit = grantedUnit(tree(), actor, params);
      if (!unit.ok) return unit;
      const key = await authority.readRequest(params.csr);
      if (!key.ok) return key;
      if ((await store.certificatesOfKey(key.value.keyId)).length > 0) {
        return err(appError('SD-CSR-INVALID'));
      }
      const userId = commonName('user', randomBytes(commonNameBytes));
      const certificate = await authority.certify(key.value, userId);
      const { name, role } = params;
      const user: UserRecord = {
        userId,
        name: name.trim(),
        role,
        unitId: unit.value.unitId,
        createdAt: clock.now(),
        revokedAt: null,
      };
      await store.addUser(user, certificate);
      cache.addUser(user, certificate);
      await fleet.ensureViews(user.unitId);
      return ok([{ userId, certificate: certificate.pem, ca: authority.caPem, addresses: [...addresses] }]);
    },
    userList: async (_params, actor) => {
      const mine = (await store.users()).filter((user) => isInSubtree(tree(), actor.unitId, user.unitId));
      const rows = mine.map(({ revokedAt, ...user }) => ({ ...user, isRevoked: revokedAt !== null }));
      return ok(pagesOf({ users: rows }));
    },
    userRevoke: async ({ userId }, actor) => {
      const user = (await store.users()).find((one) => one.userId === userId);
      if (user === undefined) return err(appError('SD-USER-UNKNOWN', { id: userId }));
      if (!isInSubtree(tree(), actor.unitId, user.unitId)) return outside(userId);
      await store.revokeUser(userId, clock.now());
      cache.revoke(userId);
      disconnect(userId);
      await fleet.orgChanged();
      return ok([{ userId }]);
    },
  };
}

function deviceCommands(deps: CommandDeps): Pick<Handlers, 'deviceSet' | 'deviceRevoke'> {
  const { store, cache, clock, fleet, disconnect } = deps;
  return {
    deviceSet: async (params, actor) => {
      const assignment = await assignmentWithin(deps, actor, params.deviceId);
      if (!assignment.ok) return assignment;
      const next = reassigned(assignment.value, params, clock.now());
      if (next !== null) {
        await store.assign(next, actor.userId);
        await fleet.assignmentChanged(params.deviceId);
      }
      const device = fleet.deviceRow(params.deviceId);
      return device === null ? err(appError('SD-DEVICE-UNKNOWN', { id: params.deviceId })) : ok([{ device }]);
    },
    deviceRevoke: async ({ deviceId }, actor) => {
      const assignment = await assignmentWithin(deps, actor, deviceId);
      if (!assignment.ok) return assignment;
      await store.revokeCertificates(deviceId, clock.now());
      cache.revoke(deviceId);
      disconnect(deviceId);
      return ok([{ deviceId }]);
    },
  };
}

/** One import at a time: each compares the file with what the one before it wrote. */
function rosterCommand({ store, tree, clock, fleet }: CommandDeps): Handler<'rosterImport'> {
  let last: Promise<unknown> = Promise.resolve();
  const run: Handler<'rosterImport'> = async ({ csv, strict }, actor) => {
    if (actor.unitId !== tree().root?.unit.unitId) return outside('roster');
    const done = await importRoster(store, csv, { strict, at: clock.now(), actor: actor.userId });
    if (done.isWritten) await fleet.orgChanged();
    return ok(pagesOf({ problems: done.problems }).map(({ problems }) => ({ ...done, problems })));
  };
  return (params, actor) => {
    const done = last.then(() => run(params, actor));
    last = done.catch(() => undefined);
    return done;
  };
}

type DeviceSetting = Parameters<Handler<'deviceSet'>>[0];

/** The machine's next assignment, or null when nothing changes. An empty room or seat clears it. */
function reassigned(now: Assignment, wish: DeviceSetting, validFrom: number): Assignment | null {
  const next: Assignment = {
    ...now,
    validFrom,
    role: wish.role ?? now.role,
    state: wish.state ?? now.state,
    room: placeOf(wish.room, now.room),
    seat: placeOf(wish.seat, now.seat),
  };
  const isSame =
    next.role === now.role && next.state === now.state && next.room === now.room && next.seat === now.seat;
  return isSame ? null : next;
}

function placeOf(wish: string | undefined, now: string | null): string | null {
  if (wish === undefined) return now;
  const trimmed = wish.trim();
  return trimmed === '' ? null : trimmed;
}

async function assignmentWithin(
  { store, tree }: CommandDeps,
  actor: Actor,
  deviceId: string,
): Promise<Result<Assignment, AppError>> {
  const assignment = await store.assignment(deviceId);
  if (assignment === null) return err(appError('SD-DEVICE-UNKNOWN', { id: deviceId }));
  return isSchoolWithin(tree(), actor, assignment.schoolCode) ? ok(assignment) : outside(deviceId);
}

/** The unit a new user is granted: as named, else the actor's own. A school officer's is one school. */
function grantedUnit(
  tree: UnitTree,
  actor: Actor,
  wish: Pick<Parameters<Handler<'userAdd'>>[0], 'role' | 'unitId' | 'schoolCode'>,
): Result<Unit, AppError> {
  if (wish.schoolCode !== undefined) return schoolWithin(tree, actor, wish.schoolCode);
  const unitId = wish.unitId ?? actor.unitId;
  const unit = tree.nodes.get(unitId)?.unit;
  if (unit === undefined) return err(appError('SD-UNIT-UNKNOWN', { unit: unitId }));
  if (!isInSubtree(tree, actor.unitId, unitId)) return outside(unitId);
  const isTooWide = wish.role === 'school-officer' && unit.kind !== 'school';
  return isTooWide ? err(appError('SD-USER-SCHOOL-NEEDED')) : ok(unit);
}

function schoolWithin(tree: UnitTree, actor: Actor, schoolCode: string): Result<Unit, AppError> {
  const school = tree.schools.get(schoolCode)?.unit;
  if (school === undefined) return err(appError('SD-SCHOOL-UNKNOWN', { school: schoolCode }));
  return isInSubtree(tree, actor.unitId, school.unitId) ? ok(school) : outside(schoolCode);
}

/** A school that left the roster belongs to whoever is over everything. */
function isSchoolWithin(tree: UnitTree, actor: Actor, schoolCode: string): boolean {
  const node = tree.schools.get(schoolCode) ?? tree.root;
  return node !== null && isInSubtree(tree, actor.unitId, node.unit.unitId);
}

function outside(what: string): Result<never, AppError> {
  return err(appError('SD-OUTSIDE-UNIT', { what }));
}
