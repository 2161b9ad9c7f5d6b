import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { proposalReasons, proposalStates } from '../../../shared/domain/device.ts';
import type { IdentityStore, ProposalRecord } from '../identity-port.ts';

const proposalRow = z
  .object({
    id: z.number(),
    created_at: z.number(),
    device_id: z.string(),
    other_id: z.string(),
    reason: z.enum(proposalReasons),
    state: z.enum(proposalStates),
    decided_at: z.number().nullable(),
    decided_by: z.string().nullable(),
  })
  .transform(
    (row): ProposalRecord => ({
      id: row.id,
      createdAt: row.created_at,
      deviceId: row.device_id,
      otherId: row.other_id,
      reason: row.reason,
      state: row.state,
      decidedAt: row.decided_at,
      decidedBy: row.decided_by,
    }),
  );

/** Proposals that two ids are one machine, over SQLite; the same two are proposed once. */
export function createProposals(
  database: DatabaseSync,
): Pick<IdentityStore, 'addProposal' | 'proposals' | 'decideProposal'> {
  const columns = 'id, created_at, device_id, other_id, reason, state, decided_at, decided_by';
  const add = database.prepare(
    `INSERT INTO proposal (created_at, device_id, other_id, reason, state) VALUES (?, ?, ?, ?, 'open')
     ON CONFLICT DO NOTHING RETURNING ${columns}`,
  );
  const all = database.prepare(`SELECT ${columns} FROM proposal ORDER BY id DESC`);
  const decide = database.prepare(
    `UPDATE proposal SET state = ?, decided_at = ?, decided_by = ? WHERE id = ? RETURNING ${columns}`,
  );
  const read = (row: unknown): ProposalRecord | null => (row === undefined ? null : proposalRow.parse(row));
  return {
    addProposal: ({ createdAt, deviceId, otherId, reason }) =>
      Promise.try(() => read(add.get(createdAt, deviceId, otherId, reason))),
    proposals: () => Promise.try(() => all.all().map((row) => proposalRow.parse(row))),
    decideProposal: (id, { state, at, by }) => Promise.try(() => read(decide.get(state, at, by, id))),
  };
}
