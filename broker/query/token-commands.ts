import type { Address } from '../../shared/contract/scalars.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { issueToken } from '../enrol/tokens.ts';
import type { TokenRecord } from '../store/registry-port.ts';
import type { RoomStore } from '../store/room-port.ts';
import type { CommandDeps } from './command-deps.ts';
import type { Actor, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { isSchoolWithin, outside, schoolWithin } from './within.ts';

/** Join tokens of schools within the actor's unit. */
export function tokenCommands(
  { store, tree, authority, clock }: CommandDeps,
  addresses: () => readonly Address[],
): Pick<Handlers, 'tokenCreate' | 'tokenList' | 'tokenRevoke'> {
  return {
    tokenCreate: async (params, actor) => {
      const school = schoolWithin(tree(), actor, params.schoolCode);
      if (!school.ok) return school;
      const place = { addresses: addresses(), caSha256: authority.caSha256 };
      const issued = issueToken({ ...params, room: roomOf(params) }, place, clock.now());
      if (!issued.ok) return issued;
      const { record, token } = issued.value;
      await store.saveToken(record);
      await noteSeats(store, record, actor);
      const { id, uses, expiresAt } = record;
      return ok([{ id, token, uses, expiresAt, schoolName: school.value.name }]);
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

function roomOf({ room }: { readonly room?: string | undefined }): string | undefined {
  const trimmed = room?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}

/** Seats that a token names are the room's from now on: missing ones are told from them. */
async function noteSeats(
  store: RoomStore,
  { schoolCode, room, seats, createdAt }: TokenRecord,
  actor: Actor,
): Promise<void> {
  if (room === null || seats === null) return;
  const before = await store.room(schoolCode, room);
  if (before?.seats === seats) return;
  const { kind, siteCode } = before ?? { kind: null, siteCode: null };
  await store.saveRoom({ schoolCode, room, siteCode, validFrom: createdAt, kind, seats }, actor.userId);
}
