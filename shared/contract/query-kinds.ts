import { z } from 'zod';
import { deviceStates, proposalStates, roles, userRoles } from '../domain/device.ts';
import { roomKinds } from '../domain/school.ts';
import { deviceDetail, deviceFacts } from './device-facts.ts';
import { findingKinds } from './finding-kinds.ts';
import { lineKinds } from './line-kinds.ts';
import { normPackSchema } from './norm-pack.ts';
import { ignoredHeaders, planKinds, registerChange } from './plan-kinds.ts';
import { planningSchool } from './planning.ts';
import {
  auditRow,
  authorityState,
  proposalRow,
  quarantineRow,
  roomRow,
  rosterProblem,
  tokenId,
  tokenRow,
  userRow,
} from './query-rows.ts';
import { deadline } from './register-rows.ts';
import { address, count, deviceId, epochMs, requestId, schoolCode, text, unitId, userId } from './scalars.ts';
import { deviceRow, schoolRow, totals, unit } from './view.ts';

const nothing = z.object({});
const pem = z.string().min(1).max(8192);
const ofUnit = z.object({ unitId: unitId.optional() });

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
  /** Schools as the roster declares them now, and what live screens count their needs by; the first page carries it. */
  roster: {
    params: ofUnit,
    body: z.object({
      pack: normPackSchema.optional(),
      deadlines: z.array(deadline).max(100).optional(),
      schools: z.array(planningSchool),
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
      /** Seats of the room: what `join` counts against and missing seats are told from. */
      seats: z.int().min(1).max(1000).optional(),
      expiresAt: epochMs.optional(),
    }),
    body: z.object({
      id: tokenId,
      token: z.string(),
      uses: count,
      expiresAt: epochMs,
      schoolName: text(200),
    }),
  },
  tokenList: { params: nothing, body: z.object({ tokens: z.array(tokenRow) }) },
  tokenRevoke: { params: z.object({ id: tokenId }), body: z.object({ id: tokenId }) },
  rosterImport: {
    params: z.object({
      csv: z.string().max(8_000_000),
      strict: z.boolean().default(false),
      /** Tells what it would change, and writes nothing. */
      isDry: z.boolean().default(false),
    }),
    body: z.object({
      schools: count,
      rows: count,
      changed: count,
      unchanged: count,
      isWritten: z.boolean(),
      ignored: ignoredHeaders.optional(),
      changes: z.array(registerChange),
      problems: z.array(rosterProblem),
    }),
  },
  userAdd: {
    params: z.object({
      name: text(100).refine((name) => name.trim() !== '', 'missing'),
      role: z.enum(userRoles),
      unitId: unitId.optional(),
      schoolCode: schoolCode.optional(),
      csr: pem,
    }),
    body: z.object({
      userId,
      certificate: pem,
      ca: z.string().min(1).max(16_384),
      addresses: z.array(address),
    }),
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
      /** An officer has looked at it: it works. */
      confirmGood: z.literal(true).optional(),
    }),
    body: z.object({
      device: deviceRow,
      /** It has no certificate that opens anything: it must join again before it is heard. */
      mustJoin: z.boolean().default(false),
    }),
  },
  /** A list of machines (name, room, seat, role, state) of one school, or of the actor's own. */
  deviceImport: {
    params: z.object({
      csv: z.string().max(8_000_000),
      strict: z.boolean().default(false),
      schoolCode: schoolCode.optional(),
    }),
    body: z.object({
      machines: count,
      changed: count,
      unchanged: count,
      isWritten: z.boolean(),
      problems: z.array(rosterProblem),
    }),
  },
  /** Out of use for good: it may not connect any more; its history stays. */
  deviceRetire: { params: z.object({ deviceId }), body: z.object({ deviceId }) },
  /** `otherId` was the same machine: its history becomes `deviceId`'s. Undone by `deviceUnmerge`. */
  deviceMerge: { params: z.object({ deviceId, otherId: deviceId }), body: z.object({ deviceId }) },
  deviceUnmerge: { params: z.object({ deviceId }), body: z.object({ deviceId }) },
  /** What is connected under this id now becomes another machine. */
  deviceSplit: { params: z.object({ deviceId }), body: z.object({ orderId: requestId }) },
  deviceOrder: {
    params: z.object({ deviceId, order: z.enum(['collect-now', 'renew']) }),
    body: z.object({ orderId: requestId }),
  },
  proposalList: {
    params: z.object({ state: z.enum(proposalStates).optional() }),
    body: z.object({ proposals: z.array(proposalRow) }),
  },
  proposalDecide: {
    params: z.object({ id: count, decision: z.enum(['accept', 'reject', 'undo']) }),
    body: z.object({ proposal: proposalRow }),
  },
  roomList: {
    params: z.object({ schoolCode: schoolCode.optional(), room: text(64).optional() }),
    body: z.object({ rooms: z.array(roomRow) }),
  },
  roomSet: {
    params: z.object({
      schoolCode,
      room: text(64).refine((room) => room.trim() !== '', 'missing'),
      kind: z.enum(roomKinds).optional(),
      seats: z.int().min(0).max(1000).optional(),
    }),
    body: z.object({ room: roomRow }),
  },
  /** Every machine is told to look for the broker there; its old addresses stay until a new one has worked. */
  addressesSet: {
    params: z.object({ addresses: z.array(address).min(1).max(8) }),
    body: z.object({ orders: count }),
  },
  /** Where machines and users look for this broker, and where it is about to move. */
  addressesShow: {
    params: nothing,
    body: z.object({
      addresses: z.array(address),
      movingTo: z.array(address).nullable(),
      /** Machines that have not confirmed the last change yet. */
      waiting: count,
    }),
  },
  /** The asking user's own certificate anew, over the same key, with the authorities and addresses of now. */
  profileRenew: {
    params: nothing,
    body: z.object({ certificate: pem, ca: z.string().min(1).max(16_384), addresses: z.array(address) }),
  },
  authorityStatus: { params: nothing, body: authorityState },
  /** `begin`: makes the next authority, both are trusted; `finish`: one no longer is; `cancel`: the way back, then `finish`. */
  authorityChange: {
    params: z.object({ step: z.enum(['begin', 'finish', 'cancel']), force: z.boolean().default(false) }),
    body: authorityState,
  },
  /** A copy of everything into a folder of the broker's machine; it holds the authority's key. */
  backupCreate: {
    params: z.object({
      folder: z.string().min(1).max(1024),
      /** Without the database: small, and enough to let every machine find its way back. */
      authorityOnly: z.boolean().default(false),
    }),
    body: z.object({ folder: z.string(), sizeBytes: count }),
  },
  auditList: {
    params: z.object({ beforeId: count.optional(), limit: z.int().min(1).max(10_000).default(200) }),
    body: z.object({ entries: z.array(auditRow) }),
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
  ...findingKinds,
  ...lineKinds,
  ...planKinds,
  quarantinePurge: { params: z.object({ deviceId: deviceId.optional() }), body: z.object({ purged: count }) },
} as const satisfies Record<string, { params: z.ZodType; body: z.ZodType }>;
