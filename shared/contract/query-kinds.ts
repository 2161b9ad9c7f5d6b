import { z } from 'zod';
import { deviceStates, roles, userRoles } from '../domain/device.ts';
import { deviceDetail, deviceFacts } from './device-facts.ts';
import { planningDevice, planningSchool } from './planning.ts';
import { address, count, deviceId, epochMs, schoolCode, text, unitId, userId } from './scalars.ts';
import { deviceRow, schoolRow, totals, unit } from './view.ts';

const nothing = z.object({});
const pem = z.string().min(1).max(8192);
const ofUnit = z.object({ unitId: unitId.optional() });
const tokenId = z.string().regex(/^[a-z2-7]{8}$/);

/** A roster cell that was refused: where it stands and why (stable reason, text in shared/text). */
export const rosterProblem = z.object({
  line: count,
  column: text(64),
  reason: text(64),
  value: text(100),
});
export type RosterProblem = z.infer<typeof rosterProblem>;

const tokenRow = z.object({
  id: tokenId,
  schoolCode,
  room: text(64).nullable(),
  role: z.enum(roles).nullable(),
  usesLeft: count.nullable(),
  expiresAt: epochMs,
  createdAt: epochMs,
  isRevoked: z.boolean(),
});

const userRow = z.object({
  userId,
  name: text(100),
  role: z.enum(userRoles),
  unitId,
  createdAt: epochMs,
  isRevoked: z.boolean(),
});

const quarantineRow = z.object({
  id: count,
  at: epochMs,
  deviceId: text(32),
  topic: text(200),
  reason: text(64),
  detail: text(200),
  sizeBytes: count,
});

/** Every question and command: its parameters and one page of its answer. The same kinds serve MQTT and the control socket. */
export const queryKinds = {
  /** A consistent picture of a unit's subtree at one rev; page 0 carries `head`. */
  view: {
    params: ofUnit,
    body: z.object({
      head: z
        .object({ epoch: z.string(), rev: count, at: epochMs, unit, totals, schools: z.array(schoolRow) })
        .optional(),
      schools: z.array(schoolRow).optional(),
      devices: z.array(deviceRow),
    }),
  },
  units: { params: nothing, body: z.object({ units: z.array(unit) }) },
  schools: { params: ofUnit, body: z.object({ schools: z.array(schoolRow) }) },
  devices: {
    params: ofUnit.extend({ schoolCode: schoolCode.optional(), room: text(64).optional() }),
    body: z.object({ devices: z.array(deviceFacts) }),
  },
  device: { params: z.object({ deviceId }), body: z.object({ device: deviceDetail }) },
  /** The frozen input of every plan: roster rows and machines as at one moment. */
  planning: {
    params: ofUnit,
    body: z.object({
      asAt: epochMs.optional(),
      schools: z.array(planningSchool),
      devices: z.array(planningDevice),
    }),
  },
  brokerStatus: {
    params: nothing,
    body: z.object({
      version: text(32),
      startedAt: epochMs,
      epoch: z.string(),
      connected: count,
      reportsStored: count,
      duplicates: count,
      quarantined: count,
      refused: z.record(z.string().max(64), count),
    }),
  },
  tokenCreate: {
    params: z.object({
      schoolCode,
      room: text(64).optional(),
      role: z.enum(roles).optional(),
      uses: z.int().min(1).max(10_000).optional(),
      expiresAt: epochMs.optional(),
    }),
    body: z.object({ id: tokenId, token: z.string(), expiresAt: epochMs }),
  },
  tokenList: { params: nothing, body: z.object({ tokens: z.array(tokenRow) }) },
  tokenRevoke: { params: z.object({ id: tokenId }), body: z.object({ id: tokenId }) },
  rosterImport: {
    params: z.object({ csv: z.string().max(8_000_000), strict: z.boolean().default(false) }),
    body: z.object({
      schools: count,
      rows: count,
      changed: count,
      unchanged: count,
      isWritten: z.boolean(),
      problems: z.array(rosterProblem),
    }),
  },
  userAdd: {
    params: z.object({
      name: text(100).refine((name) => name.trim() !== '', 'empty'),
      role: z.enum(userRoles),
      unitId: unitId.optional(),
      schoolCode: schoolCode.optional(),
      csr: pem,
    }),
    body: z.object({ userId, certificate: pem, ca: pem, addresses: z.array(address) }),
  },
  userList: { params: nothing, body: z.object({ users: z.array(userRow) }) },
  userRevoke: { params: z.object({ userId }), body: z.object({ userId }) },
  deviceSet: {
    params: z.object({
      deviceId,
      role: z.enum(roles).optional(),
      state: z.enum(deviceStates).optional(),
      room: text(64).optional(),
      seat: text(16).optional(),
    }),
    body: z.object({ device: deviceRow }),
  },
  deviceRevoke: { params: z.object({ deviceId }), body: z.object({ deviceId }) },
  quarantineList: {
    params: z.object({ deviceId: deviceId.optional() }),
    body: z.object({ messages: z.array(quarantineRow) }),
  },
  quarantineShow: {
    params: z.object({ id: count }),
    body: z.object({ message: quarantineRow, payloadBase64: z.string() }),
  },
  quarantineReplay: { params: nothing, body: z.object({ replayed: count, kept: count }) },
  quarantinePurge: { params: z.object({ deviceId: deviceId.optional() }), body: z.object({ purged: count }) },
} as const satisfies Record<string, { params: z.ZodType; body: z.ZodType }>;
