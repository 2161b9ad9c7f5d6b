import { randomBytes } from 'node:crypto';
import type { Address } from '../../shared/contract/scalars.ts';
import type { Unit } from '../../shared/contract/view.ts';
import { commonName, commonNameBytes } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import type { CertificateRecord, UserRecord } from '../store/registry-port.ts';
import type { CommandDeps } from './command-deps.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { outside, schoolWithin } from './within.ts';

/** Users whose grant lies within the actor's unit. */
export function userCommands(
  deps: CommandDeps,
  addresses: () => readonly Address[],
): Pick<Handlers, 'userAdd' | 'userList' | 'userRevoke' | 'profileRenew'> {
  const { store, tree, cache, authority, clock, fleet, disconnect, turn } = deps;
  return {
    profileRenew: async (_params, actor) => {
      const renewed = await turn(() => renewUser(deps, actor.userId));
      if (!renewed.ok) return renewed;
      const { pem } = renewed.value;
      return ok([{ certificate: pem, ca: authority.trustedCaPem, addresses: [...addresses()] }]);
    },
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
      const ca = authority.trustedCaPem;
      return ok([{ userId, certificate: certificate.pem, ca, addresses: [...addresses()] }]);
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
      await turn(async () => {
        await store.revokeUser(userId, clock.now());
        cache.revoke(userId);
      });
      disconnect(userId);
      await fleet.orgChanged();
      return ok([{ userId }]);
    },
  };
}

/** A certificate counts as new for so long: whoever asks again is given the same. */
const freshMs = 340 * 86_400_000;

/** The user's newest certificate, or one more over the same key: the one before stays valid until its end. */
async function renewUser(
  { store, cache, authority, clock }: CommandDeps,
  userId: string,
): Promise<Result<CertificateRecord, AppError>> {
  const user = (await store.users()).find((one) => one.userId === userId);
  const newest = (await store.certificatesOf(userId)).find(
    ({ revokedAt, caSha256 }) => revokedAt === null && authority.trusts(caSha256),
  );
  if (user === undefined || newest === undefined) return err(appError('SD-USER-UNKNOWN', { id: userId }));
  const isFresh = newest.expiresAt - clock.now() > freshMs;
  if (isFresh && newest.caSha256 === authority.issuerSha256) return ok(newest);
  const read = await authority.readCertificate(newest.pem);
  if (read === null) return err(appError('SD-USER-UNKNOWN', { id: userId }));
  const certificate = await authority.certify(read.key, userId);
  await store.addCertificate(certificate);
  cache.addUser(user, certificate);
  return ok(certificate);
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
