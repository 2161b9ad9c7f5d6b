import type { DatabaseSync } from 'node:sqlite';
import type { IdentityStore } from '../identity-port.ts';
import type { Admission, AdmissionOutcome, RegistryStore } from '../registry-port.ts';
import { createAssignments } from './assignments.ts';
import { createAudit } from './audit.ts';
import { createCertificates } from './certificates.ts';
import { inTransaction } from './database.ts';
import { createDevices } from './devices.ts';
import { createIdentity } from './identity.ts';
import { createTokens } from './tokens.ts';
import { createUsers } from './users.ts';

/** Registry over SQLite: devices, certificates, tokens, users, assignments, identity and the audit log. */
export function createRegistry(database: DatabaseSync): RegistryStore & IdentityStore {
  const certificates = createCertificates(database);
  const tokens = createTokens(database);
  const assignments = createAssignments(database);
  const audit = createAudit(database);
  const devices = createDevices(database);

  const admit = (admission: Admission): AdmissionOutcome => {
    const known = certificates.ofKey(admission.certificate.keyId)[0];
    if (known !== undefined) return { kind: 'known', certificate: known };
    const refusal = tokens.takeUse(admission.tokenId, admission.at);
    if (refusal !== null) return { kind: refusal };
    const { deviceId } = admission.device;
    devices.insert(admission.device);
    assignments.append(admission.assignment, `token ${admission.tokenId}`);
    certificates.insert(admission.certificate);
    const detail = JSON.stringify({ token: admission.tokenId, school: admission.assignment.schoolCode });
    audit.write({ at: admission.at, actor: deviceId, action: 'join', subject: deviceId, detail });
    return { kind: 'admitted' };
  };

  return {
    ...createSettings(database),
    ...devices.port,
    ...createIdentity(database, { devices, certificates, assignments, audit }),
    ...assignments.port,
    ...certificates.port,
    ...tokens.port,
    ...createUsers(database, certificates),
    ...audit.port,
    admit: (admission) => Promise.try(() => inTransaction(database, () => admit(admission))),
  };
}

function createSettings(database: DatabaseSync): Pick<RegistryStore, 'setting' | 'saveSetting'> {
  const read = database.prepare('SELECT value FROM setting WHERE name = ?');
  const write = database.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    setting: (name) =>
      Promise.try(() => {
        const row = read.get(name);
        return row === undefined ? null : String(row.value);
      }),
    saveSetting: (name, value) => Promise.try(() => void write.run(name, value)),
  };
}
