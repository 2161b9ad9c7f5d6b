import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { CertificateHolder, CertificateRecord, RegistryStore } from '../registry-port.ts';

const certificateRow = z
  .object({
    sha256: z.string(),
    cn: z.string(),
    key_id: z.string(),
    pem: z.string(),
    issued_at: z.number(),
    expires_at: z.number(),
    ca_sha256: z.string(),
    revoked_at: z.number().nullable(),
  })
  .transform(
    (row): CertificateRecord => ({
      sha256: row.sha256,
      cn: row.cn,
      keyId: row.key_id,
      pem: row.pem,
      issuedAt: row.issued_at,
      expiresAt: row.expires_at,
      caSha256: row.ca_sha256,
      revokedAt: row.revoked_at,
    }),
  );

const holderRow = z.object({ cn: z.string(), ca_sha256: z.string(), used_at: z.number().nullable() });

/** Who holds certificates, with the authorities they were used of. */
function holdersOf(rows: readonly z.output<typeof holderRow>[]): CertificateHolder[] {
  const holders = new Map<string, { caSha256: string; usedAt: number }[]>();
  for (const { cn, ca_sha256: caSha256, used_at: usedAt } of rows) {
    const uses = holders.get(cn) ?? [];
    if (usedAt !== null) uses.push({ caSha256, usedAt });
    holders.set(cn, uses);
  }
  return [...holders].map(([cn, uses]) => ({ cn, uses }));
}

/** Certificates by fingerprint, owner and key. `insert`, `revoke` and `forgetOldest` run inside the caller's transaction. */
export function createCertificates(database: DatabaseSync) {
  const columns = 'sha256, cn, key_id, pem, issued_at, expires_at, ca_sha256, revoked_at';
  const insertOne = database.prepare(`INSERT INTO certificate (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const all = database.prepare(`SELECT ${columns} FROM certificate ORDER BY issued_at, sha256`);
  const byKey = database.prepare(
    `SELECT ${columns} FROM certificate WHERE key_id = ? ORDER BY issued_at DESC, sha256`,
  );
  const byCn = database.prepare(
    `SELECT ${columns} FROM certificate WHERE cn = ? ORDER BY issued_at DESC, sha256`,
  );
  const use = database.prepare('UPDATE certificate SET used_at = ? WHERE sha256 = ?');
  const holders = database.prepare(
    `SELECT cn, ca_sha256, max(used_at) AS used_at FROM certificate
     WHERE revoked_at IS NULL AND expires_at > ? GROUP BY cn, ca_sha256 ORDER BY cn`,
  );
  const revokeByCn = database.prepare(
    'UPDATE certificate SET revoked_at = ? WHERE cn = ? AND revoked_at IS NULL',
  );
  const forget = database.prepare(
    `DELETE FROM certificate WHERE sha256 IN
       (SELECT sha256 FROM certificate WHERE cn = ? AND revoked_at IS NULL AND key_id NOT IN (SELECT key_id FROM shared_key)
        ORDER BY issued_at DESC, sha256 LIMIT -1 OFFSET ?) RETURNING sha256`,
  );
  const ofKey = (keyId: string): CertificateRecord[] =>
    byKey.all(keyId).map((row) => certificateRow.parse(row));
  const revoke = (cn: string, at: number): number => Number(revokeByCn.run(at, cn).changes);
  const insert = (one: CertificateRecord): void => {
    const { sha256, cn, keyId, pem, issuedAt, expiresAt, caSha256, revokedAt } = one;
    insertOne.run(sha256, cn, keyId, pem, issuedAt, expiresAt, caSha256, revokedAt);
  };
  const port: Pick<
    RegistryStore,
    | 'certificates'
    | 'certificatesOfKey'
    | 'certificatesOf'
    | 'addCertificate'
    | 'noteCertificateUse'
    | 'certificateHolders'
    | 'revokeCertificates'
  > = {
    certificates: () => Promise.try(() => all.all().map((row) => certificateRow.parse(row))),
    certificatesOfKey: (keyId) => Promise.try(() => ofKey(keyId)),
    certificatesOf: (cn) => Promise.try(() => byCn.all(cn).map((row) => certificateRow.parse(row))),
    addCertificate: (one) => Promise.try(() => insert(one)),
    noteCertificateUse: (sha256, at) => Promise.try(() => void use.run(at, sha256)),
    certificateHolders: (now) =>
      Promise.try(() => holdersOf(holders.all(now).map((row) => holderRow.parse(row)))),
    revokeCertificates: (cn, at) => Promise.try(() => revoke(cn, at)),
  };
  /** Forgets the oldest live certificates of a name above `kept`, those over common keys excepted; gives their hashes. */
  const forgetOldest = (cn: string, kept: number): readonly string[] =>
    forget.all(cn, kept).map((row) => String(row.sha256));
  return { port, ofKey, revoke, insert, forgetOldest };
}
export type Certificates = ReturnType<typeof createCertificates>;
