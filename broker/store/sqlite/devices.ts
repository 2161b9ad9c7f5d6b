import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { HardwareFingerprint } from '../../../shared/domain/fingerprint.ts';
import type { DeviceRecord, RegistryStore } from '../registry-port.ts';

const identifier = z.string().nullable();
const cards = z.array(z.string());

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
    origin_key: z.string().nullable(),
    merged_into: z.string().nullable(),
    left_at: z.number().nullable(),
  })
  .transform(
    (row): DeviceRecord => ({
      deviceId: row.device_id,
      joinedAt: row.joined_at,
      tokenId: row.token_id,
      fingerprint: {
        ...(row.system_uuid === null ? {} : { systemUuid: row.system_uuid }),
        ...(row.board_serial === null ? {} : { boardSerial: row.board_serial }),
        ...(row.macs === null ? {} : { macs: cards.parse(JSON.parse(row.macs)) }),
        ...(row.system_disk === null ? {} : { systemDisk: row.system_disk }),
      },
      isWeakIdentity: row.is_weak_identity === 1,
      originKeyId: row.origin_key,
      mergedInto: row.merged_into,
      leftAt: row.left_at,
    }),
  );

/** Machines by id, in the order in which they joined; the writing functions run inside the caller's transaction. */
export function createDevices(database: DatabaseSync) {
  const columns = `device_id, joined_at, token_id, system_uuid, board_serial, macs, system_disk, is_weak_identity,
    origin_key, merged_into, left_at`;
  const insert = database.prepare(`INSERT INTO device (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const all = database.prepare(`SELECT ${columns} FROM device ORDER BY number`);
  const one = database.prepare(`SELECT ${columns} FROM device WHERE device_id = ?`);
  const setPrint = database.prepare(
    `UPDATE device SET system_uuid = ?, board_serial = ?, macs = ?, system_disk = ?, is_weak_identity = ?
     WHERE device_id = ?`,
  );
  const setMerged = database.prepare('UPDATE device SET merged_into = ? WHERE device_id = ?');
  const setLeft = database.prepare('UPDATE device SET left_at = ? WHERE device_id = ?');
  const port: Pick<RegistryStore, 'devices' | 'device'> = {
    devices: () => Promise.try(() => all.all().map((row) => deviceRow.parse(row))),
    device: (deviceId) =>
      Promise.try(() => {
        const row = one.get(deviceId);
        return row === undefined ? null : deviceRow.parse(row);
      }),
  };
  return {
    port,
    insert: (device: DeviceRecord): void => {
      const { deviceId, joinedAt, tokenId, fingerprint, isWeakIdentity } = device;
      const { originKeyId, mergedInto, leftAt } = device;
      const weak = Number(isWeakIdentity);
      const print = printColumns(fingerprint);
      insert.run(deviceId, joinedAt, tokenId, ...print, weak, originKeyId, mergedInto, leftAt);
    },
    saveFingerprint: (deviceId: string, fingerprint: HardwareFingerprint, isWeak: boolean): void => {
      setPrint.run(...printColumns(fingerprint), Number(isWeak), deviceId);
    },
    setMergedInto: (deviceId: string, into: string | null): void => void setMerged.run(into, deviceId),
    setLeft: (deviceId: string, at: number | null): void => void setLeft.run(at, deviceId),
  };
}
export type Devices = ReturnType<typeof createDevices>;

function printColumns({ systemUuid, boardSerial, macs, systemDisk }: HardwareFingerprint) {
  return [
    systemUuid ?? null,
    boardSerial ?? null,
    macs === undefined ? null : JSON.stringify(macs),
    systemDisk ?? null,
  ] as const;
}
