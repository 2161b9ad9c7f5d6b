import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { AuditEntry, RegistryStore } from '../registry-port.ts';

const auditRow = z
  .object({
    at: z.number(),
    actor: z.string(),
    action: z.string(),
    subject: z.string().nullable(),
    detail: z.string().nullable(),
  })
  .transform(
    ({ subject, detail, ...row }): AuditEntry => ({
      ...row,
      ...(subject === null ? {} : { subject }),
      ...(detail === null ? {} : { detail }),
    }),
  );

/** The append-only audit log; `write` runs inside the caller's transaction. */
export function createAudit(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = database.prepare(
    'SELECT at, actor, action, subject, detail FROM audit ORDER BY id DESC LIMIT ?',
  );
  const write = (entry: AuditEntry): void => {
    insert.run(entry.at, entry.actor, entry.action, entry.subject ?? null, entry.detail ?? null);
  };
  const port: Pick<RegistryStore, 'audit' | 'auditLog'> = {
    audit: (entry) => Promise.try(() => write(entry)),
    auditLog: (limit) => Promise.try(() => newest.all(limit).map((row) => auditRow.parse(row))),
  };
  return { port, write };
}
