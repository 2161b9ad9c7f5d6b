import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { userRoles } from '../../../shared/domain/device.ts';
import type { RegistryStore, UserRecord } from '../registry-port.ts';
import type { Certificates } from './certificates.ts';
import { inTransaction } from './database.ts';

const userRow = z
  .object({
    user_id: z.string(),
    name: z.string(),
    role: z.enum(userRoles),
    unit_id: z.string(),
    created_at: z.number(),
    revoked_at: z.number().nullable(),
  })
  .transform(
    (row): UserRecord => ({
      userId: row.user_id,
      name: row.name,
      role: row.role,
      unitId: row.unit_id,
      createdAt: row.created_at,
      revokedAt: row.revoked_at,
    }),
  );

/** People and their certificates. */
export function createUsers(
  database: DatabaseSync,
  certificates: Certificates,
): Pick<RegistryStore, 'addUser' | 'users' | 'revokeUser'> {
  const columns = 'user_id, name, role, unit_id, created_at, revoked_at';
  const insert = database.prepare(`INSERT INTO user (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
  const all = database.prepare(`SELECT ${columns} FROM user ORDER BY created_at, user_id`);
  const revoke = database.prepare('UPDATE user SET revoked_at = coalesce(revoked_at, ?) WHERE user_id = ?');
  return {
    addUser: (user, certificate) =>
      Promise.try(() =>
        inTransaction(database, () => {
          insert.run(user.userId, user.name, user.role, user.unitId, user.createdAt, user.revokedAt);
          certificates.insert(certificate);
        }),
      ),
    users: () => Promise.try(() => all.all().map((row) => userRow.parse(row))),
    revokeUser: (userId, at) =>
      Promise.try(() =>
        inTransaction(database, () => {
          const isKnown = revoke.run(at, userId).changes > 0;
          certificates.revoke(userId, at);
          return isKnown;
        }),
      ),
  };
}
