import type { Actor } from '../../../broker/query/handler.ts';
import { createSnapshotCommands } from '../../../broker/snapshot/snapshot-commands.ts';
import type { QueryBody, QueryParams } from '../../../shared/contract/query.ts';
import { queryKinds } from '../../../shared/contract/query-kinds.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import { readSnapshotChunks } from '../../../shared/runtime/snapshot-text.ts';
import type { Resources } from '../../support/resources.ts';
import { openRig, type Rig, rules } from '../fleet/fleet-rig.ts';

const planner: Actor = { userId: 'u-planneraaaaaaaaa', name: 'KH', role: 'planner', unitId: 'root' };
export const officerOfA: Actor = {
  userId: 'u-officeraaaaaaaaa',
  name: 'A',
  role: 'school-officer',
  unitId: 'sa',
};

type Kind = keyof ReturnType<typeof createSnapshotCommands>;

/** A fleet over a real store, and the snapshot commands over both. */
export async function openSnapshots(resources: Resources) {
  const rig = await openRig(resources);
  return { ...rig, ...asking(rig) };
}

/** Asks over a store and fleet as they are; a restart asks anew. */
export function asking(rig: Pick<Rig, 'store' | 'fleet' | 'clock'>) {
  const commands = createSnapshotCommands({ ...rig, rules });
  /** All pages, each as the contract has it; the code of a refusal. */
  async function ask<K extends Kind>(
    kind: K,
    params: QueryParams<K>,
    actor = planner,
  ): Promise<QueryBody<K>[] | string> {
    const checked = queryKinds[kind].params.parse(params);
    const answer = await commands[kind](checked as never, actor);
    if (!answer.ok) return answer.error.code;
    return answer.value.map((page) => queryKinds[kind].body.parse(page) as QueryBody<K>);
  }
  async function planning(params: QueryParams<'planning'> = {}, actor = planner) {
    const pages = await ask('planning', params, actor);
    if (typeof pages === 'string') throw new Error(pages);
    const sha256 = pages[0]?.sha256 ?? '';
    const chunks = pages.flatMap((page) => page.chunks);
    const read = readSnapshotChunks(chunks, sha256);
    if (!read.ok) throw new Error(read.error);
    const confirmations = pages.flatMap((page) => page.confirmations);
    return { ...read.value, confirmations, isWhole: pages[0]?.isWhole };
  }
  async function create(name: string, more: Partial<QueryParams<'snapshotCreate'>> = {}) {
    const made = await ask('snapshotCreate', { name, ...more } as QueryParams<'snapshotCreate'>);
    const row = typeof made === 'string' ? undefined : made[0]?.snapshot;
    if (row === undefined) throw new Error(String(made));
    return row;
  }
  return { ask, planning, create };
}

export function machineIn(snapshot: Snapshot, deviceId: string) {
  return snapshot.machines.find((machine) => machine.deviceId === deviceId);
}
