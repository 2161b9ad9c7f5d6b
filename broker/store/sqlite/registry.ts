import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Admission, AdmissionOutcome, DeviceRecord, RegistryStore } from '../registry-port.ts';
import { createAssignments } from './assignments.ts';
import { createAudit } from './audit.ts';
import { createCertificates } from './certificates.ts';
import { inTransaction } from './database.ts';
import { createTokens } from './tokens.ts';
import { createUsers } from './users.ts';

const identifier = z.string().nullable();
const deviceRow = z
  .object({
    device_id: z.string(),
    joined_at: z.number(),
    token_id: z.string().nullable(),
    system_uuid: identifier,
    board_serial: identifier,
    macs: identifier,
    system_disk: identifier,
    is_weak_identity: z.number(),
  })
  .transform(
    (row): DeviceRecord => ({
      deviceId: row.device_id,
      joinedAt: row.joined_at,
      tokenId: row.token_id,
      fingerprint: {
        ...(row.system_uuid === null ? {} : { systemUuid: row.system_uuid }),
        ...(row.board_serial === null ? {} : { boardSerial: row.board_serial }),
        ...(row.macs === null ? {} : { macs: row.macs }),
        ...(row.system_disk === null ? {} : { systemDisk: row.system_disk }),
      },
      isWeakIdentity: row.is_weak_identity === 1,
    }),
  );

/** Registry over SQLite: devices, certificates, tokens, users, assignments and the audit log. */
export function createRegistry(database: DatabaseSync): RegistryStore {
  const certificates = createCertificates(database);
  const tokens = createTokens(database);
  const assignments = createAssignments(database);
  const audit = createAudit(database);
  const { insertDevice, ...devices } = createDevices(database);

  const admit = (admission: Admission): AdmissionOutcome => {
    const known = certificates.ofKey(admission.certificate.keyId)[0];
    if (known !== undefined) return { kind: 'known', certificate: known };
    const refusal = tokens.takeUse(admission.tokenId, admission.at);
    if (refusal !== null) return { kind: refusal };
    const { deviceId } = admission.device;
    insertDevice(admission.device);
    assignments.append(admission.assignment, `token ${admission.tokenId}`);
    certificates.insert(admission.certificate);
    const detail = JSON.stringify({ token: admission.tokenId, school: admission.assignment.schoolCode });
    audit.write({ at: admission.at, actor: deviceId, action: 'join', subject: deviceId, detail });
    return { kind: 'admitted' };
  };

  return {
    ...createSettings(database),
    ...devices,
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

function createDevices(database: DatabaseSync) {
  const columns =
    'device_id, joined_at, token_id, system_uuid, board_serial, macs, system_disk, is_weak_identity';
  const insert = database.prepare(`INSERT INTO device (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const all = database.prepare(`SELECT ${columns} FROM device ORDER BY number`);
  const one = database.prepare(`SELECT ${columns} FROM device WHERE device_id = ?`);
  const reading: Pick<RegistryStore, 'devices' | 'device'> = {
    devices: () => Promise.try(() => all.all().map((row) => deviceRow.parse(row))),
    device: (deviceId) =>
      Promise.try(() => {
        const row = one.get(deviceId);
        return row === undefined ? null : deviceRow.parse(row);
      }),
  };
  return {
    ...reading,
    insertDevice: ({
      deviceId,
      joinedAt,
      tokenId,
      fingerprint: print,
      isWeakIdentity,
    }: DeviceRecord): void => {
      const identifiers = [print.systemUuid, print.boardSerial, print.macs, print.systemDisk];
      const [uuid, board, macs, disk] = identifiers.map((value) => value ?? null);
      insert.run(
        deviceId,
        joinedAt,
        tokenId,
        uuid ?? null,
        board ?? null,
        macs ?? null,
        disk ?? null,
        Number(isWeakIdentity),
      );
    },
  };
}
