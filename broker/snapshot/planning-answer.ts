import type { ConfirmationRow } from '../../shared/contract/snapshot.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { chunksOf, sha256Of } from '../../shared/runtime/snapshot-text.ts';
import { createTurn } from '../enrol/turn.ts';
import { unitsOf } from '../fleet/school-row.ts';
import { isInSubtree } from '../fleet/unit-tree.ts';
import type { Actor, Handler } from '../query/handler.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import { pagesOf } from '../query/paginate.ts';
import { outside } from '../query/within.ts';
import { confirmationsOf } from './confirmations.ts';
import { partOf } from './part.ts';
import { liveScene } from './scene.ts';
import { packed, storedSnapshot } from './stored-snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { snapshotTextInTurns } from './text.ts';

type Answer = ReturnType<Handler<'planning'>>;

/** The frozen input of a plan: the live picture or a named snapshot, of the asker's unit or of one below it. */
export function createPlanningAnswer(deps: LineQueryDeps): Handler<'planning'> {
  // Each holds a whole fleet in memory: one after the other.
  const inTurn = createTurn();
  return ({ unitId, snapshot: name }, actor) =>
    inTurn(() =>
      name === undefined
        ? livePlanning(deps, actor, unitId ?? actor.unitId)
        : storedPlanning(deps, actor, name, unitId ?? actor.unitId),
    );
}

async function livePlanning(deps: LineQueryDeps, actor: Actor, unitId: string): Answer {
  const { fleet, store, clock } = deps;
  const rooms = await store.rooms();
  const tree = fleet.picture.tree();
  const node = tree.nodes.get(unitId);
  if (node === undefined) return err(appError('SD-UNIT-UNKNOWN', { unit: unitId }));
  if (!isInSubtree(tree, actor.unitId, unitId)) return outside(unitId);
  const root = tree.root ?? node;
  const scene = liveScene(fleet, { root, node }, rooms, clock.now());
  const whole = await takeSnapshot(deps, scene, { name: null, kind: 'live', units: unitsOf(root) });
  const part = partOf(whole, unitId);
  if (part === null) return outside(unitId);
  const text = await snapshotTextInTurns(part.snapshot);
  return ok(pages(sha256Of(text), part.isWhole, [], await packed(text)));
}

async function storedPlanning({ store }: LineQueryDeps, actor: Actor, name: string, unitId: string): Answer {
  const head = await store.snapshotHead(name);
  if (head === null) return err(appError('SD-SNAPSHOT-UNKNOWN', { name }));
  const { snapshot, content } = await storedSnapshot(store, head);
  const own = partOf(snapshot, actor.unitId);
  if (own === null) return err(appError('SD-SNAPSHOT-UNIT', { name }));
  const asked = unitId === actor.unitId ? own : partOf(own.snapshot, unitId);
  if (asked === null) return outside(unitId);
  const codes = asked.snapshot.schools.map(({ schoolCode }) => schoolCode);
  const confirmations = confirmationsOf(await store.snapshotWords(name), codes);
  const isWhole = own.isWhole && asked.isWhole;
  if (isWhole) return ok(pages(head.sha256, true, confirmations, content));
  const text = await snapshotTextInTurns(asked.snapshot);
  return ok(pages(sha256Of(text), false, confirmations, await packed(text)));
}

function pages(
  sha256: string,
  isWhole: boolean,
  confirmations: readonly ConfirmationRow[],
  content: Uint8Array,
) {
  const words = confirmations.length === 0 ? [] : pagesOf({ confirmations });
  const chunks = chunksOf(content).map((chunk) => ({ confirmations: [], chunks: [chunk] }));
  return [...words.map((page) => ({ ...page, chunks: [] })), ...chunks].map((page, index) =>
    index === 0 ? { sha256, isWhole, ...page } : page,
  );
}
