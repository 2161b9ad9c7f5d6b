import type { Address } from '../../shared/contract/scalars.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { issueToken } from '../enrol/tokens.ts';
import type { CommandDeps } from './commands.ts';
import type { Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { isSchoolWithin, outside, schoolWithin } from './within.ts';

/** Join tokens of schools within the actor's unit. */
export function tokenCommands(
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
