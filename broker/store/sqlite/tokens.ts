import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { roles } from '../../../shared/domain/device.ts';
import type { RegistryStore, TokenRecord } from '../registry-port.ts';

const tokenRow = z
  .object({
    id: z.string(),
    secret_hash: z.string(),
    school_code: z.string(),
    room: z.string().nullable(),
    role: z.enum(roles).nullable(),
    uses: z.number(),
    uses_left: z.number(),
    seats: z.number().nullable(),
    expires_at: z.number(),
    created_at: z.number(),
    revoked_at: z.number().nullable(),
  })
  .transform(
    (row): TokenRecord => ({
      id: row.id,
      secretHash: row.secret_hash,
      schoolCode: row.school_code,
      room: row.room,
      role: row.role,
      uses: row.uses,
      usesLeft: row.uses_left,
      seats: row.seats,
      expiresAt: row.expires_at,
      createdAt: row.created_at,
      revokedAt: row.revoked_at,
    }),
  );

const columns =
  'id, secret_hash, school_code, room, role, uses, uses_left, seats, expires_at, created_at, revoked_at';

/** Join tokens; `takeUse` runs inside the caller's transaction. */
export function createTokens(database: DatabaseSync) {
  const insert = database.prepare(`INSERT INTO token (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const byId = database.prepare(`SELECT ${columns} FROM token WHERE id = ?`);
  const all = database.prepare(`SELECT ${columns} FROM token ORDER BY created_at DESC, id`);
  const take = database.prepare('UPDATE token SET uses_left = uses_left - 1 WHERE id = ? AND uses_left > 0');
  const revoke = database.prepare('UPDATE token SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?');
  const one = (id: string): TokenRecord | null => {
    const row = byId.get(id);
    return row === undefined ? null : tokenRow.parse(row);
  };
  const port: Pick<RegistryStore, 'saveToken' | 'token' | 'tokens' | 'revokeToken'> = {
    saveToken: (token) =>
      Promise.try(() => {
        const { id, secretHash, schoolCode, room, role, uses, usesLeft, seats } = token;
        const { expiresAt, createdAt, revokedAt } = token;
        const scope = [schoolCode, room, role, uses, usesLeft, seats];
        insert.run(id, secretHash, ...scope, expiresAt, createdAt, revokedAt);
      }),
    token: (id) => Promise.try(() => one(id)),
    tokens: () => Promise.try(() => all.all().map((row) => tokenRow.parse(row))),
    revokeToken: (id, at) => Promise.try(() => revoke.run(at, id).changes > 0),
  };
  return {
    port,
    /** Why the token admits nobody now, or null after taking one use. */
    takeUse: (id: string, at: number): 'spent' | 'expired' | 'revoked' | null => {
      const token = one(id);
      if (token === null || token.revokedAt !== null) return 'revoked';
      if (token.expiresAt <= at) return 'expired';
      return take.run(id).changes > 0 ? null : 'spent';
    },
  };
}
