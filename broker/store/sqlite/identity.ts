import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { fingerprintParts } from '../../../shared/domain/fingerprint.ts';
import { type Enrolment, type IdentityStore, maxLiveCertificates } from '../identity-port.ts';
import type { createAssignments } from './assignments.ts';
import type { createAudit } from './audit.ts';
import type { Certificates } from './certificates.ts';
import { createConditions } from './conditions.ts';
import { inTransaction } from './database.ts';
import type { Devices } from './devices.ts';
import { createProposals } from './proposals.ts';

/** The parts of the registry that an enrolment writes. */
type Tables = {
  readonly devices: Devices;
  readonly certificates: Certificates;
  readonly assignments: ReturnType<typeof createAssignments>;
  readonly audit: ReturnType<typeof createAudit>;
};

/** Caps look back a day; what is older only tells the story. */
const actsKeptMs = 30 * 86_400_000;

/** Identity over SQLite: enrolments, acts, shared keys, learned placeholders, conditions, proposals. */
export function createIdentity(database: DatabaseSync, tables: Tables): IdentityStore {
  const { devices } = tables;
  const moveBoot = createBootMover(database);
  const addAct = database.prepare(
    'INSERT INTO identity_act (at, kind, device_id, key_id) VALUES (?, ?, ?, ?)',
  );
  const pruneActs = database.prepare('DELETE FROM identity_act WHERE device_id = ? AND kind = ? AND at < ?');

  const enrol = (enrolment: Enrolment): readonly string[] => {
    const { certificate, takesBoot, act } = enrolment;
    const { cn } = certificate;
    if (enrolment.revokesOthers) tables.certificates.revoke(cn, act.at);
    writeMachine(tables, enrolment);
    tables.certificates.insert(certificate);
    if (takesBoot !== undefined) moveBoot(takesBoot, cn, act.at);
    addAct.run(act.at, act.kind, act.deviceId, act.keyId);
    pruneActs.run(act.deviceId, act.kind, act.at - actsKeptMs);
    auditEnrolment(tables, enrolment);
    return tables.certificates.forgetOldest(cn, maxLiveCertificates);
  };

  return {
    enrol: (enrolment) => Promise.try(() => inTransaction(database, () => enrol(enrolment))),
    retire: (assignment, { actor, hasLeft }) =>
      Promise.try(() =>
        inTransaction(database, () => {
          const { deviceId, validFrom } = assignment;
          tables.certificates.revoke(deviceId, validFrom);
          tables.assignments.append(assignment, actor);
          if (!hasLeft) return;
          devices.setLeft(deviceId, validFrom);
          tables.audit.write({ at: validFrom, actor, action: 'leave', subject: deviceId });
        }),
      ),
    countActs: createActCounter(database),
    saveFingerprints: (changes) =>
      Promise.try(() =>
        inTransaction(database, () => {
          for (const { deviceId, fingerprint, isWeakIdentity } of changes) {
            devices.saveFingerprint(deviceId, fingerprint, isWeakIdentity);
          }
        }),
      ),
    bornDevices: createBornReader(database),
    setMergedInto: (deviceId, into) => Promise.try(() => devices.setMergedInto(deviceId, into)),
    ...createSharedKeys(database),
    ...createPlaceholders(database),
    ...createConditions(database),
    ...createProposals(database),
  };
}

function writeMachine({ devices, assignments }: Tables, enrolment: Enrolment): void {
  const { device, assignment, fingerprint, isWeakIdentity, act } = enrolment;
  const { cn } = enrolment.certificate;
  if (device !== undefined) devices.insert(device);
  if (fingerprint !== undefined) devices.saveFingerprint(cn, fingerprint, isWeakIdentity ?? false);
  if (enrolment.endsLeave === true) devices.setLeft(cn, null);
  if (assignment !== undefined) assignments.append(assignment, act.kind);
}

/** A renewal of a known machine happens by itself and leaves its act only. */
function auditEnrolment({ audit }: Tables, { act, device, certificate }: Enrolment): void {
  if (act.kind === 'renewed' && device === undefined) return;
  const detail = JSON.stringify({ key: act.keyId });
  audit.write({ at: act.at, actor: certificate.cn, action: act.kind, subject: act.deviceId, detail });
}

/**
 * Moves a boot, with its ledger and reports, from one machine to another. A row stays behind that shows the way: what was
 * on the wire under the old id must neither be counted twice nor be taken for the old machine's.
 */
function createBootMover(database: DatabaseSync) {
  const move = database.prepare(
    'UPDATE OR IGNORE boot SET device_id = ?1, is_foreign = 0 WHERE device_id = ?2 AND boot = ?3 AND moved_to IS NULL',
  );
  const shorten = database.prepare('UPDATE boot SET moved_to = ?1 WHERE boot = ?3 AND moved_to = ?2');
  const leaveSign = database.prepare(
    `INSERT OR IGNORE INTO boot (device_id, boot, conn, first_at, born_at, is_foreign, moved_to)
     SELECT ?2, ?3, max(conn), coalesce(max(first_at), ?4), max(born_at), 1, ?1
     FROM boot WHERE device_id = ?1 AND boot = ?3 RETURNING number`,
  );
  const openLedger = database.prepare(
    `INSERT INTO ledger (boot, contiguous, beyond, uncertain_to, last_at) VALUES (?, 0, '[]', 0, ?)`,
  );
  return ({ deviceId, boot }: NonNullable<Enrolment['takesBoot']>, to: string, at: number): void => {
    move.run(to, deviceId, boot);
    shorten.run(to, deviceId, boot);
    const sign = leaveSign.get(to, deviceId, boot, at);
    if (sign !== undefined) openLedger.run(sign.number ?? null, at);
  };
}

/** Looks at one boot of each machine, where it has one by index: a scan would read every birth of a year. */
function createBornReader(database: DatabaseSync): IdentityStore['bornDevices'] {
  const born = database.prepare(
    `SELECT device_id FROM device WHERE EXISTS
       (SELECT 1 FROM boot WHERE boot.device_id = device.device_id AND born_at IS NOT NULL AND is_foreign = 0)`,
  );
  return () => Promise.try(() => born.all().map((row) => String(row.device_id)));
}

function createActCounter(database: DatabaseSync): IdentityStore['countActs'] {
  const byKey = database.prepare(
    'SELECT count(*) AS count FROM identity_act WHERE key_id = ? AND kind = ? AND at > ?',
  );
  const byDevice = database.prepare(
    'SELECT count(*) AS count FROM identity_act WHERE device_id = ? AND kind = ? AND at > ?',
  );
  return (kind, of, sinceMs) =>
    Promise.try(() => {
      const row =
        'keyId' in of ? byKey.get(of.keyId, kind, sinceMs) : byDevice.get(of.deviceId, kind, sinceMs);
      return Number(row?.count);
    });
}

function createSharedKeys(database: DatabaseSync): Pick<IdentityStore, 'sharedKeys' | 'shareKey'> {
  const all = database.prepare('SELECT key_id, device_id FROM shared_key ORDER BY key_id');
  const add = database.prepare(
    'INSERT INTO shared_key (key_id, device_id, found_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    sharedKeys: () =>
      Promise.try(() =>
        all.all().map((row) => ({ keyId: String(row.key_id), deviceId: String(row.device_id) })),
      ),
    shareKey: (keyId, deviceId, at) => Promise.try(() => void add.run(keyId, deviceId, at)),
  };
}

const placeholderRow = z.object({ part: z.enum(fingerprintParts), value: z.string() });

function createPlaceholders(
  database: DatabaseSync,
): Pick<IdentityStore, 'learnedPlaceholders' | 'learnPlaceholder'> {
  const all = database.prepare('SELECT part, value FROM learned_placeholder ORDER BY part, value');
  const add = database.prepare(
    'INSERT INTO learned_placeholder (part, value, learned_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  return {
    learnedPlaceholders: () => Promise.try(() => all.all().map((row) => placeholderRow.parse(row))),
    learnPlaceholder: (part, value, at) => Promise.try(() => void add.run(part, value, at)),
  };
}
