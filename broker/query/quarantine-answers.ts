import type { QueryBody } from '../../shared/contract/query.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { replayQuarantine } from '../ingest/replay.ts';
import type { QuarantineRow, QuarantineStore } from '../store/report-port.ts';
import type { Actor, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';

export type QuarantineKind = 'quarantineList' | 'quarantineShow' | 'quarantineReplay' | 'quarantinePurge';

export type QuarantineDeps = {
  readonly store: QuarantineStore;
  readonly ingest: Pick<Ingest, 'replay'>;
  readonly fleet: {
    readonly picture: {
      readonly tree: () => UnitTree;
      readonly device: (
        deviceId: string,
      ) => { readonly place: { readonly unit: { readonly unitId: string } } | null } | undefined;
    };
  };
};

type Message = QueryBody<'quarantineList'>['messages'][number];

const maxListed = 10_000;
/** What fits an answer as base64; the size says how much there is. */
const maxShownBytes = 24 * 1024;

/** Messages that could not be read: listed, shown, replayed, purged, within the actor's unit. */
export function createQuarantineAnswers(deps: QuarantineDeps): Pick<Handlers, QuarantineKind> {
  const { store, ingest, fleet } = deps;
  /** A machine that is in no unit is the whole installation's. */
  const isWithin = (actor: Actor, deviceId: string): boolean => {
    const tree = fleet.picture.tree();
    const unitId = fleet.picture.device(deviceId)?.place?.unit.unitId ?? tree.root?.unit.unitId;
    return unitId === undefined || isInSubtree(tree, actor.unitId, unitId);
  };
  const within = (actor: Actor, deviceId: string): Result<void, AppError> =>
    isWithin(actor, deviceId) ? ok(undefined) : err(appError('SD-OUTSIDE-UNIT', { what: deviceId }));
  return {
    quarantineList: async ({ deviceId }, actor) => {
      const filter = deviceId === undefined ? {} : { deviceId };
      const rows = await store.quarantined(filter, { afterId: 0, limit: maxListed });
      const mine = rows.filter((row) => isWithin(actor, row.deviceId));
      return ok(pagesOf({ messages: mine.map(messageOf) }));
    },
    quarantineShow: async ({ id }, actor) => {
      const row = await store.quarantinedMessage(id);
      if (row === null) return err(appError('SD-QUARANTINE-UNKNOWN', { id: String(id) }));
      const allowed = within(actor, row.deviceId);
      if (!allowed.ok) return allowed;
      const payloadBase64 = row.payload?.subarray(0, maxShownBytes).toString('base64') ?? '';
      return ok([{ message: messageOf(row), payloadBase64 }]);
    },
    quarantineReplay: async (_params, actor) => {
      const outcome = await replayQuarantine(store, ingest, {
        isChosen: (deviceId) => isWithin(actor, deviceId),
      });
      return ok([{ ...outcome }]);
    },
    quarantinePurge: async ({ deviceId }, actor) => {
      const allowed = deviceId === undefined ? wholeInstallation(deps, actor) : within(actor, deviceId);
      if (!allowed.ok) return allowed;
      return ok([{ purged: await store.purgeQuarantine(deviceId === undefined ? {} : { deviceId }) }]);
    },
  };
}

function wholeInstallation({ fleet }: QuarantineDeps, actor: Actor): Result<void, AppError> {
  const root = fleet.picture.tree().root?.unit.unitId ?? actor.unitId;
  return actor.unitId === root ? ok(undefined) : err(appError('SD-OUTSIDE-UNIT', { what: root }));
}

function messageOf({ payload: _payload, ...row }: QuarantineRow): Message {
  return row;
}
