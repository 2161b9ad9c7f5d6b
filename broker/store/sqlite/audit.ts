import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { AuditEntry, RegistryStore } from '../registry-port.ts';

const auditRow = z
  .object({
    id: z.number(),
    at: z.number(),
    actor: z.string(),
    action: z.string(),
    subject: z.string().nullable(),
    detail: z.string().nullable(),
  })
  .transform(({ subject, detail, ...row }): AuditEntry & { readonly id: number } => ({
    ...row,
    ...(subject === null ? {} : { subject }),
    ...(detail === null ? {} : { detail }),
  }));

/** The append-only audit log; `write` runs inside the caller's transaction. */
export function createAudit(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = database.prepare(
    'SELECT id, at, actor, action, subject, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?',
  );
  const write = (entry: AuditEntry): void => {
    insert.run(entry.at, entry.actor, entry.action, entry.subject ?? null, entry.detail ?? null);
  };
  const port: Pick<RegistryStore, 'audit' | 'auditLog'> = {
    audit: (entry) => Promise.try(() => write(entry)),
    auditLog: ({ beforeId, limit }) =>
      Promise.try(() =>
        newest.all(beforeId ?? Number.MAX_SAFE_INTEGER, limit).map((row) => auditRow.parse(row)),
      ),
  };
  return { port, write };
}
