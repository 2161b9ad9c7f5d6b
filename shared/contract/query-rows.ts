import { z } from 'zod';
import { proposalReasons, proposalStates, roles, userRoles } from '../domain/device.ts';
import { roomKinds } from '../domain/school.ts';
import { count, deviceId, epochMs, schoolCode, text, unitId, userId } from './scalars.ts';

export const tokenId = z.string().regex(/^[a-z2-7]{8}$/, 'not-token-id');

/** A roster cell that was refused: where it stands and why (stable reason, text in shared/text). */
export const rosterProblem = z.object({
  line: count,
  column: text(64),
  reason: text(64),
  value: text(100),
  /** What the words of a broken rule name, such as `{ most: "100" }`. */
  limits: z.record(z.string().max(32), text(100)).optional(),
});
export type RosterProblem = z.infer<typeof rosterProblem>;

export const tokenRow = z.object({
  id: tokenId,
  schoolCode,
  room: text(64).nullable(),
  role: z.enum(roles).nullable(),
  /** How many machines it admitted of how many. */
  uses: count,
  usesLeft: count,
  seats: count.nullable(),
  expiresAt: epochMs,
  createdAt: epochMs,
  isRevoked: z.boolean(),
});

export const userRow = z.object({
  userId,
  name: text(100),
  role: z.enum(userRoles),
  unitId,
  createdAt: epochMs,
  isRevoked: z.boolean(),
});

/** A room as it was last described, with the machines in it. */
export const roomRow = z.object({
  schoolCode,
  room: text(64),
  kind: z.enum(roomKinds).nullable(),
  seats: count.nullable(),
  machines: count,
  /** Of the seats 1 to `seats`, those where no machine is; empty while the number of seats is unknown. */
  missingSeats: z.array(text(16)).max(1000),
});
export type RoomRow = z.infer<typeof roomRow>;

/** Two device ids that may be one machine, for a person to decide. */
export const proposalRow = z.object({
  id: count,
  createdAt: epochMs,
  /** The newcomer, which is kept. */
  deviceId,
  /** The older id, whose history would become the newcomer's. */
  otherId: deviceId,
  schoolCode,
  reason: z.enum(proposalReasons),
  state: z.enum(proposalStates),
  decidedAt: epochMs.nullable(),
  decidedBy: text(32).nullable(),
});
export type ProposalRow = z.infer<typeof proposalRow>;

export const auditRow = z.object({
  id: count,
  at: epochMs,
  actor: text(32),
  action: text(64),
  subject: text(64).nullable(),
  detail: text(4096).nullable(),
});
export type AuditRow = z.infer<typeof auditRow>;

/** How far the change from one authority to the next has come. */
export const authorityState = z.object({
  /** `cancelling`: the next authority was called off, and stays accepted until its certificates are replaced. */
  phase: z.enum(['single', 'changing', 'cancelling']),
  caSha256: z.string(),
  nextCaSha256: z.string().nullable(),
  /** Machines and users that may connect, and those of them that came last with a certificate of the issuing authority. */
  holders: count,
  ready: count,
  /** Those that were heard lately and are not ready: `finish` would shut them out. The first of them by name. */
  waiting: count,
  waitingFor: z.array(text(32)).max(100),
  /** Join tokens that pin the authority that leaves, and are worth nothing after it left. */
  voidTokens: count,
});

export const quarantineRow = z.object({
  id: count,
  at: epochMs,
  deviceId: text(32),
  topic: text(200),
  reason: text(64),
  detail: text(200),
  sizeBytes: count,
});
