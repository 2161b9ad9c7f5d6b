import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { sha256Of, snapshotChunks, snapshotText } from '../../shared/runtime/snapshot-text.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { isInSubtree } from '../fleet/unit-tree.ts';
import type { Handler } from '../query/handler.ts';
import { liveSnapshot } from './live-snapshot.ts';

export type PlanningDeps = { readonly fleet: Fleet; readonly clock: Clock };

/** The frozen input of a plan: the live picture of the asker's unit, or of one below it. */
export function createPlanningAnswer({ fleet, clock }: PlanningDeps): Handler<'planning'> {
  return ({ unitId = undefined, snapshot }, actor) =>
    Promise.try(() => {
      const asked = unitId ?? actor.unitId;
      const tree = fleet.picture.tree();
      const node = tree.nodes.get(asked);
      if (node === undefined) return err(appError('SD-UNIT-UNKNOWN', { unit: asked }));
      if (!isInSubtree(tree, actor.unitId, asked)) return err(appError('SD-OUTSIDE-UNIT', { what: asked }));
      if (snapshot !== undefined) return err(appError('SD-SNAPSHOT-UNKNOWN', { name: snapshot }));
      const text = snapshotText(liveSnapshot(fleet, node, clock.now()));
      const pages = snapshotChunks(text).map((chunk) => ({ confirmations: [], chunks: [chunk] }));
      const head = { sha256: sha256Of(text), isWhole: true };
      return ok(pages.map((page, index) => (index === 0 ? { ...head, ...page } : page)));
    });
}
